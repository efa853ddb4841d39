package io.dtls.internal.handshake.dtls13;

import java.util.List;

import io.dtls.PeerIdentity;
import io.dtls.internal.handshake.dtls13.key.Exporter;
import io.dtls.internal.record.dtls13.Dtls13RecordLayer;

/**
 * What a handshake ends in: all that a session needs.
 *
 * @param records keys of epoch 3 and, for repetitions, of epoch 2; connection ids
 * @param negotiated what was agreed on
 * @param peer who the peer proved to be
 * @param exporter of keying material; wiped with the session
 * @param postHandshake goes on with the messages: the last flight, tickets, new keys
 * @param early protected records that arrived too early, in order, still to be opened
 */
public record Established(Dtls13RecordLayer records, Negotiated negotiated, PeerIdentity peer, Exporter exporter,
		PostHandshake postHandshake, List<byte[]> early) {

	public Established {
		early = List.copyOf(early);
	}

	/** Wipes the keys, where no session comes of it, or when it has ended. */
	public void destroy() {
		this.records.destroy();
		this.exporter.destroy();
		this.postHandshake.destroy();
	}

	@Override
	public String toString() {
		return "Established[" + this.negotiated + ", " + this.peer + "]";
	}

}
