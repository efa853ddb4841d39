package io.dtls.endpoint;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.dtls.CipherSuite;
import io.dtls.DtlsSession;
import io.dtls.HandshakeException;
import io.dtls.HandshakeFailure;
import io.dtls.HandshakeFailureReason;
import io.dtls.credentials.Credentials;
import io.dtls.settings.ClientAuth;
import io.dtls.settings.HandshakeSettings;
import io.dtls.settings.SecuritySettings;
import io.dtls.testing.TestCertificates;
import io.dtls.testing.TestCertificates.Identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Each way in which a handshake of PyDTLS's {@code unit_wrapper.py} fails, and how both
 * sides tell it.
 */
@Timeout(60)
class ErrorsOnBothSidesTests {

	private static final Identity AUTHORITY = TestCertificates.authority("authority");

	private static final Identity EC = TestCertificates.leaf(AUTHORITY, "server", TestCertificates.P256);

	private static final SecuritySettings OLD = SecuritySettings.defaults().withInsecureProtocols(List.of("DTLSv1.0"));

	private static final SecuritySettings BOTH = SecuritySettings.defaults()
		.withInsecureProtocols(List.of("DTLSv1.2", "DTLSv1.0"));

	private final ServerFixture atServer = new ServerFixture();

	private DtlsServer server;

	private DtlsClient client;

	@AfterEach
	void close() {
		if (this.client != null) {
			this.client.close();
		}
		if (this.server != null) {
			this.server.close();
		}
	}

	private void serve(SecuritySettings security) throws IOException {
		serve(security,
				Credentials.ofCertificate(TestCertificates.keyManager(EC), TestCertificates.trustManager(AUTHORITY))
					.withPskStore((identity) -> identity.equals("sensor-1") ? ServerFixture.PSK : null));
	}

	private void serve(SecuritySettings security, Credentials credentials) throws IOException {
		this.server = DtlsServer.builder()
			.bind(new InetSocketAddress("127.0.0.1", 0))
			.credentials(credentials)
			.security(security)
			.handler(this.atServer)
			.observer(this.atServer)
			.build();
		this.server.start();
	}

	private static DtlsClientBuilder trusting(SecuritySettings security) {
		return DtlsClient.builder()
			.trust(TestCertificates.trustManager(AUTHORITY))
			.security(security)
			.handshakes(HandshakeSettings.defaults()
				.withTimeout(Duration.ofSeconds(30))
				.withInitialRetransmit(Duration.ofMillis(100)));
	}

	private DtlsSession connect(DtlsClientBuilder settings) throws IOException {
		this.client = settings.build();
		return this.client.connect("127.0.0.1", this.server.localAddress().getPort());
	}

	private HandshakeFailure failsAtServer(HandshakeFailureReason reason, String detail) throws InterruptedException {
		HandshakeFailure failure = ServerFixture.next(this.atServer.failed);
		assertThat(failure.reason()).isEqualTo(reason);
		assertThat(failure.detail()).contains(detail);
		assertThat(failure.reason().whatToCheck()).isNotEmpty();
		return failure;
	}

	private void failsAtClient(DtlsClientBuilder settings, HandshakeFailureReason reason, String detail) {
		assertThatExceptionOfType(HandshakeException.class).isThrownBy(() -> connect(settings))
			.withMessageContaining(detail)
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(reason));
	}

	@Test
	void bothSpeakTheOldVersionStandardDtlsV1() throws Exception {
		serve(OLD);
		assertThat(connect(trusting(OLD)).negotiated().protocol()).isEqualTo("DTLSv1.0");
		assertThat(ServerFixture.next(this.atServer.opened).negotiated().protocol()).isEqualTo("DTLSv1.0");
	}

	@Test
	void theClientIsTooNewProtocolVersionMismatch() throws Exception {
		serve(OLD);
		failsAtClient(trusting(SecuritySettings.defaults()), HandshakeFailureReason.PROTOCOL_VERSION,
				"protocol_version");
		failsAtServer(HandshakeFailureReason.PROTOCOL_VERSION, "no cipher suite that DTLS 1.0 has");
	}

	@Test
	void theClientIsTooOldProtocolVersionMismatch() throws Exception {
		serve(SecuritySettings.defaults());
		failsAtClient(trusting(OLD), HandshakeFailureReason.PROTOCOL_VERSION, "protocol_version");
		failsAtServer(HandshakeFailureReason.PROTOCOL_VERSION, "does not offer");
	}

	@ParameterizedTest
	@ValueSource(strings = { "old", "new", "both" })
	void aServerOfBothVersionsServesEveryClientProtocolDtlsv1(String kind) throws Exception {
		serve(BOTH.withClientAuth(ClientAuth.WANT));
		SecuritySettings security = switch (kind) {
			case "old" -> OLD;
			case "new" -> SecuritySettings.defaults();
			default -> BOTH;
		};
		assertThat(connect(trusting(security)).negotiated().protocol())
			.isEqualTo(kind.equals("old") ? "DTLSv1.0" : "DTLSv1.2");
	}

	@Test
	void anUnknownAuthorityCertificateVerifyFails() throws Exception {
		serve(SecuritySettings.defaults());
		failsAtClient(
				trusting(SecuritySettings.defaults())
					.trust(TestCertificates.trustManager(TestCertificates.authority("other"))),
				HandshakeFailureReason.UNKNOWN_CA, "chains to no trusted authority");
		failsAtServer(HandshakeFailureReason.PEER_ALERT, "unknown_ca");
	}

	@Test
	void anotherCurveNoMatchingCurve() throws Exception {
		serve(SecuritySettings.defaults());
		failsAtClient(trusting(SecuritySettings.defaults().withGroups(List.of("secp384r1"))),
				HandshakeFailureReason.NO_SHARED_CIPHER_SUITE, "handshake_failure");
		failsAtServer(HandshakeFailureReason.NO_SHARED_CIPHER_SUITE, "groups and signature schemes");
	}

	@Test
	void otherSchemesNoMatchingSigalgs() throws Exception {
		serve(SecuritySettings.defaults());
		failsAtClient(
				trusting(SecuritySettings.defaults()
					.withSignatureSchemes(List.of("rsa_pkcs1_sha256", "ecdsa_secp384r1_sha384"))),
				HandshakeFailureReason.NO_SHARED_CIPHER_SUITE, "handshake_failure");
		failsAtServer(HandshakeFailureReason.NO_SHARED_CIPHER_SUITE, "groups and signature schemes");
	}

	@Test
	void otherSuitesNoMatchingCipher() throws Exception {
		serve(SecuritySettings.defaults());
		failsAtClient(
				trusting(SecuritySettings.defaults()
					.withCipherSuites(List.of(CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384))),
				HandshakeFailureReason.NO_SHARED_CIPHER_SUITE, "handshake_failure");
		failsAtServer(HandshakeFailureReason.NO_SHARED_CIPHER_SUITE, "No cipher suite fits");
	}

	@Test
	void noCertificateWhereOneIsNeeded() throws Exception {
		serve(SecuritySettings.defaults().withClientAuth(ClientAuth.NEED));
		failsAtClient(trusting(SecuritySettings.defaults()), HandshakeFailureReason.OWN_CERTIFICATE_REFUSED,
				"handshake_failure");
		failsAtServer(HandshakeFailureReason.CERTIFICATE_REQUIRED, "The client has no certificate");
	}

	@Test
	void aWrongKey() throws Exception {
		serve(SecuritySettings.defaults());
		DtlsClientBuilder settings = DtlsClient.builder()
			.psk("sensor-1", new byte[16])
			.handshakes(HandshakeSettings.defaults()
				.withTimeout(Duration.ofSeconds(1))
				.withInitialRetransmit(Duration.ofMillis(50)));
		failsAtClient(settings, HandshakeFailureReason.TIMEOUT, "another key for this identity");
		this.server.close();
		assertThat(ServerFixture.next(this.atServer.failed).reason()).isIn(HandshakeFailureReason.KEYS_DIFFER,
				HandshakeFailureReason.SHUTDOWN);
	}

	@Test
	void nobodyListensNoHost() throws Exception {
		serve(SecuritySettings.defaults());
		int port;
		try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
			port = free.getLocalPort();
		}
		this.client = trusting(SecuritySettings.defaults()).build();
		assertThatExceptionOfType(HandshakeException.class).isThrownBy(() -> this.client.connect("127.0.0.1", port))
			.withMessageContaining("Nothing listens")
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(HandshakeFailureReason.PORT_UNREACHABLE));
	}

}
