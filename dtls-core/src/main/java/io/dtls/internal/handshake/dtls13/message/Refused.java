package io.dtls.internal.handshake.dtls13.message;

import io.dtls.HandshakeFailureReason;

/**
 * What the peer sent is not accepted, and ends the handshake with an alert. Caught where
 * the bytes of a peer come in, so that it never leaves the engine.
 */
public final class Refused extends Exception {

	private static final long serialVersionUID = 1L;

	private final int alert;

	private final HandshakeFailureReason reason;

	/**
	 * Describes the refusal.
	 * @param alert goes to the peer, see {@link Alert}
	 * @param reason for machines
	 * @param detail for people, free of secrets and identities
	 */
	public Refused(int alert, HandshakeFailureReason reason, String detail) {
		// Whoever floods us with junk shall not make us walk the stack each time.
		super(detail, null, false, false);
		this.alert = alert;
		this.reason = reason;
	}

	/** The peer broke the protocol. */
	public static Refused of(int alert, String detail) {
		return new Refused(alert, HandshakeFailureReason.PROTOCOL_ERROR, detail);
	}

	/** A message cannot be parsed. */
	public static Refused malformed(String detail) {
		return of(Alert.DECODE_ERROR, detail);
	}

	/** A field is well-formed and yet impossible. */
	public static Refused illegal(String detail) {
		return of(Alert.ILLEGAL_PARAMETER, detail);
	}

	/** The alert that says so. */
	public int alert() {
		return this.alert;
	}

	/** Why, for machines. */
	public HandshakeFailureReason reason() {
		return this.reason;
	}

	/** Why, for people. */
	public String detail() {
		return String.valueOf(getMessage());
	}

}
