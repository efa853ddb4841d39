package io.dtls.internal.handshake.dtls13.message;

/**
 * Looks for one byte in a few.
 */
final class Bytes {

	private Bytes() {
	}

	static boolean has(byte[] bytes, int value) {
		for (byte b : bytes) {
			if ((b & 0xff) == value) {
				return true;
			}
		}
		return false;
	}

}
