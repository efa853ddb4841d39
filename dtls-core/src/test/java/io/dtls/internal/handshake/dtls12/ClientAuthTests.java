package io.dtls.internal.handshake.dtls12;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import javax.net.ssl.X509TrustManager;

import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.tls.SignatureScheme;
import org.junit.jupiter.api.Test;

import io.dtls.HandshakeFailureReason;
import io.dtls.credentials.Credentials;
import io.dtls.settings.ClientAuth;
import io.dtls.settings.SecuritySettings;
import io.dtls.testing.TestCertificates;
import io.dtls.testing.TestCertificates.Identity;
import io.dtls.testing.TestDtlsClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that are asked for a certificate.
 */
class ClientAuthTests {

	private static final Identity AUTHORITY = TestCertificates.authority("Test CA");

	private static final Identity EC = TestCertificates.leaf(AUTHORITY, "ec", TestCertificates.P256);

	private static Credentials serving(Identity... identities) {
		return Credentials.ofCertificate(TestCertificates.keyManager(identities),
				TestCertificates.trustManager(AUTHORITY));
	}

	private static HandshakeRun clientAuth(ClientAuth auth, Identity client) {
		return HandshakeRun.with(serving(EC), SecuritySettings.defaults().withClientAuth(auth))
			.connect(new TestDtlsClient().withIdentity(client));
	}

	@Test
	void clientIsKnownByItsVerifiedChain() {
		Identity client = TestCertificates.leaf(AUTHORITY, "client", TestCertificates.P256);
		HandshakeRun run = clientAuth(ClientAuth.WANT, client);
		assertThat(run.established.peer().certificates()).startsWith(client.certificate());
		assertThat(run.established.peer().principal().getName()).isEqualTo("CN=client");
	}

	@Test
	void rsaClientIsAcceptedToo() {
		TestDtlsClient client = new TestDtlsClient()
			.withIdentity(TestCertificates.leaf(AUTHORITY, "client", TestCertificates.RSA));
		client.certificateScheme = SignatureScheme.rsa_pss_rsae_sha256;
		HandshakeRun run = HandshakeRun.with(serving(EC), SecuritySettings.defaults().withClientAuth(ClientAuth.NEED))
			.connect(client);
		assertThat(run.established.peer().certificates()).isNotEmpty();
	}

	@Test
	void clientWithoutCertificateIsRefusedOnlyIfOneIsNeeded() {
		HandshakeRun needed = clientAuth(ClientAuth.NEED, null);
		assertThat(needed.failure.reason()).isEqualTo(HandshakeFailureReason.CERTIFICATE_REQUIRED);
		assertThat(needed.failure.alert()).isEqualTo(40);
		assertThat(clientAuth(ClientAuth.WANT, null).established.peer().principal()).isNull();
	}

	@Test
	void clientOfAnotherAuthorityIsRefused() {
		Identity stranger = TestCertificates.leaf(TestCertificates.authority("Other CA"), "client",
				TestCertificates.P256);
		for (ClientAuth auth : List.of(ClientAuth.WANT, ClientAuth.NEED)) {
			HandshakeRun run = clientAuth(auth, stranger);
			assertThat(run.failure.reason()).isEqualTo(HandshakeFailureReason.UNKNOWN_CA);
			assertThat(run.failure.alert()).isEqualTo(48);
		}
	}

	@Test
	void clientOfAnotherAuthorityOfTheSameNameIsRefused() {
		Identity impostor = TestCertificates.leaf(TestCertificates.authority("Test CA"), "client",
				TestCertificates.P256);
		assertThat(clientAuth(ClientAuth.NEED, impostor).failure).isNotNull();
	}

	@Test
	void expiredClientIsRefused() {
		Identity expired = TestCertificates.leaf(AUTHORITY, "client", TestCertificates.P256,
				Instant.now().minus(Duration.ofDays(1)), KeyPurposeId.id_kp_clientAuth);
		HandshakeRun run = clientAuth(ClientAuth.NEED, expired);
		assertThat(run.failure.reason()).isEqualTo(HandshakeFailureReason.CERTIFICATE_EXPIRED);
		assertThat(run.failure.alert()).isEqualTo(45);
	}

	@Test
	void certificateForServersOnlyIsRefusedAsClient() {
		Identity server = TestCertificates.leaf(AUTHORITY, "client", TestCertificates.P256,
				Instant.now().plus(Duration.ofDays(1)), KeyPurposeId.id_kp_serverAuth);
		assertThat(clientAuth(ClientAuth.NEED, server).failure.reason())
			.isEqualTo(HandshakeFailureReason.BAD_CERTIFICATE);
	}

	@Test
	void clientThatDoesNotOwnItsCertificateIsRefused() {
		Identity client = TestCertificates.leaf(AUTHORITY, "client", TestCertificates.P256);
		KeyPair other = TestCertificates.keyPair(TestCertificates.P256);
		HandshakeRun run = clientAuth(ClientAuth.NEED, new Identity(other.getPrivate(), client.chain()));
		assertThat(run.failure.reason()).isEqualTo(HandshakeFailureReason.PROTOCOL_ERROR);
		assertThat(run.failure.alert()).isEqualTo(51);
	}

	@Test
	void failureToldByNoCertificateExceptionIsNotTheClientsFault() {
		X509TrustManager broken = new X509TrustManager() {

			@Override
			public void checkClientTrusted(X509Certificate[] chain, String authType) {
				throw new IllegalStateException("broken");
			}

			@Override
			public void checkServerTrusted(X509Certificate[] chain, String authType) {
			}

			@Override
			public X509Certificate[] getAcceptedIssuers() {
				return new X509Certificate[0];
			}

		};
		HandshakeRun run = HandshakeRun
			.with(Credentials.ofCertificate(TestCertificates.keyManager(EC), broken),
					SecuritySettings.defaults().withClientAuth(ClientAuth.NEED))
			.connect(new TestDtlsClient().withIdentity(EC));
		assertThat(run.failure.reason()).isEqualTo(HandshakeFailureReason.INTERNAL_ERROR);
	}

}
