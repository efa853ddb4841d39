package io.dtls.internal.handshake;

import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import javax.net.ssl.X509ExtendedKeyManager;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.dtls.CipherSuite;
import io.dtls.credentials.Credentials;
import io.dtls.credentials.RawPublicKeys;
import io.dtls.internal.handshake.identity.SigningKey;
import io.dtls.internal.handshake.protocol.Group;
import io.dtls.internal.handshake.protocol.Scheme;
import io.dtls.settings.ClientAuth;
import io.dtls.settings.HandshakeSettings;
import io.dtls.settings.KeyLog;
import io.dtls.settings.SecuritySettings;
import io.dtls.store.ResumptionStore;

/**
 * What all handshakes of a server have in common, checked once. Immutable: new
 * credentials come in a new context.
 */
public final class ServerHandshakeContext {

	private static final Logger logger = LoggerFactory.getLogger(ServerHandshakeContext.class);

	private final Credentials credentials;

	private final SecuritySettings security;

	private final HandshakeSettings handshakes;

	private final int mtu;

	private final SecureRandom random = new SecureRandom();

	private final @Nullable ResumptionStore resumptionStore;

	private final Duration resumptionLifetime;

	private final @Nullable KeyLog keyLog;

	private final List<Group> groups;

	private final List<Scheme> schemes;

	private final List<CipherSuite> suites;

	private ServerHandshakeContext(Credentials credentials, SecuritySettings security, HandshakeSettings handshakes,
			int mtu, @Nullable ResumptionStore resumptionStore, Duration resumptionLifetime, @Nullable KeyLog keyLog) {
		this.credentials = credentials;
		this.security = security;
		this.handshakes = handshakes;
		this.mtu = mtu;
		this.resumptionStore = resumptionStore;
		this.resumptionLifetime = resumptionLifetime;
		this.keyLog = keyLog;
		this.groups = Group.named(security.groups());
		this.schemes = Scheme.named(security.signatureSchemes());
		this.suites = usableSuites();
	}

	/**
	 * Checks the configuration.
	 * @param credentials what the server proves itself with, and whom it believes
	 * @param security what may be agreed on
	 * @param handshakes how long a handshake may take, and how large its messages may be
	 * @param mtu largest datagram to send, in bytes of UDP payload
	 * @return the context
	 * @throws IllegalArgumentException if no handshake could ever succeed, or a setting
	 * makes no sense; the message says what would be right
	 */
	public static ServerHandshakeContext of(Credentials credentials, SecuritySettings security,
			HandshakeSettings handshakes, int mtu) {
		requirePermission(security);
		ServerHandshakeContext context = new ServerHandshakeContext(credentials, security, handshakes, mtu, null,
				Duration.ZERO, null);
		context.check();
		return context;
	}

	static void requirePermission(SecuritySettings security) {
		if (!security.allowsInsecureDtls10() && !security.cipherSuites().stream().allMatch(CipherSuite::isAead)) {
			throw new IllegalArgumentException("CBC suites need withInsecureProtocols and DTLSv1.0; without there are "
					+ CipherSuite.secure() + ", but these are named: " + security.cipherSuites());
		}
		if (security.allowsInsecureDtls10()) {
			logger.warn("DTLS 1.0 and CBC suites are allowed: both are insecure (RFC 8996) and for old devices only");
		}
	}

	/**
	 * The same settings with other credentials.
	 * @param changed what the server proves itself with from now on
	 * @return a new context
	 * @throws IllegalArgumentException if no configured suite fits them
	 */
	public ServerHandshakeContext withCredentials(Credentials changed) {
		ServerHandshakeContext context = new ServerHandshakeContext(changed, this.security, this.handshakes, this.mtu,
				this.resumptionStore, this.resumptionLifetime, this.keyLog);
		context.check();
		return context;
	}

	/**
	 * The same settings, and sessions are resumed.
	 * @param store keeps them; a call of it may hold up its handshake, but nothing else
	 * @param lifetime how long after its full handshake a session is resumed
	 * @return a new context
	 */
	public ServerHandshakeContext withResumption(ResumptionStore store, Duration lifetime) {
		return new ServerHandshakeContext(this.credentials, this.security, this.handshakes, this.mtu, store, lifetime,
				this.keyLog);
	}

	/**
	 * The same settings, and the secrets of all sessions are told.
	 * @param log takes them
	 * @return a new context
	 */
	public ServerHandshakeContext withInsecureKeyLog(KeyLog log) {
		return new ServerHandshakeContext(this.credentials, this.security, this.handshakes, this.mtu,
				this.resumptionStore, this.resumptionLifetime, log);
	}

	private void check() {
		if (this.suites.isEmpty()) {
			throw new IllegalArgumentException(
					"None of the cipher suites " + this.security.cipherSuites() + " fits the credentials: there is "
							+ described(serverKey("EC"), "EC") + ", " + described(serverKey("RSA"), "RSA") + " and "
							+ ((this.credentials.pskStore() != null) ? "a" : "no") + " store of pre-shared keys");
		}
		boolean certificates = this.suites.stream().anyMatch((suite) -> !suite.keyExchange().usesPsk());
		boolean asksClients = this.security.clientAuth() != ClientAuth.NONE && certificates;
		if (asksClients && this.credentials.trustManager() == null && !trustsRawKeys()) {
			throw new IllegalArgumentException(
					"Client authentication " + this.security.clientAuth() + " needs a trust manager");
		}
		if (asksClients && this.schemes.isEmpty()) {
			throw new IllegalArgumentException("Client authentication needs signature schemes");
		}
	}

	public boolean hasRawKey() {
		RawPublicKeys keys = this.credentials.rawPublicKeys();
		return keys != null && keys.own() != null;
	}

	public boolean trustsRawKeys() {
		RawPublicKeys keys = this.credentials.rawPublicKeys();
		return keys != null && keys.trusted() != null;
	}

	private String described(@Nullable SigningKey key, String keyType) {
		if (key == null) {
			return "no " + keyType + " key";
		}
		return (key.firstFitting(this.schemes) != null) ? "an " + keyType + " key"
				: "an " + keyType + " key that fits none of the signature schemes " + this.security.signatureSchemes();
	}

	private List<CipherSuite> usableSuites() {
		boolean ecdsa = canSign("EC");
		boolean rsa = canSign("RSA");
		boolean psk = this.credentials.pskStore() != null;
		boolean ecdh = !this.groups.isEmpty();
		List<CipherSuite> usable = new ArrayList<>();
		for (CipherSuite suite : this.security.cipherSuites()) {
			boolean fits = switch (suite.keyExchange()) {
				case ECDHE_ECDSA -> ecdsa && ecdh;
				case ECDHE_RSA -> rsa && ecdh;
				case ECDHE_PSK -> psk && ecdh;
				case PSK -> psk;
			};
			if (fits) {
				usable.add(suite);
			}
		}
		return List.copyOf(usable);
	}

	private boolean canSign(String keyType) {
		SigningKey key = serverKey(keyType);
		SigningKey raw = rawKey(keyType);
		return (key != null && key.firstFitting(this.schemes) != null)
				|| (raw != null && raw.firstFitting(this.schemes) != null);
	}

	/** The own raw public key, or null if it is not of this type. */
	public @Nullable SigningKey rawKey(String keyType) {
		return SigningKey.raw(this.credentials.rawPublicKeys(), keyType);
	}

	/** Asks the key manager anew each time, as it may have a new answer. */
	public @Nullable SigningKey serverKey(String keyType) {
		X509ExtendedKeyManager manager = this.credentials.keyManager();
		return (manager != null) ? SigningKey.find(manager, keyType) : null;
	}

	/**
	 * Finds the key for a host.
	 * @param host that the client named, or null
	 */
	public @Nullable SigningKey serverKey(String keyType, @Nullable String host) {
		X509ExtendedKeyManager manager = this.credentials.keyManager();
		return (manager != null) ? SigningKey.find(manager, keyType, host) : null;
	}

	/**
	 * The suites that a handshake can end in, in order of preference: those of the
	 * settings that the credentials fit.
	 */
	public List<CipherSuite> suites() {
		return this.suites;
	}

	/** The server's own certificates: of its EC key, of its RSA key. */
	public List<X509Certificate> certificates() {
		return Stream.of("EC", "RSA")
			.map(this::serverKey)
			.filter(Objects::nonNull)
			.map((key) -> key.chain().get(0))
			.toList();
	}

	public @Nullable ResumptionStore resumptionStore() {
		return this.resumptionStore;
	}

	public @Nullable KeyLog keyLog() {
		return this.keyLog;
	}

	public Duration resumptionLifetime() {
		return this.resumptionLifetime;
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

}
