package io.dtls.internal.record;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Numbers and layout of a record (RFC 6347, section 4.1; RFC 9146, section 4): readers
 * and writers of its header, straight on byte arrays.
 */
public final class RecordFormat {

	/** Content type change_cipher_spec. */
	public static final int CHANGE_CIPHER_SPEC = 20;

	/** Content type alert. */
	public static final int ALERT = 21;

	/** Content type handshake. */
	public static final int HANDSHAKE = 22;

	/** Content type application_data. */
	public static final int APPLICATION_DATA = 23;

	/** Content type heartbeat (RFC 6520), which is neither negotiated nor answered. */
	public static final int HEARTBEAT = 24;

	/** Content type tls12_cid: a connection id in the header, the true type inside. */
	public static final int TLS12_CID = 25;

	/**
	 * Content type return_routability_check (RFC 9853), of a record without a connection
	 * id too, as only one side's may have one.
	 */
	public static final int RETURN_ROUTABILITY_CHECK = 27;

	/** Version word of DTLS 1.2. */
	public static final int DTLS_1_2 = 0xfefd;

	/** Version word of DTLS 1.0. */
	public static final int DTLS_1_0 = 0xfeff;

	/** Bytes of a header without a connection id. */
	public static final int HEADER_SIZE = 13;

	/** Where a record of type tls12_cid has its connection id. */
	public static final int CONNECTION_ID_OFFSET = 11;

	/** Most bytes of plaintext in one record. */
	public static final int MAX_FRAGMENT = 1 << 14;

	/** Most bytes of a protected fragment (RFC 5246, section 6.2.3). */
	public static final int MAX_PROTECTED_FRAGMENT = MAX_FRAGMENT + 2048;

	/** Largest sequence number that fits its 48 bits. */
	public static final long MAX_SEQUENCE = (1L << 48) - 1;

	private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

	private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

	private RecordFormat() {
	}

	public static int contentType(byte[] record, int off) {
		return record[off] & 0xff;
	}

	public static int version(byte[] record, int off) {
		return uint16(record, off + 1);
	}

	public static int epoch(byte[] record, int off) {
		return uint16(record, off + 3);
	}

	/** The sequence number within the epoch. */
	public static long sequence(byte[] record, int off) {
		return epochAndSequence(record, off) & MAX_SEQUENCE;
	}

	/** The epoch in the upper 16 bits, the sequence number in the lower 48. */
	public static long epochAndSequence(byte[] record, int off) {
		return (long) LONG.get(record, off + 3);
	}

	/**
	 * Size of the header, which depends on the content type.
	 * @param record holds the record
	 * @param off where it starts
	 * @param connectionIdSize bytes of the connection ids this side gave out
	 * @return bytes before the fragment
	 */
	public static int headerSize(byte[] record, int off, int connectionIdSize) {
		return (contentType(record, off) == TLS12_CID) ? HEADER_SIZE + connectionIdSize : HEADER_SIZE;
	}

	/**
	 * The size of the fragment that the header claims, be it there or not.
	 * @param record holds the whole header
	 * @param off where it starts
	 * @param connectionIdSize bytes of the connection ids this side gave out
	 * @return the length field
	 */
	public static int length(byte[] record, int off, int connectionIdSize) {
		return uint16(record, off + headerSize(record, off, connectionIdSize) - 2);
	}

	/**
	 * Measures the record at an offset, to walk through a datagram.
	 * @param datagram holds the record
	 * @param off where the record starts
	 * @param limit where the datagram ends
	 * @param connectionIdSize bytes of the connection ids this side gave out
	 * @return bytes of header and fragment, or -1 if the header does not end before the
	 * limit, or the fragment does not, or claims to be longer than any may be
	 */
	public static int recordSize(byte[] datagram, int off, int limit, int connectionIdSize) {
		if (limit - off < HEADER_SIZE) {
			return -1;
		}
		int headerSize = headerSize(datagram, off, connectionIdSize);
		if (limit - off < headerSize) {
			return -1;
		}
		int length = uint16(datagram, off + headerSize - 2);
		return (length <= MAX_PROTECTED_FRAGMENT && length <= limit - off - headerSize) ? headerSize + length : -1;
	}

	/** Writes the 13 bytes before a fragment of a record without a connection id. */
	public static void writeHeader(byte[] out, int off, int contentType, int version, long epochAndSequence,
			int length) {
		writePrefix(out, off, contentType, version, epochAndSequence);
		putUint16(out, off + HEADER_SIZE - 2, length);
	}

	/** Writes the bytes before a fragment of a record of type tls12_cid. */
	public static void writeConnectionIdHeader(byte[] out, int off, int version, long epochAndSequence,
			byte[] connectionId, int length) {
		writePrefix(out, off, TLS12_CID, version, epochAndSequence);
		System.arraycopy(connectionId, 0, out, off + CONNECTION_ID_OFFSET, connectionId.length);
		putUint16(out, off + CONNECTION_ID_OFFSET + connectionId.length, length);
	}

	private static void writePrefix(byte[] out, int off, int contentType, int version, long epochAndSequence) {
		out[off] = (byte) contentType;
		putUint16(out, off + 1, version);
		putUint64(out, off + 3, epochAndSequence);
	}

	/** Reads 16 bits, big-endian. */
	public static int uint16(byte[] bytes, int off) {
		return (short) SHORT.get(bytes, off) & 0xffff;
	}

	public static void putUint16(byte[] bytes, int off, int value) {
		SHORT.set(bytes, off, (short) value);
	}

	public static void putUint64(byte[] bytes, int off, long value) {
		LONG.set(bytes, off, value);
	}

}
