package io.dtls;

/**
 * A handshake that failed.
 */
public class HandshakeException extends DtlsException {

	private static final long serialVersionUID = 1L;

	private final HandshakeFailureReason reason;

	/**
	 * A handshake failed.
	 * @param reason what for
	 * @param message names the peer and says what to check
	 */
	public HandshakeException(HandshakeFailureReason reason, String message) {
		super(message);
		this.reason = reason;
	}

	/**
	 * A handshake failed.
	 * @param reason what for
	 * @param message names the peer and says what to check
	 * @param cause what it was found out by
	 */
	public HandshakeException(HandshakeFailureReason reason, String message, Throwable cause) {
		super(message, cause);
		this.reason = reason;
	}

	/**
	 * Makes the exception that fits a failure.
	 * @param failure what went wrong, and with whom
	 * @return an exception of the type for its reason
	 */
	public static HandshakeException of(HandshakeFailure failure) {
		String message = "Handshake with " + failure.peer() + " failed: " + failure.detail();
		return switch (failure.reason()) {
			case TIMEOUT -> new HandshakeTimeoutException(message);
			case PORT_UNREACHABLE -> new PeerUnreachableException(message);
			default -> new HandshakeException(failure.reason(), message);
		};
	}

	/** Whose fault it is, as far as it can be told from here. */
	public Fault fault() {
		return this.reason.fault();
	}

	/**
	 * Why the handshake failed.
	 * @return what programs can decide by
	 */
	public HandshakeFailureReason reason() {
		return this.reason;
	}

}
