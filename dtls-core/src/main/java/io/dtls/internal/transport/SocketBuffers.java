package io.dtls.internal.transport;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;

import io.dtls.settings.SocketSettings;

/**
 * Sets how much the system queues for a socket.
 */
final class SocketBuffers {

	private SocketBuffers() {
	}

	/**
	 * Sets the sizes of a channel's buffers, where they are given.
	 * @param settings sizes in bytes; 0 leaves the system's default
	 * @param channel the channel
	 * @throws IOException if the system refuses
	 */
	static void apply(SocketSettings settings, DatagramChannel channel) throws IOException {
		if (settings.receiveBuffer() > 0) {
			channel.setOption(StandardSocketOptions.SO_RCVBUF, settings.receiveBuffer());
		}
		if (settings.sendBuffer() > 0) {
			channel.setOption(StandardSocketOptions.SO_SNDBUF, settings.sendBuffer());
		}
	}

}
