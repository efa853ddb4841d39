package io.dtls.spring;

import java.security.cert.X509Certificate;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.dtls.credentials.Credentials;
import io.dtls.settings.ClientAuth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

class SelfSignedCertificateTests {

	private final SelfSignedCertificate selfSigned = SelfSignedCertificate.create();

	@Test
	void isSignedWithItsOwnKey() {
		X509Certificate certificate = this.selfSigned.certificate();
		assertThatCode(() -> certificate.verify(certificate.getPublicKey())).doesNotThrowAnyException();
	}

	@Test
	void isValidNow() {
		assertThatCode(() -> this.selfSigned.certificate().checkValidity()).doesNotThrowAnyException();
	}

	@Test
	void isForLocalhost() throws Exception {
		assertThat(this.selfSigned.certificate().getSubjectAlternativeNames()).contains(List.of(2, "localhost"),
				List.of(7, "127.0.0.1"), List.of(7, "0:0:0:0:0:0:0:1"));
	}

	@Test
	void isAnotherOneEachTime() {
		assertThat(SelfSignedCertificate.create().fingerprint()).isNotEqualTo(this.selfSigned.fingerprint());
	}

	@Test
	void hasAFingerprintAsOpenSslPrintsIt() {
		assertThat(this.selfSigned.fingerprint()).matches("[0-9A-F]{2}(:[0-9A-F]{2}){31}");
	}

	@Test
	void servesAsCredentials() {
		Credentials credentials = SslBundleCredentials.of(this.selfSigned.sslBundle(), ClientAuth.NONE);
		String alias = credentials.keyManager().chooseEngineServerAlias("EC", null, null);
		assertThat(credentials.keyManager().getCertificateChain(alias)).containsExactly(this.selfSigned.certificate());
	}

}
