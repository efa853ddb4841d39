package io.dtls.spring;

import java.security.KeyStore;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslStoreBundle;

import io.dtls.credentials.Credentials;
import io.dtls.settings.ClientAuth;
import io.dtls.testing.TestCertificates;
import io.dtls.testing.TestCertificates.Identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class SslBundleCredentialsTests {

	private final Identity authority = TestCertificates.authority("authority");

	private final Identity server = TestCertificates.leaf(this.authority, "server", TestCertificates.P256);

	private final Identity other = TestCertificates.leaf(this.authority, "other", TestCertificates.P256);

	private KeyStore store() throws Exception {
		KeyStore store = KeyStore.getInstance("PKCS12");
		store.load(null, null);
		return store;
	}

	private KeyStore keys() throws Exception {
		KeyStore store = store();
		store.setKeyEntry("server", this.server.key(), "secret".toCharArray(), this.server.chain());
		store.setKeyEntry("other", this.other.key(), "secret".toCharArray(), this.other.chain());
		return store;
	}

	private KeyStore authorities() throws Exception {
		KeyStore store = store();
		store.setCertificateEntry("ca", this.authority.certificate());
		return store;
	}

	@Test
	void believesNobodyWhereNoCertificateIsAskedFor() throws Exception {
		SslBundle bundle = SslBundle.of(SslStoreBundle.of(keys(), "secret", authorities()));
		assertThat(SslBundleCredentials.of(bundle, ClientAuth.NONE).trustManager()).isNull();
	}

	@ParameterizedTest
	@EnumSource(names = { "WANT", "NEED" })
	void believesTheAuthoritiesOfTheTruststore(ClientAuth clientAuth) throws Exception {
		SslBundle bundle = SslBundle.of(SslStoreBundle.of(keys(), "secret", authorities()));
		assertThat(SslBundleCredentials.of(bundle, clientAuth).trustManager().getAcceptedIssuers())
			.containsExactly(this.authority.certificate());
	}

	@Test
	void doesNotFallBackToPublicAuthorities() throws Exception {
		SslBundle bundle = SslBundle.of(SslStoreBundle.of(keys(), "secret", null));
		assertThatIllegalStateException().isThrownBy(() -> SslBundleCredentials.of(bundle, ClientAuth.NEED))
			.withMessageContaining("no truststore");
	}

	@Test
	void usesTheKeyThatTheBundleNames() throws Exception {
		SslBundle bundle = SslBundle.of(SslStoreBundle.of(keys(), "secret", null), SslBundleKey.of(null, "other"));
		Credentials credentials = SslBundleCredentials.of(bundle, ClientAuth.NONE);
		String alias = credentials.keyManager().chooseEngineServerAlias("EC", null, null);
		assertThat(credentials.keyManager().getCertificateChain(alias)).containsExactly(this.other.chain());
	}

	@Test
	void refusesABundleWithoutKey() throws Exception {
		SslBundle bundle = SslBundle.of(SslStoreBundle.of(authorities(), "secret", authorities()));
		assertThatIllegalStateException().isThrownBy(() -> SslBundleCredentials.of(bundle, ClientAuth.NONE))
			.withMessageContaining("no private key of type EC or RSA");
	}

	@Test
	void refusesABundleWithoutKeystore() throws Exception {
		SslBundle bundle = SslBundle.of(SslStoreBundle.of(null, null, authorities()));
		assertThatIllegalStateException().isThrownBy(() -> SslBundleCredentials.of(bundle, ClientAuth.NONE))
			.withMessageContaining("no private key of type EC or RSA");
	}

}
