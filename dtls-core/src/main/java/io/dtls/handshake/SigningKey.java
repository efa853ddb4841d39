package io.dtls.handshake;

import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.List;

import javax.net.ssl.X509ExtendedKeyManager;

import org.jspecify.annotations.Nullable;

/**
 * A private key and the certificate chain that goes with it.
 *
 * @param key used through java.security.Signature only, so it may be opaque
 * @param chain the server's own certificate first
 */
record SigningKey(PrivateKey key, List<X509Certificate> chain) {

	/**
	 * Asks a key manager.
	 * @param manager of standard JSSE
	 * @param keyType {@code EC} or {@code RSA}
	 * @return null if it has none of this type
	 */
	static @Nullable SigningKey find(X509ExtendedKeyManager manager, String keyType) {
		String alias = manager.chooseEngineServerAlias(keyType, null, null);
		if (alias == null) {
			alias = manager.chooseServerAlias(keyType, null, null);
		}
		if (alias == null) {
			return null;
		}
		PrivateKey key = manager.getPrivateKey(alias);
		X509Certificate[] chain = manager.getCertificateChain(alias);
		if (key == null || chain == null || chain.length == 0) {
			return null;
		}
		SigningKey found = new SigningKey(key, Arrays.asList(chain));
		return found.publicKey().getAlgorithm().equals(keyType) ? found : null;
	}

	PublicKey publicKey() {
		return this.chain.get(0).getPublicKey();
	}

	/** The first of some schemes that this key can sign with. */
	@Nullable Scheme firstFitting(List<Scheme> schemes) {
		return schemes.stream().filter((scheme) -> scheme.fits(publicKey())).findFirst().orElse(null);
	}

	/** The curve of the key, or null if it is no EC key. */
	@Nullable Group curve() {
		if (!(publicKey() instanceof ECPublicKey ec)) {
			return null;
		}
		return Arrays.stream(Group.values()).filter((group) -> group.isCurveOf(ec)).findFirst().orElse(null);
	}

	@Override
	public String toString() {
		return "SigningKey[" + publicKey().getAlgorithm() + "]";
	}

}
