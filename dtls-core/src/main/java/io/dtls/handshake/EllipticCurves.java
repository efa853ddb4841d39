package io.dtls.handshake;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.Map;
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

/**
 * Who computes on elliptic curves: the Amazon Corretto Crypto Provider where it is on the
 * class path and its native library loads, else Bouncy Castle for key exchange and the
 * JVM's own providers for signatures. The system property {@code io.dtls.corretto=false}
 * leaves Corretto out.
 */
public final class EllipticCurves {

	/** System property that leaves the Corretto provider out when it is {@code false}. */
	public static final String CORRETTO_PROPERTY = "io.dtls.corretto";

	private static final Logger logger = LoggerFactory.getLogger(EllipticCurves.class);

	private static final @Nullable Provider CORRETTO = corretto();

	// Thread-safe, as Bouncy Castle's own providers share theirs.
	private static final @Nullable JcaTlsCrypto EXCHANGE = (CORRETTO != null) ? exchange(CORRETTO) : null;

	private static final Map<Integer, TlsECDomain> DOMAINS = domains(EXCHANGE);

	private EllipticCurves() {
	}

	/**
	 * Who exchanges keys and signs with keys in memory.
	 * @return name and version of the provider
	 */
	public static String inUse() {
		Provider provider = CORRETTO;
		return (provider != null && EXCHANGE != null) ? provider.getName() + " " + provider.getVersionStr()
				: "Bouncy Castle (key exchange), the JVM's providers (signatures)";
	}

	/** The curve of a key exchange, or null if Bouncy Castle's own is to be used. */
	static @Nullable TlsECDomain domain(TlsECConfig config) {
		return DOMAINS.get(config.getNamedGroup());
	}

	private static Map<Integer, TlsECDomain> domains(@Nullable JcaTlsCrypto exchange) {
		if (exchange == null) {
			return Map.of();
		}
		return Stream.of(NamedGroup.secp256r1, NamedGroup.secp384r1)
			.collect(Collectors.toUnmodifiableMap(Function.identity(),
					(group) -> exchange.createECDomain(new TlsECConfig(group))));
	}

	/**
	 * Prepares a signature.
	 * @param algorithm name in the Java Cryptography Architecture
	 * @param key in memory, or known to its own provider only
	 */
	static Signature signature(String algorithm, PrivateKey key) throws GeneralSecurityException {
		Provider corretto = CORRETTO;
		if (corretto != null && key.getEncoded() != null) {
			try {
				Signature signature = Signature.getInstance(algorithm, corretto);
				signature.initSign(key);
				return signature;
			}
			catch (GeneralSecurityException ex) {
				logger.debug("{} does not sign {}", corretto.getName(), algorithm, ex);
			}
		}
		Signature signature = Signature.getInstance(algorithm);
		signature.initSign(key);
		return signature;
	}

	private static @Nullable Provider corretto() {
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
