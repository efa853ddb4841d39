package io.dtls;

/**
 * A handshake that failed because the peer fell silent, or never said anything.
 */
public class HandshakeTimeoutException extends HandshakeException {

	private static final long serialVersionUID = 1L;

	/**
	 * A handshake took too long.
	 * @param message names the peer and what was waited for
	 */
	public HandshakeTimeoutException(String message) {
		super(HandshakeFailureReason.TIMEOUT, message);
	}

}
