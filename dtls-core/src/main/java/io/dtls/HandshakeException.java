package io.dtls;

/**
 * A handshake that failed.
 */
public class HandshakeException extends DtlsException {

	private static final long serialVersionUID = 1L;

	private final HandshakeFailureReason reason;

	public HandshakeException(HandshakeFailureReason reason, String message) {
		super(message);
		this.reason = reason;
	}

	public HandshakeException(HandshakeFailureReason reason, String message, Throwable cause) {
		super(message, cause);
		this.reason = reason;
	}

	public HandshakeFailureReason reason() {
		return this.reason;
	}

}
