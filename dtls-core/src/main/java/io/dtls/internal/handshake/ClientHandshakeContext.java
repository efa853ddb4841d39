package io.dtls.internal.handshake;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;

import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

import org.bouncycastle.tls.CertificateType;
import org.jspecify.annotations.Nullable;

import io.dtls.CipherSuite;
import io.dtls.credentials.Credentials;
import io.dtls.credentials.RawPublicKeys;
import io.dtls.internal.handshake.protocol.Group;
import io.dtls.internal.handshake.protocol.Scheme;
import io.dtls.settings.ClientSettings;
import io.dtls.settings.ConnectionIdSource;
import io.dtls.settings.HandshakeSettings;
import io.dtls.settings.KeyLog;
import io.dtls.settings.ResumptionSettings;
import io.dtls.settings.SecuritySettings;

/**
 * What all handshakes of a client have in common, checked once. Immutable: new
 * credentials come in a new context.
 */
public final class ClientHandshakeContext {

	private final Credentials credentials;

	private final SecuritySettings security;

	private final HandshakeSettings handshakes;

	private final ClientSettings client;

	private final int mtu;

	private final SecureRandom random = new SecureRandom();

	private final List<Group> groups;

	private final List<Scheme> schemes;

	private final List<CipherSuite> suites;

	private final @Nullable X509TrustManager trustManager;

	private final Options options;

	private ClientHandshakeContext(Credentials credentials, SecuritySettings security, HandshakeSettings handshakes,
			ClientSettings client, int mtu, Options options) {
		this.credentials = credentials;
		this.security = security;
		this.handshakes = handshakes;
		this.client = client;
		this.mtu = mtu;
		this.options = options;
		this.groups = Group.named(security.groups());
		this.schemes = Scheme.named(security.signatureSchemes());
		this.suites = security.cipherSuites().stream().filter(this::isUsable).toList();
		this.trustManager = (usesCertificates() && believesCertificates()) ? trustManagerOrDefault() : null;
	}

	/**
	 * Checks the configuration. Without a pre-shared key, and without a trust manager,
	 * servers are verified against the trust store of the JDK.
	 * @param credentials what the client proves itself with, and whom it believes
	 * @param security what may be agreed on
	 * @param handshakes how long a handshake may take, and how large its messages may be
	 * @param client what only clients decide
	 * @param mtu largest datagram to send, in bytes of UDP payload
	 * @return the context
	 * @throws IllegalArgumentException if no handshake could ever succeed, or a setting
	 * makes no sense; the message says what would be right
	 */
	public static ClientHandshakeContext of(Credentials credentials, SecuritySettings security,
			HandshakeSettings handshakes, ClientSettings client, int mtu) {
		return of(credentials, security, handshakes, client, mtu, Options.NONE);
	}

	private static ClientHandshakeContext of(Credentials credentials, SecuritySettings security,
			HandshakeSettings handshakes, ClientSettings client, int mtu, Options options) {
		ServerHandshakeContext.requirePermission(security);
		if ((credentials.pskStore() != null) != (client.pskIdentity() != null)) {
			throw new IllegalArgumentException(
					"A pre-shared key needs both a PSK identity to show and a PSK store that has its key");
		}
		ClientHandshakeContext context = new ClientHandshakeContext(credentials, security, handshakes, client, mtu,
				options);
		if (context.suites.isEmpty()) {
			throw new IllegalArgumentException(
					"None of the cipher suites " + security.cipherSuites() + " can be offered: there is "
							+ ((client.pskIdentity() != null) ? "a" : "no") + " pre-shared key, groups are "
							+ security.groups() + ", signature schemes " + security.signatureSchemes());
		}
		return context;
	}

	/**
	 * The same settings with other credentials. Sessions that began with the old ones are
	 * not resumed.
	 * @param changed what the client proves itself with from now on
	 * @return a new context
	 * @throws IllegalArgumentException if no configured suite fits them
	 */
	public ClientHandshakeContext withCredentials(Credentials changed) {
		ClientSessions sessions = this.options.sessions;
		return of(changed, this.security, this.handshakes, this.client, this.mtu, new Options(
				this.options.connectionIds, (sessions != null) ? sessions.fresh() : null, this.options.keyLog));
	}

	/** Wipes what could be resumed, so that the next handshakes are full ones. */
	public void forgetSessions() {
		if (this.options.sessions != null) {
			this.options.sessions.clear();
		}
	}

	/** Wipes what could be resumed, after another context has taken this one's place. */
	public void retire() {
		if (this.options.sessions != null) {
			this.options.sessions.retire();
		}
	}

	/**
	 * The same settings, and connection ids (RFC 9146) are offered.
	 * @param source makes what servers put into their records
	 * @return a new context
	 */
	public ClientHandshakeContext withConnectionIds(ConnectionIdSource source) {
		return with(new Options(source, this.options.sessions, this.options.keyLog));
	}

	/**
	 * The same settings, and the last session with a server is resumed.
	 * @param limits of how many sessions are kept, and how long
	 * @return a new context
	 */
	public ClientHandshakeContext withResumption(ResumptionSettings limits) {
		return with(new Options(this.options.connectionIds, new ClientSessions(limits), this.options.keyLog));
	}

	/**
	 * The same settings, and the secrets of all sessions are told.
	 * @param log takes them
	 * @return a new context
	 */
	public ClientHandshakeContext withInsecureKeyLog(KeyLog log) {
		return with(new Options(this.options.connectionIds, this.options.sessions, log));
	}

	private ClientHandshakeContext with(Options changed) {
		return new ClientHandshakeContext(this.credentials, this.security, this.handshakes, this.client, this.mtu,
				changed);
	}

	private boolean isUsable(CipherSuite suite) {
		boolean psk = this.client.pskIdentity() != null;
		boolean certificates = believesCertificates() || believesRawKeys();
		return switch (suite.keyExchange()) {
			case ECDHE_ECDSA -> certificates && !this.groups.isEmpty() && hasScheme("EC");
			case ECDHE_RSA -> certificates && !this.groups.isEmpty() && hasScheme("RSA");
			case ECDHE_PSK -> psk && !this.groups.isEmpty();
			case PSK -> psk;
		};
	}

	private boolean believesCertificates() {
		return this.credentials.trustManager() != null || (this.client.pskIdentity() == null && !believesRawKeys());
	}

	private boolean believesRawKeys() {
		RawPublicKeys keys = this.credentials.rawPublicKeys();
		return keys != null && keys.trusted() != null;
	}

	/** What servers may show, in order of preference (RFC 7250). */
	public short[] serverCertificateTypes() {
		return types(believesRawKeys(), this.trustManager != null);
	}

	/** What this client can show, in order of preference (RFC 7250). */
	public short[] clientCertificateTypes() {
		RawPublicKeys keys = this.credentials.rawPublicKeys();
		return types(keys != null && keys.own() != null, this.credentials.keyManager() != null);
	}

	private static short[] types(boolean raw, boolean certified) {
		if (!raw) {
			return new short[] { CertificateType.X509 };
		}
		return certified ? new short[] { CertificateType.RawPublicKey, CertificateType.X509 }
				: new short[] { CertificateType.RawPublicKey };
	}

	private boolean hasScheme(String keyType) {
		return this.schemes.stream().anyMatch((scheme) -> scheme.keyType().equals(keyType));
	}

	private X509TrustManager trustManagerOrDefault() {
		X509TrustManager own = this.credentials.trustManager();
		if (own != null) {
			return own;
		}
		try {
			TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			factory.init((KeyStore) null);
			TrustManager[] managers = factory.getTrustManagers();
			return (X509TrustManager) Arrays.stream(managers)
				.filter(X509TrustManager.class::isInstance)
				.findFirst()
				.orElseThrow();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalArgumentException("The trust store of the JDK cannot be used; set a trust manager", ex);
		}
	}

	/** The suites that are offered, in order of preference. */
	public List<CipherSuite> suites() {
		return this.suites;
	}

	public boolean usesCertificates() {
		return this.suites.stream().anyMatch((suite) -> !suite.keyExchange().usesPsk());
	}

	public boolean usesGroups() {
		return this.suites.stream().anyMatch((suite) -> suite.keyExchange() != CipherSuite.KeyExchange.PSK);
	}

	public @Nullable X509TrustManager trustManager() {
		return this.trustManager;
	}

	/** What makes connection ids, or null if none are offered. */
	public @Nullable ConnectionIdSource connectionIds() {
		return this.options.connectionIds;
	}

	/** The sessions that can be resumed, or null if none are. */
	public @Nullable ClientSessions sessions() {
		return this.options.sessions;
	}

	public @Nullable KeyLog keyLog() {
		return this.options.keyLog;
	}

	public Credentials credentials() {
		return this.credentials;
	}

	public SecuritySettings security() {
		return this.security;
	}

	public HandshakeSettings handshakes() {
		return this.handshakes;
	}

	public ClientSettings client() {
		return this.client;
	}

	public int mtu() {
		return this.mtu;
	}

	public SecureRandom random() {
		return this.random;
	}

	public List<Group> groups() {
		return this.groups;
	}

	public List<Scheme> schemes() {
		return this.schemes;
	}

	/** What a handshake can do without. */
	private record Options(@Nullable ConnectionIdSource connectionIds, @Nullable ClientSessions sessions,
			@Nullable KeyLog keyLog) {

		private static final Options NONE = new Options(null, null, null);

	}

}
