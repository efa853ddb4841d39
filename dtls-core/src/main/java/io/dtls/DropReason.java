package io.dtls;

/**
 * Why a datagram, record or message was dropped.
 */
public enum DropReason {

	/** Not a DTLS record: too short, lying length, unknown type or version. */
	MALFORMED,

	/** A record for which no session and no handshake exists. */
	NO_SESSION,

	/** A connection id nobody here gave out. */
	UNKNOWN_CONNECTION_ID,
	/** A known connection id from another address, which the settings reject. */
	FOREIGN_ADDRESS,

	/** An epoch that the session is not in, such as plaintext after the handshake. */
	WRONG_EPOCH,

	/** A sequence number seen before or older than the window. */
	REPLAY,

	/** A record that fails authentication. */
	BAD_RECORD,

	/** A ClientHello without a valid cookie; a HelloVerifyRequest answered it. */
	COOKIE_REQUESTED,

	/** A ClientHello that cannot be parsed. */
	BAD_CLIENT_HELLO,

	/** A handshake message or fragment outside the limits. */
	HANDSHAKE_LIMIT,

	/** A new handshake while as many as allowed are running. */
	ADMISSION_LIMIT,

	/** A new handshake from a source that starts too many, or one forgery too many. */
	RATE_LIMITED,

	/** A new session while as many as allowed are open. */
	SESSION_LIMIT,

	/** The message queue of the session was full. */
	QUEUE_FULL,

	/** The handshake's own queue was full. */
	HANDSHAKE_QUEUE_FULL,

	/** An authentic record of a content type or message that has no place here. */
	UNEXPECTED,

	/** A record that belongs to another endpoint thread, where too many wait already. */
	HAND_OVER_LIMIT,

	/** The network refused to send. */
	SEND_FAILED,

	/** A message to send, such as a late answer, whose session has ended meanwhile. */
	SESSION_ENDED,

	/**
	 * A message that came after the endpoint began to stop, or that the handler had not
	 * reached when the grace period ended.
	 */
	STOPPED,

	/**
	 * A message, or an answer of the protocol, to an address that the peer has moved to
	 * and has not proven yet, beyond three times what came from there.
	 */
	ADDRESS_UNPROVEN,

	/**
	 * The network says that nobody listens at a peer's address. Only sockets connected to
	 * a peer hear of it; the session goes on, as anyone can forge this.
	 */
	PORT_UNREACHABLE

}
