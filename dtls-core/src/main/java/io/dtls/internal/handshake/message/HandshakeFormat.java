package io.dtls.internal.handshake.message;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Numbers and layout of a handshake message fragment (RFC 6347, section 4.2.2): type,
 * length, message_seq, fragment_offset, fragment_length, then the fragment.
 */
public final class HandshakeFormat {

	public static final int CLIENT_HELLO = 1;

	public static final int SERVER_HELLO = 2;

	public static final int HELLO_VERIFY_REQUEST = 3;

	public static final int NEW_SESSION_TICKET = 4;

	public static final int CERTIFICATE = 11;

	public static final int SERVER_KEY_EXCHANGE = 12;

	public static final int CERTIFICATE_REQUEST = 13;

	public static final int SERVER_HELLO_DONE = 14;

	public static final int CERTIFICATE_VERIFY = 15;

	public static final int CLIENT_KEY_EXCHANGE = 16;

	public static final int FINISHED = 20;

	public static final int CERTIFICATE_STATUS = 22;

	/** Bytes before the fragment. */
	public static final int HEADER_SIZE = 12;

	/** Bytes of verify_data in every suite of DTLS 1.2. */
	public static final int VERIFY_DATA_SIZE = 12;

	private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

	private HandshakeFormat() {
	}

	public static int type(byte[] bytes, int off) {
		return bytes[off] & 0xff;
	}

	public static int length(byte[] bytes, int off) {
		return uint24(bytes, off + 1);
	}

	public static int messageSeq(byte[] bytes, int off) {
		return uint16(bytes, off + 4);
	}

	public static int fragmentOffset(byte[] bytes, int off) {
		return uint24(bytes, off + 6);
	}

	public static int fragmentLength(byte[] bytes, int off) {
		return uint24(bytes, off + 9);
	}

	/**
	 * Measures the fragment at an offset, to walk through a record.
	 * @param bytes holds the fragment
	 * @param off where its header starts
	 * @param limit where the record ends
	 * @return bytes of header and fragment, or -1 if they do not end before the limit or
	 * the fragment reaches beyond its message
	 */
	public static int fragmentSize(byte[] bytes, int off, int limit) {
		if (limit - off < HEADER_SIZE) {
			return -1;
		}
		int fragmentLength = fragmentLength(bytes, off);
		boolean fits = fragmentLength <= limit - off - HEADER_SIZE
				&& fragmentOffset(bytes, off) + fragmentLength <= length(bytes, off);
		return fits ? HEADER_SIZE + fragmentLength : -1;
	}

	public static void writeHeader(byte[] out, int off, int type, int length, int messageSeq) {
		out[off] = (byte) type;
		putUint24(out, off + 1, length);
		putUint16(out, off + 4, messageSeq);
		putUint24(out, off + 6, 0);
		putUint24(out, off + 9, length);
	}

	public static void writeFragmentRange(byte[] out, int off, int fragmentOffset, int fragmentLength) {
		putUint24(out, off + 6, fragmentOffset);
		putUint24(out, off + 9, fragmentLength);
	}

	public static int uint16(byte[] bytes, int off) {
		return (short) SHORT.get(bytes, off) & 0xffff;
	}

	static int uint24(byte[] bytes, int off) {
		return (bytes[off] & 0xff) << 16 | uint16(bytes, off + 1);
	}

	public static void putUint16(byte[] bytes, int off, int value) {
		SHORT.set(bytes, off, (short) value);
	}

	public static void putUint24(byte[] bytes, int off, int value) {
		bytes[off] = (byte) (value >>> 16);
		putUint16(bytes, off + 1, value);
	}

}
