package io.dtls.adversarial;

import java.nio.ByteBuffer;
import java.util.Arrays;

import io.dtls.internal.record.RecordFormat;

/**
 * A handshake message, byte for byte.
 *
 * @param type as in RFC 5246, section 7.4
 * @param seq message_seq of DTLS
 * @param body without header
 */
record Message(int type, int seq, byte[] body) {

	static final int HELLO_REQUEST = 0;

	static final int CLIENT_HELLO = 1;

	static final int SERVER_HELLO = 2;

	static final int HELLO_VERIFY_REQUEST = 3;

	static final int NEW_SESSION_TICKET = 4;

	static final int CERTIFICATE = 11;

	static final int SERVER_KEY_EXCHANGE = 12;

	static final int CERTIFICATE_REQUEST = 13;

	static final int SERVER_HELLO_DONE = 14;

	static final int CERTIFICATE_VERIFY = 15;

	static final int CLIENT_KEY_EXCHANGE = 16;

	static final int FINISHED = 20;

	static final int CERTIFICATE_STATUS = 22;

	static final int HEADER_SIZE = 12;

	/** As one fragment, which is also its form in the transcript. */
	byte[] bytes() {
		return fragment(0, this.body.length);
	}

	byte[] fragment(int offset, int size) {
		return lyingFragment(this.body.length, offset, Arrays.copyOfRange(this.body, offset, offset + size));
	}

	/** A fragment that may claim anything. */
	byte[] lyingFragment(int length, int offset, byte[] content) {
		ByteBuffer out = ByteBuffer.allocate(HEADER_SIZE + content.length);
		out.put((byte) this.type);
		putUint24(out, length);
		out.putShort((short) this.seq);
		putUint24(out, offset);
		putUint24(out, content.length);
		return out.put(content).array();
	}

	private static void putUint24(ByteBuffer out, int value) {
		out.put((byte) (value >>> 16)).putShort((short) value);
	}

	/** One plaintext record. */
	static byte[] record(int contentType, long number, byte[] content) {
		byte[] record = new byte[RecordFormat.HEADER_SIZE + content.length];
		RecordFormat.writeHeader(record, 0, contentType, RecordFormat.DTLS_1_2, number, content.length);
		System.arraycopy(content, 0, record, RecordFormat.HEADER_SIZE, content.length);
		return record;
	}

}
