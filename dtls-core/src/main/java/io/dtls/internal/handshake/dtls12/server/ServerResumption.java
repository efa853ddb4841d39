package io.dtls.internal.handshake.dtls12.server;

import java.io.IOException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;

import javax.net.ssl.X509TrustManager;

import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.TlsSession;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.jspecify.annotations.Nullable;

import io.dtls.NegotiatedParameters;
import io.dtls.PeerIdentity;
import io.dtls.credentials.PskStore;
import io.dtls.internal.handshake.ServerHandshakeContext;
import io.dtls.internal.handshake.dtls12.ResumableSession;
import io.dtls.internal.handshake.identity.PeerCertificates;
import io.dtls.internal.handshake.identity.RawKeys;
import io.dtls.settings.ClientAuth;
import io.dtls.store.ResumptionEntry;
import io.dtls.store.ResumptionStore;

/**
 * Resumption by session id, of one handshake of a server.
 */
final class ServerResumption {

	private static final byte[] NO_SESSION_ID = new byte[0];

	// As unguessable as a key, and half the memory of the largest.
	private static final int SESSION_ID_SIZE = 16;

	private static final int MAX_SESSION_ID_SIZE = 32;

	private final ServerHandshakeContext settings;

	private final @Nullable ResumptionStore store;

	private @Nullable ResumptionEntry offered;

	private @Nullable ResumptionEntry established;

	ServerResumption(ServerHandshakeContext settings) {
		this.settings = settings;
		this.store = settings.resumptionStore();
	}

	/** The id of a session that begins now; null where it cannot be resumed later. */
	byte @Nullable [] newSessionId(boolean extendedMasterSecret, SecureRandom random) {
		if (this.store == null || !extendedMasterSecret) {
			return null;
		}
		byte[] id = new byte[SESSION_ID_SIZE];
		random.nextBytes(id);
		return id;
	}

	/**
	 * Finds the session that a client asks for.
	 * @param id as the client sent it
	 * @param offeredSuites codes of the client's cipher suites
	 * @param serverName that the client asks for
	 * @param crypto makes the secret
	 * @return null for a full handshake
	 */
	@Nullable TlsSession find(byte @Nullable [] id, int[] offeredSuites, @Nullable String serverName, TlsCrypto crypto) {
		if (this.store == null || id == null || id.length == 0 || id.length > MAX_SESSION_ID_SIZE) {
			return null;
		}
		ResumptionEntry entry = this.store.find(id);
		if (entry == null) {
			return null;
		}
		if (!Arrays.equals(entry.sessionId(), id) || !isCurrent(entry) || !fits(entry, offeredSuites, serverName)
				|| !isPeerStillWelcome(entry)) {
			entry.destroy();
			return null;
		}
		this.offered = entry;
		return ResumableSession.of(entry, crypto);
	}

	private boolean isCurrent(ResumptionEntry entry) {
		Duration lifetime = this.settings.resumptionLifetime();
		return entry.created().plus(lifetime).isAfter(Instant.now());
	}

	// What has no extended master secret is not resumed (RFC 7627, section 5.3); what was
	// asked of another host neither (RFC 6066, section 3).
	private boolean fits(ResumptionEntry entry, int[] offeredSuites, @Nullable String serverName) {
		return entry.extendedMasterSecret() && entry.protocol().equals(ResumableSession.PROTOCOL)
				&& this.settings.suites().contains(entry.cipherSuite())
				&& Arrays.stream(offeredSuites).anyMatch((code) -> code == entry.cipherSuite().code())
				&& Objects.equals(serverName, entry.serverName());
	}

	// Keys may have been withdrawn, certificates expired and authorities removed since.
	private boolean isPeerStillWelcome(ResumptionEntry entry) {
		PeerIdentity peer = entry.peer();
		if (entry.cipherSuite().keyExchange().usesPsk()) {
			PskStore keys = this.settings.credentials().pskStore();
			return keys != null && peer.pskIdentity() != null && keys.findKey(peer.pskIdentity()) != null;
		}
		if (peer.rawPublicKey() != null) {
			return RawKeys.isTrusted(peer.rawPublicKey(), this.settings.credentials().rawPublicKeys());
		}
		if (peer.certificates().isEmpty()) {
			return this.settings.security().clientAuth() != ClientAuth.NEED;
		}
		X509TrustManager trustManager = this.settings.credentials().trustManager();
		if (trustManager == null) {
			return false;
		}
		try {
			PeerCertificates.verifyClient(peer.certificates().toArray(new X509Certificate[0]), trustManager);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/** The entry that was given to Bouncy Castle, which may have decided otherwise. */
	@Nullable ResumptionEntry offered() {
		return this.offered;
	}

	/** Takes note of what a handshake agreed on; it may still fail. */
	void completed(SecurityParameters agreed, NegotiatedParameters negotiated, PeerIdentity peer, TlsCrypto crypto) {
		if (this.offered != null) {
			this.offered.destroy();
		}
		if (this.store != null) {
			this.established = ResumableSession.entry(agreed, negotiated, peer, crypto);
		}
	}

	/**
	 * Keeps the session for others to resume, now that the handshake has succeeded. One
	 * that was resumed itself stays as it is, so that it ends in time.
	 * @param isNew whether it was not resumed itself
	 * @return its id, or an empty one if it cannot be resumed
	 */
	byte[] keep(boolean isNew) {
		ResumptionEntry entry = this.established;
		if (this.store == null || entry == null) {
			return NO_SESSION_ID;
		}
		if (isNew) {
			this.store.put(entry);
		}
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

}
