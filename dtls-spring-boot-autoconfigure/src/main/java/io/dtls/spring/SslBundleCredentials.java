package io.dtls.spring;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;

import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509TrustManager;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;

import io.dtls.credentials.Credentials;
import io.dtls.settings.ClientAuth;

/**
 * Reads the credentials of a server or a client from an SSL bundle. The bundle's protocol
 * and enabled protocols are about TLS and play no part.
 */
public final class SslBundleCredentials {

	// The key types that a cipher suite of this library can sign with.
	private static final List<String> KEY_TYPES = List.of("EC", "RSA");

	private SslBundleCredentials() {
	}

	/**
	 * Reads what a server proves itself with and, where it asks for client certificates,
	 * whom it believes.
	 * @param bundle an SSL bundle of any kind
	 * @param clientAuth whether the server asks for client certificates
	 * @return credentials without pre-shared keys
	 * @throws IllegalStateException if a store cannot be read, if there is no private
	 * key, or if client certificates are asked for and the bundle has no truststore
	 */
	public static Credentials of(SslBundle bundle, ClientAuth clientAuth) {
		X509ExtendedKeyManager keyManager = keyManager(bundle,
				(manager, type) -> manager.chooseEngineServerAlias(type, null, null));
		if (clientAuth == ClientAuth.NONE) {
			return Credentials.ofCertificate(keyManager, null);
		}
		return Credentials.ofCertificate(keyManager, trustManager(bundle));
	}

	/**
	 * Reads whom a client believes and, where the bundle has a keystore, what it proves
	 * itself with.
	 * @param bundle an SSL bundle of any kind
	 * @return credentials without pre-shared keys; without a truststore in the bundle the
	 * public authorities that Java knows are believed
	 * @throws IllegalStateException if a store cannot be read, or if there is a keystore
	 * and no private key in it
	 */
	public static Credentials ofClient(SslBundle bundle) {
		SslStoreBundle stores = bundle.getStores();
		X509ExtendedKeyManager keyManager = (stores.getKeyStore() != null) ? keyManager(bundle,
				(manager, type) -> manager.chooseEngineClientAlias(new String[] { type }, null, null)) : null;
		X509TrustManager trustManager = (stores.getTrustStore() != null) ? trustManager(bundle) : null;
		return new Credentials(keyManager, trustManager, null, null);
	}

	private static X509ExtendedKeyManager keyManager(SslBundle bundle,
			BiFunction<X509ExtendedKeyManager, String, @Nullable String> aliases) {
		return only(X509ExtendedKeyManager.class, bundle.getManagers().getKeyManagers())
			.filter((manager) -> KEY_TYPES.stream().anyMatch((type) -> hasKey(manager, aliases.apply(manager, type))))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("the keystore holds no private key of type EC or RSA"));
	}

	private static boolean hasKey(X509ExtendedKeyManager manager, @Nullable String alias) {
		return alias != null && manager.getPrivateKey(alias) != null;
	}

	private static X509TrustManager trustManager(SslBundle bundle) {
		// Without a truststore Java believes every public authority, which is not what a
		// server that checks its clients means.
		if (bundle.getStores().getTrustStore() == null) {
			throw new IllegalStateException("there is no truststore to check client certificates with");
		}
		return only(X509TrustManager.class, bundle.getManagers().getTrustManagers()).findFirst()
			.orElseThrow(() -> new IllegalStateException("the truststore gives no X.509 trust manager"));
	}

	private static <T> Stream<T> only(Class<T> type, Object[] managers) {
		return Arrays.stream(managers).filter(type::isInstance).map(type::cast);
	}

}
