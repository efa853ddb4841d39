package io.dtls.internal.handshake.dtls12;

import org.jspecify.annotations.Nullable;

import io.dtls.HandshakeFailureReason;
import io.dtls.NegotiatedParameters;
import io.dtls.PeerIdentity;
import io.dtls.internal.handshake.ExportedKeys;

/**
 * What this side of a handshake, client or server, knows at its end.
 */
public interface HandshakeSide {

	/** What was agreed, or null before the end. */
	@Nullable NegotiatedParameters negotiated();

	PeerIdentity peer();

	/** Whether this side ends the handshake, and so repeats its flight on demand. */
	boolean sendsLastFlight();

	/** The keying material that the application asked for. */
	ExportedKeys exported();

	/**
	 * Keeps what it takes to resume the session, now that it is established.
	 * @return the id under which it can be resumed, or an empty one if it cannot
	 */
	byte[] keepForResumption();

	/** Wipes the secrets that this side holds: the handshake has failed. */
	void discard();

	/** The last alert sent or received, or null. */
	@Nullable Integer alert();

	/** What an alert of the peer means at this point. */
	HandshakeFailureReason meaningOf(int receivedAlert);

	/** The other side's role, for messages. */
	String peerRole();

	/** What else may help whoever reads that the peer fell silent; may be empty. */
	String silenceHint();

}
