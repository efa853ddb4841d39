package io.dtls.internal.record;

/**
 * The connection ids of a session (RFC 9146), of fixed size for its life. An empty one
 * means that records of that direction carry none.
 */
public final class ConnectionIds {

	/** Records carry no connection id in either direction. */
	public static final ConnectionIds NONE = new ConnectionIds(new byte[0], new byte[0]);

	private static final int MAX_SIZE = 255;

	private final byte[] read;

	private final byte[] write;

	/**
	 * The ids of a session, which share an object where there are none.
	 * @param read what the peer puts into its records, chosen by this side
	 * @param write what this side puts into its records, chosen by the peer
	 * @return copies of them
	 */
	public static ConnectionIds of(byte[] read, byte[] write) {
		return (read.length == 0 && write.length == 0) ? NONE : new ConnectionIds(read, write);
	}

	/**
	 * Copies the ids.
	 * @param read what the peer puts into its records, chosen by this side
	 * @param write what this side puts into its records, chosen by the peer
	 */
	public ConnectionIds(byte[] read, byte[] write) {
		if (read.length > MAX_SIZE || write.length > MAX_SIZE) {
			throw new IllegalArgumentException("A connection id has at most " + MAX_SIZE + " bytes");
		}
		this.read = read.clone();
		this.write = write.clone();
	}

	/** What the peer puts into its records; a copy. */
	public byte[] read() {
		return this.read.clone();
	}

	/** What this side puts into its records; a copy. */
	public byte[] write() {
		return this.write.clone();
	}

	public int readSize() {
		return this.read.length;
	}

	public int writeSize() {
		return this.write.length;
	}

	public byte[] readBytes() {
		return this.read;
	}

	public byte[] writeBytes() {
		return this.write;
	}

}
