package io.dtls.transport;

/**
 * Buffers of a UDP socket. The system may grant less.
 *
 * @param receiveBuffer bytes the system queues for us, or 0 for the system's default
 * @param sendBuffer bytes the system queues for the network, or 0 for the system's
 * default
 */
public record SocketSettings(int receiveBuffer, int sendBuffer) {

	// Room for a burst of some thousand records while a collection pauses the JVM.
	private static final int BURST = 4 * 1024 * 1024;

	public static SocketSettings defaults() {
		return new SocketSettings(BURST, BURST);
	}

}
