package io.dtls.handshake;

import io.dtls.HandshakeFailure;

/**
 * Hears how a handshake ended: one of the two, once, on the handshake's thread, after the
 * last datagram was sent.
 */
public interface Outcome {

	/**
	 * The peers agreed.
	 * @param established all that the session needs
	 */
	void established(Established established);

	/**
	 * They did not.
	 * @param failure why
	 */
	void failed(HandshakeFailure failure);

}
