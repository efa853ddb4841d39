package io.dtls.internal.session;

import io.dtls.NegotiatedParameters;
import io.dtls.PeerIdentity;
import io.dtls.internal.handshake.Established;
import io.dtls.internal.handshake.ExportedKeys;

/**
 * What never changes of a session.
 *
 * @param id random and unique in the endpoint
 * @param negotiated what the handshake agreed on
 * @param peer who the peer proved to be
 * @param resumptionId under which the session can be resumed; empty if it cannot
 * @param exported keying material that its application asked for
 * @param openedAtMillis when the handshake ended, in milliseconds since the epoch
 * @param openedAt the same on the endpoint's clock, in nanoseconds
 */
@SuppressWarnings("ArrayRecordComponent")
record SessionFacts(long id, NegotiatedParameters negotiated, PeerIdentity peer, byte[] resumptionId,
		ExportedKeys exported, long openedAtMillis, long openedAt) {

	static SessionFacts of(long id, Established established, SessionHost clock) {
		return new SessionFacts(id, established.negotiated(), established.peer(), established.sessionId(),
				established.exported(), clock.currentTimeMillis(), clock.now());
	}

	/** Of a session that was saved, which exports nothing any more. */
	static SessionFacts of(SessionSnapshot snapshot, SessionHost clock) {
		return new SessionFacts(snapshot.id(), snapshot.negotiated(), snapshot.peer(), snapshot.resumptionId(),
				ExportedKeys.NONE, snapshot.openedAtMillis(),
				clock.now() - nanosSince(snapshot.openedAtMillis(), clock));
	}

	static long nanosSince(long millis, SessionHost clock) {
		return Math.max(0, clock.currentTimeMillis() - millis) * 1_000_000;
	}

}
