package io.dtls.internal.record;

/**
 * What a record with a connection id protects: the content, its true type, and zeros that
 * hide its length (DTLSInnerPlaintext of RFC 9146, section 4).
 */
public final class InnerPlaintext {

	/** Bytes added to the content: its type. */
	public static final int EXPANSION = 1;

	private InnerPlaintext() {
	}

	/**
	 * Writes the inner plaintext of a record, without padding.
	 * @param contentType the true content type
	 * @param content holds the content
	 * @param off where it starts
	 * @param len its size in bytes
	 * @param out takes {@code len + EXPANSION} bytes
	 * @param outOff where they shall start
	 * @return size of the inner plaintext in bytes
	 */
	public static int write(int contentType, byte[] content, int off, int len, byte[] out, int outOff) {
		System.arraycopy(content, off, out, outOff, len);
		out[outOff + len] = (byte) contentType;
		return len + EXPANSION;
	}

	/**
	 * Finds the end of the content, behind which its type stands: the last byte that is
	 * not zero.
	 * @param inner holds the inner plaintext
	 * @param off where it starts
	 * @param len its size in bytes
	 * @return size of the content in bytes, or -1 if there are only zeros
	 */
	public static int contentLength(byte[] inner, int off, int len) {
		int last = off + len - 1;
		while (last >= off && inner[last] == 0) {
			last--;
		}
		return last - off;
	}

}
