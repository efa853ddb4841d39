package io.dtls.internal.handshake.dtls13.message;

/**
 * The alerts that DTLS 1.3 sends (RFC 8446, section 6). All but the first end the
 * association.
 */
public final class Alert {

	public static final int CLOSE_NOTIFY = 0;

	public static final int UNEXPECTED_MESSAGE = 10;

	public static final int HANDSHAKE_FAILURE = 40;

	public static final int BAD_CERTIFICATE = 42;

	public static final int UNSUPPORTED_CERTIFICATE = 43;

	public static final int ILLEGAL_PARAMETER = 47;

	public static final int DECODE_ERROR = 50;

	public static final int DECRYPT_ERROR = 51;

	public static final int PROTOCOL_VERSION = 70;

	public static final int INTERNAL_ERROR = 80;

	public static final int USER_CANCELED = 90;

	public static final int MISSING_EXTENSION = 109;

	public static final int UNSUPPORTED_EXTENSION = 110;

	public static final int CERTIFICATE_REQUIRED = 116;

	public static final int NO_APPLICATION_PROTOCOL = 120;

	/** Level of an alert after which the session goes on, or is closed in order. */
	public static final int WARNING = 1;

	/** Level of all others. */
	public static final int FATAL = 2;

	private Alert() {
	}

	/** Whether the peer's alert is not an error: closing (RFC 8446, section 6.1). */
	public static boolean closes(int description) {
		return description == CLOSE_NOTIFY || description == USER_CANCELED;
	}

	/**
	 * The content of an alert record.
	 * @param description one of the constants
	 * @return two bytes
	 */
	public static byte[] encode(int description) {
		return new byte[] { (byte) (closes(description) ? WARNING : FATAL), (byte) description };
	}

}
