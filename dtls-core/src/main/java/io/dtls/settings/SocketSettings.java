package io.dtls.settings;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;

import io.dtls.internal.transport.BatchedSockets;

/**
 * Buffers of a UDP socket. The system may grant less.
 *
 * @param receiveBuffer bytes the system queues for us, or 0 for the system's default
 * @param sendBuffer bytes the system queues for the network, or 0 for the system's
 * default
 * @param batched whether to take and send many datagrams with one system call where the
 * JVM can ({@link BatchedSockets})
 */
public record SocketSettings(int receiveBuffer, int sendBuffer, boolean batched) {

	// Room for a burst of some thousand records while a collection pauses the JVM.
	private static final int BURST = 4 * 1024 * 1024;

	/**
	 * Settings with batches where the JVM can.
	 * @param receiveBuffer bytes the system queues for us, or 0 for the system's default
	 * @param sendBuffer bytes the system queues for the network, or 0 for the system's
	 * default
	 */
	public SocketSettings(int receiveBuffer, int sendBuffer) {
		this(receiveBuffer, sendBuffer, true);
	}

	public static SocketSettings defaults() {
		return new SocketSettings(BURST, BURST);
	}

	public SocketSettings withBatched(boolean value) {
		return new SocketSettings(this.receiveBuffer, this.sendBuffer, value);
	}

	public void applyTo(DatagramChannel channel) throws IOException {
		if (this.receiveBuffer > 0) {
			channel.setOption(StandardSocketOptions.SO_RCVBUF, this.receiveBuffer);
		}
		if (this.sendBuffer > 0) {
			channel.setOption(StandardSocketOptions.SO_SNDBUF, this.sendBuffer);
		}
	}

}
