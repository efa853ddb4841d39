package io.dtls.internal.handshake.dtls12.client;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Predicate;

import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.TlsSession;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.jspecify.annotations.Nullable;

import io.dtls.NegotiatedParameters;
import io.dtls.PeerIdentity;
import io.dtls.credentials.PskStore;
import io.dtls.internal.handshake.ClientHandshakeContext;
import io.dtls.internal.handshake.ClientSessions;
import io.dtls.internal.handshake.dtls12.ResumableSession;
import io.dtls.store.ResumptionEntry;

/**
 * Resumption of the last session with a server by its session id, of one handshake of a
 * client. Only sessions with an extended master secret are kept and offered; a server
 * that goes on with one but without that extension is refused by Bouncy Castle (RFC 7627,
 * section 5.3).
 */
final class ClientResumption {

	private static final byte[] NO_SESSION_ID = new byte[0];

	private final ClientHandshakeContext settings;

	private final @Nullable ClientSessions sessions;

	private final String server;

	private @Nullable ResumptionEntry offered;

	private @Nullable ResumptionEntry established;

	ClientResumption(ClientHandshakeContext settings, String server) {
		this.settings = settings;
		this.sessions = settings.sessions();
		this.server = server;
	}

	/**
	 * Finds what to offer.
	 * @param isTrusted whether the server would still be believed if it showed its
	 * certificates now
	 * @param crypto makes the secret
	 * @return null for a full handshake
	 */
	@Nullable TlsSession find(Predicate<ResumptionEntry> isTrusted, TlsCrypto crypto) {
		ResumptionEntry entry = (this.sessions != null) ? this.sessions.find(this.server) : null;
		if (entry == null) {
			return null;
		}
		boolean fits = entry.extendedMasterSecret() && this.settings.suites().contains(entry.cipherSuite());
		if (!fits || !(entry.cipherSuite().keyExchange().usesPsk() ? hasKeyOf(entry) : isTrusted.test(entry))) {
			entry.destroy();
			return null;
		}
		this.offered = entry;
		return ResumableSession.of(entry, crypto);
	}

	private boolean hasKeyOf(ResumptionEntry entry) {
		String identity = this.settings.client().pskIdentity();
		PskStore keys = this.settings.credentials().pskStore();
		return identity != null && keys != null && Objects.equals(identity, entry.peer().pskIdentity())
				&& keys.findKey(identity) != null;
	}

	/**
	 * The server has answered. What it goes on with is forgotten until that has
	 * succeeded, so that a session whose resumption fails is not offered twice.
	 * @param sessionId as the server sent it
	 */
	void answered(byte[] sessionId) {
		ResumptionEntry entry = this.offered;
		if (entry != null && Arrays.equals(entry.sessionId(), sessionId)) {
			forget();
		}
	}

	/** Who the server was found to be when the session began. */
	@Nullable PeerIdentity peer() {
		return (this.offered != null) ? this.offered.peer() : null;
	}

	/** Takes note of what a handshake agreed on; it may still fail. */
	void completed(SecurityParameters agreed, NegotiatedParameters negotiated, PeerIdentity peer, TlsCrypto crypto) {
		ResumptionEntry before = this.offered;
		if (this.sessions == null) {
			return;
		}
		if (before != null && negotiated.resumed()) {
			// As old as it is, so that it ends in time.
			this.established = before;
			return;
		}
		if (before != null) {
			before.destroy();
		}
		this.established = ResumableSession.entry(agreed, negotiated, peer, crypto);
	}

	/**
	 * Keeps the session, now that the handshake has succeeded.
	 * @return its id, or an empty one if it cannot be resumed
	 */
	byte[] keep() {
		ResumptionEntry entry = this.established;
		if (this.sessions == null || entry == null) {
			return NO_SESSION_ID;
		}
		this.sessions.keep(this.server, entry);
		entry.destroy();
		return entry.sessionId();
	}

	/** Wipes this handshake's copies of secrets, where it has failed. */
	void discard() {
		if (this.offered != null) {
			this.offered.destroy();
		}
		if (this.established != null) {
			this.established.destroy();
		}
	}

	void forget() {
		if (this.sessions != null) {
			this.sessions.forget(this.server);
		}
	}

}
