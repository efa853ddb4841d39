package io.dtls.autoconfigure.properties;

import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * What can be set for sockets, under {@code dtls.server.socket}: buffers, of which the
 * system may grant less, and batches.
 */
public class DtlsSocketProperties {

	/**
	 * Memory that the system is asked to queue datagrams in until they are read. If not
	 * set, room for a burst of some thousand.
	 */
	private @Nullable DataSize receiveBuffer;

	/**
	 * Memory that the system is asked to queue datagrams in until they are sent. If not
	 * set, as much as for receiving.
	 */
	private @Nullable DataSize sendBuffer;

	/**
	 * Whether to take and send many datagrams with one system call, where Linux, Java 22
	 * and the permission for native access allow it.
	 */
	private boolean batched = true;

	public @Nullable DataSize getReceiveBuffer() {
		return this.receiveBuffer;
	}

	public void setReceiveBuffer(@Nullable DataSize receiveBuffer) {
		this.receiveBuffer = receiveBuffer;
	}

	public @Nullable DataSize getSendBuffer() {
		return this.sendBuffer;
	}

	public void setSendBuffer(@Nullable DataSize sendBuffer) {
		this.sendBuffer = sendBuffer;
	}

	public boolean isBatched() {
		return this.batched;
	}

	public void setBatched(boolean batched) {
		this.batched = batched;
	}

}
