package io.dtls.settings;

/**
 * Buffers of a UDP socket. The system may grant less.
 *
 * @param receiveBuffer bytes the system queues for us, or 0 for the system's default
 * @param sendBuffer bytes the system queues for the network, or 0 for the system's
 * default
 * @param batched whether to take and send many datagrams with one system call where the
 * JVM can (Java 22 and later, on Linux)
 */
public record SocketSettings(int receiveBuffer, int sendBuffer, boolean batched) {

	// Room for a burst of some thousand records while a collection pauses the JVM.
	private static final int BURST = 4 * 1024 * 1024;

	public SocketSettings {
		Ranges.requireZeroOrMore("socket.receive-buffer", receiveBuffer);
		Ranges.requireZeroOrMore("socket.send-buffer", sendBuffer);
	}

	/**
	 * Settings with batches where the JVM can.
	 * @param receiveBuffer bytes the system queues for us, or 0 for the system's default
	 * @param sendBuffer bytes the system queues for the network, or 0 for the system's
	 * default
	 */
	public SocketSettings(int receiveBuffer, int sendBuffer) {
		this(receiveBuffer, sendBuffer, true);
	}

	/**
	 * Buffers that hold a burst of some thousand records.
	 * @return 4 MiB each way, and batches where the JVM can
	 */
	public static SocketSettings defaults() {
		return new SocketSettings(BURST, BURST);
	}

	/**
	 * The same settings with or without batches.
	 * @param value whether several datagrams may be received or sent by one system call
	 * @return other settings
	 */
	public SocketSettings withBatched(boolean value) {
		return new SocketSettings(this.receiveBuffer, this.sendBuffer, value);
	}

}
