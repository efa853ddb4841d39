package io.dtls.internal.handshake.message;

import org.jspecify.annotations.Nullable;

import io.dtls.internal.record.RecordFormat;

/**
 * Where the fields of a ClientHello lie in the record that carries it or its first
 * fragment (RFC 6347, section 4.2.1). Everything up to the compression methods has to be
 * there. Never throws, whatever the bytes are.
 */
public final class HelloFields {

	// client_version and random.
	private static final int FIXED_SIZE = 2 + 32;

	private static final int MAX_SESSION_ID_SIZE = 32;

	private final byte[] bytes;

	private final int limit;

	private final int message;

	private int sessionIdEnd;

	private int cookieEnd;

	private int end;

	private HelloFields(byte[] bytes, int message, int limit) {
		this.bytes = bytes;
		this.message = message;
		this.limit = limit;
	}

	/**
	 * Whether a record is plaintext, of a version we know the layout of, and of a type.
	 */
	public static boolean isPlaintext(byte[] bytes, int off, int contentType) {
		return RecordFormat.contentType(bytes, off) == contentType && (bytes[off + 1] & 0xff) == 0xfe
				&& RecordFormat.epoch(bytes, off) == 0;
	}

	/**
	 * Finds the fields.
	 * @param bytes holds a record whose size is known to be right
	 * @param off where the record starts
	 * @param recordSize bytes of header and fragment
	 * @return null if this is not the first fragment of a ClientHello or a field is
	 * missing or impossible
	 */
	public static @Nullable HelloFields find(byte[] bytes, int off, int recordSize) {
		if (recordSize < RecordFormat.HEADER_SIZE || !isPlaintext(bytes, off, RecordFormat.HANDSHAKE)) {
			return null;
		}
		return findInMessage(bytes, off + RecordFormat.HEADER_SIZE, off + recordSize);
	}

	public static @Nullable HelloFields findInMessage(byte[] bytes, int message, int limit) {
		int size = HandshakeFormat.fragmentSize(bytes, message, limit);
		if (size < 0 || HandshakeFormat.type(bytes, message) != HandshakeFormat.CLIENT_HELLO
				|| HandshakeFormat.fragmentOffset(bytes, message) != 0) {
			return null;
		}
		HelloFields fields = new HelloFields(bytes, message, message + size);
		return fields.locate() ? fields : null;
	}

	private boolean locate() {
		this.sessionIdEnd = endOfOpaque8(fixedStart() + FIXED_SIZE);
		if (this.sessionIdEnd < 0 || this.sessionIdEnd - fixedStart() - FIXED_SIZE - 1 > MAX_SESSION_ID_SIZE) {
			return false;
		}
		this.cookieEnd = endOfOpaque8(this.sessionIdEnd);
		int suitesEnd = (this.cookieEnd >= 0) ? endOfSuites(this.cookieEnd) : -1;
		this.end = (suitesEnd >= 0) ? endOfOpaque8(suitesEnd) : -1;
		return this.end > suitesEnd + 1;
	}

	private int endOfOpaque8(int off) {
		if (off >= this.limit) {
			return -1;
		}
		int end = off + 1 + (this.bytes[off] & 0xff);
		return (end <= this.limit) ? end : -1;
	}

	private int endOfSuites(int off) {
		if (off + 2 > this.limit) {
			return -1;
		}
		int length = HandshakeFormat.uint16(this.bytes, off);
		int end = off + 2 + length;
		return (end <= this.limit && length >= 2 && length % 2 == 0) ? end : -1;
	}

	public byte[] bytes() {
		return this.bytes;
	}

	/**
	 * Where client_version starts; it, the random and the session id are one run of
	 * bytes.
	 */
	public int fixedStart() {
		return this.message + HandshakeFormat.HEADER_SIZE;
	}

	/** Where the session id ends and the cookie's length byte stands. */
	public int sessionIdEnd() {
		return this.sessionIdEnd;
	}

	public int cookieStart() {
		return this.sessionIdEnd + 1;
	}

	/**
	 * Where the cookie ends; suites and compression methods follow as one run of bytes.
	 */
	public int cookieEnd() {
		return this.cookieEnd;
	}

	/** Where the compression methods end. */
	public int end() {
		return this.end;
	}

	public int messageSeq() {
		return HandshakeFormat.messageSeq(this.bytes, this.message);
	}

	public int messageLength() {
		return HandshakeFormat.length(this.bytes, this.message);
	}

}
