package io.dtls.internal.handshake;

import io.dtls.HandshakeFailure;
import io.dtls.internal.handshake.dtls12.server.ServerHandshake;

/**
 * Hears how a handshake ended: one of the two, once, on the handshake's thread, after the
 * last datagram was sent.
 */
public interface Outcome {

	/**
	 * Before the end, at most once: the peer's keys seem to be others, see
	 * {@link ServerHandshake#keysSeemToDiffer}.
	 */
	default void keysSeemToDiffer() {
	}

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
