package io.dtls.internal.handshake.dtls13;

import io.dtls.PeerIdentity;
import io.dtls.internal.handshake.dtls13.key.Exporter;

/**
 * What the states of a role come to.
 *
 * @param negotiated what was agreed on
 * @param peer who the peer proved to be
 * @param exporter of keying material; whoever takes this wipes it
 * @param resumptionSecret that keys of tickets come from; whoever takes this wipes it
 */
@SuppressWarnings("ArrayRecordComponent")
public record Agreement(Negotiated negotiated, PeerIdentity peer, Exporter exporter, byte[] resumptionSecret) {

	@Override
	public String toString() {
		return "Agreement[" + this.negotiated + ", " + this.peer + "]";
	}

}
