package io.dtls.internal.record.dtls13;

import io.dtls.internal.record.RecordFormat;

/**
 * The header of a protected record (RFC 9147, section 4): readers and writers straight on
 * byte arrays. Its first byte is 0b001CSLEE: connection id present, sequence number of 16
 * bits rather than 8, length present, and two bits of the epoch.
 */
public final class UnifiedHeader {

	/**
	 * Bytes of the header that this side writes, if it carries no connection id.
	 */
	public static final int WRITE_SIZE = 5;

	/** Where a header has its connection id, if there is one. */
	public static final int CONNECTION_ID_OFFSET = 1;

	/** Most bytes of a protected fragment (RFC 8446, section 5.2). */
	public static final int MAX_FRAGMENT = RecordFormat.MAX_FRAGMENT + 256;

	private static final int FIXED_MASK = 0xe0;

	private static final int FIXED_BITS = 0x20;

	private static final int CONNECTION_ID = 0x10;

	private static final int LONG_SEQUENCE = 0x08;

	private static final int LENGTH = 0x04;

	private static final int EPOCH_MASK = 0x03;

	private UnifiedHeader() {
	}

	/** Whether a record with this first byte is a protected record of DTLS 1.3. */
	public static boolean is(byte first) {
		return (first & FIXED_MASK) == FIXED_BITS;
	}

	public static boolean hasConnectionId(byte first) {
		return (first & CONNECTION_ID) != 0;
	}

	public static boolean hasLength(byte first) {
		return (first & LENGTH) != 0;
	}

	/** Bytes of the masked sequence number, 1 or 2. */
	public static int sequenceSize(byte first) {
		return ((first & LONG_SEQUENCE) != 0) ? 2 : 1;
	}

	/** The two lowest bits of the epoch. */
	public static int epochBits(byte first) {
		return first & EPOCH_MASK;
	}

	/**
	 * Where the sequence number starts, seen from the first byte.
	 * @param first first byte of the record
	 * @param connectionIdSize bytes of the connection ids this side gave out
	 */
	public static int sequenceOffset(byte first, int connectionIdSize) {
		return 1 + (hasConnectionId(first) ? connectionIdSize : 0);
	}

	/**
	 * Size of the header.
	 * @param first first byte of the record
	 * @param connectionIdSize bytes of the connection ids this side gave out
	 * @return bytes before the protected fragment
	 */
	public static int size(byte first, int connectionIdSize) {
		return sequenceOffset(first, connectionIdSize) + sequenceSize(first) + (hasLength(first) ? 2 : 0);
	}

	/**
	 * Measures the record at an offset, to walk through a datagram. A record without a
	 * length ends the datagram.
	 * @param datagram holds the record, for which {@link #is} is true
	 * @param off where the record starts
	 * @param limit where the datagram ends
	 * @param connectionIdSize bytes of the connection ids this side gave out
	 * @return bytes of header and fragment, or -1 if the header does not end before the
	 * limit, or the fragment does not, or is longer than any may be
	 */
	public static int recordSize(byte[] datagram, int off, int limit, int connectionIdSize) {
		if (limit <= off) {
			return -1;
		}
		int headerSize = size(datagram[off], connectionIdSize);
		int rest = limit - off - headerSize;
		if (rest < 0) {
			return -1;
		}
		int length = hasLength(datagram[off]) ? RecordFormat.uint16(datagram, off + headerSize - 2) : rest;
		return (length <= rest && length <= MAX_FRAGMENT) ? headerSize + length : -1;
	}

	/**
	 * Writes a header with a sequence number of 16 bits, still unmasked, and a length.
	 * @param out takes {@code WRITE_SIZE + connectionId.length} bytes
	 * @param off where they shall start
	 * @param epoch the whole epoch
	 * @param connectionId what the peer wants in its records, empty for nothing
	 * @param sequence the whole sequence number
	 * @param length bytes of the protected fragment
	 * @return size of the header in bytes
	 */
	public static int write(byte[] out, int off, long epoch, byte[] connectionId, long sequence, int length) {
		int size = writeWithoutLength(out, off, epoch, connectionId, sequence);
		out[off] |= LENGTH;
		RecordFormat.putUint16(out, off + size, length);
		return size + 2;
	}

	/**
	 * Writes a header as {@link #write} does, but for the length: for the last record of
	 * a datagram.
	 * @param out takes {@code WRITE_SIZE - 2 + connectionId.length} bytes
	 * @param off where they shall start
	 * @param epoch the whole epoch
	 * @param connectionId what the peer wants in its records, empty for nothing
	 * @param sequence the whole sequence number
	 * @return size of the header in bytes
	 */
	public static int writeWithoutLength(byte[] out, int off, long epoch, byte[] connectionId, long sequence) {
		int idBit = (connectionId.length > 0) ? CONNECTION_ID : 0;
		out[off] = (byte) (FIXED_BITS | idBit | LONG_SEQUENCE | (epoch & EPOCH_MASK));
		System.arraycopy(connectionId, 0, out, off + 1, connectionId.length);
		RecordFormat.putUint16(out, off + 1 + connectionId.length, (int) sequence & 0xffff);
		return 1 + connectionId.length + 2;
	}

	/**
	 * Applies the mask to the sequence number in a header, which also takes it off again
	 * (RFC 9147, section 4.2.3).
	 * @param header holds the header
	 * @param off where it starts
	 * @param connectionIdSize bytes of a connection id in the records of this direction
	 * @param mask the first two bytes of the mask
	 * @return what the sequence number field holds then
	 */
	static int applyMask(byte[] header, int off, int connectionIdSize, int mask) {
		int at = off + sequenceOffset(header[off], connectionIdSize);
		header[at] ^= (byte) (mask >>> 8);
		if (sequenceSize(header[off]) == 1) {
			return header[at] & 0xff;
		}
		header[at + 1] ^= (byte) mask;
		return RecordFormat.uint16(header, at);
	}

}
