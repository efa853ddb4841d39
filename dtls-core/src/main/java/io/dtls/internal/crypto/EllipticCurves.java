package io.dtls.internal.crypto;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.crypto.TlsECConfig;
import org.bouncycastle.tls.crypto.TlsECDomain;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.dtls.settings.CurveProvider;

/**
 * Who computes on elliptic curves: unless {@link #use} says otherwise the Amazon Corretto
 * Crypto Provider where it is on the class path and its native library loads, else Bouncy
 * Castle for key exchange and the JVM's own providers for signatures. The system property
 * {@code io.dtls.corretto=false} leaves Corretto out.
 */
public final class EllipticCurves {

	/** System property that leaves the Corretto provider out when it is {@code false}. */
	public static final String CORRETTO_PROPERTY = "io.dtls.corretto";

	private static final Logger logger = LoggerFactory.getLogger(EllipticCurves.class);

	private static final EllipticCurves BOUNCY_CASTLE = new EllipticCurves(
			"Bouncy Castle (key exchange), the JVM's providers (signatures)", null, Map.of());

	// Like the providers of the JVM, one for all of it.
	private static volatile EllipticCurves current = Objects.requireNonNullElse(corretto(), BOUNCY_CASTLE);

	private final String name;

	private final @Nullable Provider signer;

	private final Map<Integer, TlsECDomain> domains;

	private EllipticCurves(String name, @Nullable Provider signer, Map<Integer, TlsECDomain> domains) {
		this.name = name;
		this.signer = signer;
		this.domains = domains;
	}

	/**
	 * Chooses for all handshakes of this JVM that begin from now on.
	 * @param provider who computes
	 * @throws IllegalArgumentException if that provider is not there
	 */
	public static void use(CurveProvider provider) {
		EllipticCurves corretto = (provider == CurveProvider.AUTO || provider == CurveProvider.CORRETTO) ? corretto()
				: null;
		if (provider == CurveProvider.CORRETTO && corretto == null) {
			throw new IllegalArgumentException("The Amazon Corretto Crypto Provider is not on the class path,"
					+ " its native library does not load here, or " + CORRETTO_PROPERTY + " is false");
		}
		current = (provider == CurveProvider.JDK) ? jdk() : Objects.requireNonNullElse(corretto, BOUNCY_CASTLE);
	}

	/**
	 * Who exchanges keys and signs with keys in memory.
	 * @return name and version of the provider
	 */
	public static String inUse() {
		return current.name;
	}

	/** The curve of a key exchange, or null if Bouncy Castle's own is to be used. */
	public static @Nullable TlsECDomain domain(TlsECConfig config) {
		return current.domains.get(config.getNamedGroup());
	}

	/**
	 * Prepares a signature.
	 * @param algorithm name in the Java Cryptography Architecture
	 * @param key in memory, or known to its own provider only
	 */
	public static Signature signature(String algorithm, PrivateKey key) throws GeneralSecurityException {
		Provider preferred = current.signer;
		if (preferred != null && key.getEncoded() != null) {
			try {
				Signature signature = Signature.getInstance(algorithm, preferred);
				signature.initSign(key);
				return signature;
			}
			catch (GeneralSecurityException ex) {
				logger.debug("{} does not sign {}", preferred.getName(), algorithm, ex);
			}
		}
		Signature signature = Signature.getInstance(algorithm);
		signature.initSign(key);
		return signature;
	}

	// Thread-safe, as Bouncy Castle's own providers share theirs.
	private static Map<Integer, TlsECDomain> domains(JcaTlsCrypto exchange, Integer... groups) {
		return Stream.of(groups)
			.collect(Collectors.toUnmodifiableMap(Function.identity(),
					(group) -> exchange.createECDomain(new TlsECConfig(group))));
	}

	private static EllipticCurves jdk() {
		JcaTlsCrypto exchange = new JcaTlsCryptoProvider().create(new SecureRandom());
		return new EllipticCurves("the JVM's providers", null,
				domains(exchange, NamedGroup.x25519, NamedGroup.secp256r1, NamedGroup.secp384r1));
	}

	private static @Nullable EllipticCurves corretto() {
		Provider provider = correttoProvider();
		JcaTlsCrypto exchange = (provider != null) ? exchange(provider) : null;
		return (provider != null && exchange != null)
				? new EllipticCurves(provider.getName() + " " + provider.getVersionStr(), provider,
						domains(exchange, NamedGroup.secp256r1, NamedGroup.secp384r1))
				: null;
	}

	private static @Nullable Provider correttoProvider() {
		if ("false".equals(System.getProperty(CORRETTO_PROPERTY))) {
			return null;
		}
		try {
			Class<?> type = Class.forName("com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider");
			Provider provider = (Provider) type.getField("INSTANCE").get(null);
			Object failure = type.getMethod("getLoadingError").invoke(provider);
			if (provider == null || failure != null) {
				logger.debug("The Corretto provider does not load: {}", failure);
				return null;
			}
			return provider;
		}
		catch (ReflectiveOperationException | LinkageError ex) {
			logger.debug("No Corretto provider: {}", ex.toString());
			return null;
		}
	}

	private static @Nullable JcaTlsCrypto exchange(Provider provider) {
		JcaTlsCrypto crypto = new JcaTlsCryptoProvider().setProvider(provider).create(new SecureRandom());
		try {
			// What is missing shows here rather than in a handshake.
			crypto.createECDomain(new TlsECConfig(NamedGroup.secp256r1)).createECDH().generateEphemeral();
			return crypto;
		}
		catch (Exception ex) {
			logger.debug("The Corretto provider does not exchange keys", ex);
			return null;
		}
	}

}
