package io.dtls.internal.handshake;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.dtls.NegotiatedParameters;
import io.dtls.PeerIdentity;
import io.dtls.internal.record.dtls12.RecordLayer;

/**
 * What a handshake ends in: all that a session needs, and nothing of Bouncy Castle.
 *
 * @param records the keys of epoch 1, connection ids, where the sequence numbers go on,
 * what was received
 * @param negotiated what was agreed
 * @param peer who the peer proved to be
 * @param lastFlight what to repeat if the peer did not get it, or null where the peer
 * sent the last flight
 * @param early records that arrived before the end, in order
 * @param sessionId under which the session can be resumed; empty if it cannot
 * @param exported keying material for the application
 */
@SuppressWarnings("ArrayRecordComponent")
public record Established(RecordLayer records, NegotiatedParameters negotiated, PeerIdentity peer,
		@Nullable LastFlight lastFlight, List<EarlyRecord> early, byte[] sessionId, ExportedKeys exported) {

	public Established {
		early = List.copyOf(early);
	}

	/** Wipes the keys, where no session comes of it. */
	public void destroy() {
		this.records.destroy();
		this.exported.destroy();
	}

	@Override
	public String toString() {
		return "Established[" + this.negotiated + ", " + this.peer + "]";
	}

}
