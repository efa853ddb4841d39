package io.dtls.internal.handshake.dtls13.server;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import io.dtls.HandshakeFailureReason;
import io.dtls.PeerIdentity;
import io.dtls.credentials.PskStore;
import io.dtls.internal.handshake.dtls13.key.PskBinder;
import io.dtls.internal.handshake.dtls13.key.Suite;
import io.dtls.internal.handshake.dtls13.key.Transcript;
import io.dtls.internal.handshake.dtls13.message.Alert;
import io.dtls.internal.handshake.dtls13.message.ClientHello;
import io.dtls.internal.handshake.dtls13.message.MessageType;
import io.dtls.internal.handshake.dtls13.message.PskOffer;
import io.dtls.internal.handshake.dtls13.message.Refused;
import io.dtls.internal.record.dtls13.Hkdf;

/**
 * The pre-shared key that a server takes of a client's offer: a ticket's or an external
 * one, with a binder that was verified (RFC 8446, section 4.2.11).
 *
 * @param key the caller wipes it
 * @param index in the client's offer
 * @param peer who has the key
 * @param entry of the ticket, or null for an external key
 */
@SuppressWarnings("ArrayRecordComponent")
record ServerPsk(byte[] key, int index, PeerIdentity peer, @Nullable TicketEntry entry) {

	private static final int MAX_IDENTITY_SIZE = 1024;

	/**
	 * Chooses and verifies.
	 * @param transcript of what came before this hello
	 * @param canDoWithout whether the server has a certificate that it can show instead
	 * @return null to go on without a pre-shared key
	 */
	static @Nullable ServerPsk choose(ClientHello hello, byte[] body, Transcript transcript, Suite suite,
			ServerParameters parameters, boolean canDoWithout) throws Refused {
		PskOffer offer = hello.preSharedKeys();
		if (offer == null || !hello.takesPskWithKeyExchange()) {
			return null;
		}
		byte[] hash = transcript.hashWith(MessageType.CLIENT_HELLO, body, body.length - offer.bindersSize());
		for (int i = 0; i < offer.identities().size(); i++) {
			ServerPsk found = find(offer.identities().get(i).name(), i, hello, suite, parameters);
			if (found != null) {
				return found.verified(suite.hkdf(), offer.binders().get(i), hash);
			}
		}
		if (canDoWithout) {
			return null;
		}
		// As if the identity existed and the key were wrong, in time too.
		byte[] decoy = parameters.common().randomBytes(suite.hkdf().hashSize());
		return new ServerPsk(decoy, 0, PeerIdentity.ANONYMOUS, null).verified(suite.hkdf(), offer.binders().get(0),
				hash);
	}

	private ServerPsk verified(Hkdf hkdf, byte[] binder, byte[] hash) throws Refused {
		if (!MessageDigest.isEqual(binder, PskBinder.of(hkdf, this.key, this.entry != null, hash))) {
			Arrays.fill(this.key, (byte) 0);
			throw new Refused(Alert.DECRYPT_ERROR, HandshakeFailureReason.KEYS_DIFFER,
					"The client does not have the pre-shared key, or its identity is not known");
		}
		return this;
	}

	private static @Nullable ServerPsk find(byte[] name, int index, ClientHello hello, Suite suite,
			ServerParameters parameters) throws Refused {
		ServerPsk resumed = ofTicket(name, index, hello, suite, parameters);
		return (resumed != null) ? resumed : external(name, index, suite, parameters.common().credentials().pskStore());
	}

	private static @Nullable ServerPsk ofTicket(byte[] name, int index, ClientHello hello, Suite suite,
			ServerParameters parameters) throws Refused {
		Tickets tickets = parameters.tickets();
		TicketEntry entry = (tickets != null) ? tickets.find(name) : null;
		if (entry == null) {
			return null;
		}
		boolean sameHash = entry.suite().hkdf() == suite.hkdf();
		String host = ServerName.of(hello);
		boolean sameHost = (entry.serverName() != null) ? entry.serverName().equals(host) : host == null;
		if (!sameHash || !sameHost || !ResumedPeer.isStillWelcome(entry.peer(), parameters)) {
			entry.destroy();
			return null;
		}
		return new ServerPsk(entry.key(), index, entry.peer(), entry);
	}

	// An external key goes with SHA-256 (RFC 8446, section 4.2.11).
	private static @Nullable ServerPsk external(byte[] name, int index, Suite suite, @Nullable PskStore store) {
		String identity = decode(name);
		if (store == null || identity == null || suite.hkdf() != Hkdf.SHA_256) {
			return null;
		}
		byte[] key = store.findKey(identity);
		return (key != null && key.length > 0) ? new ServerPsk(key.clone(), index, PeerIdentity.ofPsk(identity), null)
				: null;
	}

	private static @Nullable String decode(byte[] name) {
		if (name.length > MAX_IDENTITY_SIZE) {
			return null;
		}
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(name)).toString();
		}
		catch (CharacterCodingException ex) {
			return null;
		}
	}

	void destroy() {
		Arrays.fill(this.key, (byte) 0);
	}

	@Override
	public String toString() {
		return "ServerPsk[" + this.peer + "]";
	}

}
