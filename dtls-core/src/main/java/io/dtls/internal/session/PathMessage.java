package io.dtls.internal.session;

import java.util.Arrays;

import io.dtls.internal.record.dtls12.OpenedRecord;

/**
 * Layout of a return_routability_check message (RFC 9853, section 4): a type and eight
 * bytes that nobody can guess.
 */
final class PathMessage {

	static final int CHALLENGE = 0;

	static final int RESPONSE = 1;

	/** Answers a challenge on a path that its receiver has left. */
	static final int DROP = 2;

	static final int COOKIE_SIZE = 8;

	static final int SIZE = 1 + COOKIE_SIZE;

	private PathMessage() {
	}

	static byte[] of(int type, byte[] cookie) {
		byte[] message = new byte[SIZE];
		message[0] = (byte) type;
		System.arraycopy(cookie, 0, message, 1, COOKIE_SIZE);
		return message;
	}

	static int type(OpenedRecord record) {
		return record.buffer()[record.offset()] & 0xff;
	}

	static byte[] cookie(OpenedRecord record) {
		return Arrays.copyOfRange(record.buffer(), record.offset() + 1, record.offset() + SIZE);
	}

}
