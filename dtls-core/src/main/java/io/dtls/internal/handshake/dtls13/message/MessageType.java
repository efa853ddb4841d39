package io.dtls.internal.handshake.dtls13.message;

/**
 * The types of handshake messages (RFC 8446, section 4; RFC 9147, section 5.2).
 */
public final class MessageType {

	public static final int CLIENT_HELLO = 1;

	/** HelloRetryRequest too. */
	public static final int SERVER_HELLO = 2;

	/** Of DTLS 1.2: a client that offers both versions may get it. */
	public static final int HELLO_VERIFY_REQUEST = 3;

	public static final int NEW_SESSION_TICKET = 4;

	public static final int ENCRYPTED_EXTENSIONS = 8;

	public static final int REQUEST_CONNECTION_ID = 9;

	public static final int NEW_CONNECTION_ID = 10;

	public static final int CERTIFICATE = 11;

	public static final int CERTIFICATE_REQUEST = 13;

	public static final int CERTIFICATE_VERIFY = 15;

	public static final int FINISHED = 20;

	public static final int KEY_UPDATE = 24;

	/** Stands for the first ClientHello in a transcript (RFC 8446, section 4.4.1). */
	public static final int MESSAGE_HASH = 254;

	private MessageType() {
	}

}
