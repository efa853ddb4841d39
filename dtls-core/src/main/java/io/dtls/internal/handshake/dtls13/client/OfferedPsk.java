package io.dtls.internal.handshake.dtls13.client;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import io.dtls.PeerIdentity;
import io.dtls.credentials.PskStore;
import io.dtls.internal.handshake.dtls13.key.Suite;
import io.dtls.internal.handshake.dtls13.message.PskOffer;
import io.dtls.internal.record.dtls13.Hkdf;

/**
 * The one pre-shared key that a client offers: a ticket's, else an external one.
 *
 * @param identity names it to the server
 * @param key a copy, which the caller wipes
 * @param hkdf has the hash that goes with it
 * @param resumption whether it is a ticket's
 * @param server who the server is if it has the key
 */
@SuppressWarnings("ArrayRecordComponent")
record OfferedPsk(PskOffer.Identity identity, byte[] key, Hkdf hkdf, boolean resumption, PeerIdentity server) {

	static @Nullable OfferedPsk of(ClientParameters parameters, long now) {
		ClientTicket ticket = parameters.ticket();
		if (ticket != null && ticket.isValid(now)) {
			return new OfferedPsk(new PskOffer.Identity(ticket.message().ticket(), ticket.obfuscatedAge(now)),
					ticket.key().clone(), ticket.suite().hkdf(), true, ticket.server());
		}
		String identity = parameters.client().pskIdentity();
		PskStore store = parameters.common().credentials().pskStore();
		byte[] key = (identity != null && store != null) ? store.findKey(identity) : null;
		if (identity == null || key == null || key.length == 0) {
			return null;
		}
		return new OfferedPsk(new PskOffer.Identity(identity.getBytes(StandardCharsets.UTF_8), 0), key.clone(),
				Hkdf.SHA_256, false, PeerIdentity.ofPsk(identity));
	}

	boolean fits(Suite suite) {
		return suite.hkdf() == this.hkdf;
	}

	void destroy() {
		Arrays.fill(this.key, (byte) 0);
	}

	@Override
	public String toString() {
		return "OfferedPsk[" + this.hkdf + "]";
	}

}
