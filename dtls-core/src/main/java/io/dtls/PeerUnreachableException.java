package io.dtls;

/**
 * A handshake that failed because the network said that nothing listens at the address.
 */
public class PeerUnreachableException extends HandshakeException {

	private static final long serialVersionUID = 1L;

	/**
	 * The network said that nobody listens there.
	 * @param message names the peer
	 */
	public PeerUnreachableException(String message) {
		super(HandshakeFailureReason.PORT_UNREACHABLE, message);
	}

}
