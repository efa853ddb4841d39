package io.dtls.endpoint;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.dtls.CipherSuite;
import io.dtls.DtlsSession;
import io.dtls.HandshakeException;
import io.dtls.HandshakeFailureReason;
import io.dtls.credentials.Credentials;
import io.dtls.settings.ClientAuth;
import io.dtls.settings.SecuritySettings;
import io.dtls.testing.PeerProcess;
import io.dtls.testing.PemFiles;
import io.dtls.testing.TestCertificates;
import io.dtls.testing.TestCertificates.Identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * DTLS 1.0 and CBC suites, by permission only: with {@code openssl -dtls1} in both roles,
 * and among ourselves.
 */
@Timeout(60)
class OldPeersTests {

	// OpenSSL 3 signs with SHA-1 at no higher level.
	private static final String ALL = "ALL:@SECLEVEL=0";

	private static final SecuritySettings OLD = SecuritySettings.defaults()
		.withInsecureProtocols(List.of("DTLSv1.2", "DTLSv1.0"));

	private static final Identity AUTHORITY = TestCertificates.authority("authority");

	private static final Identity ECDSA = TestCertificates.leaf(AUTHORITY, "server", TestCertificates.P256);

	private static final Identity RSA = TestCertificates.leaf(AUTHORITY, "server", TestCertificates.RSA);

	@TempDir
	static Path files;

	private final ServerFixture atServer = new ServerFixture();

	private final ServerFixture atClient = new ServerFixture() {

		@Override
		public void handle(DtlsSession session, byte[] message) {
			this.messages.add(new String(message, StandardCharsets.UTF_8));
		}

	};

	private DtlsServer server;

	private DtlsClient client;

	private PeerProcess peer;

	@BeforeAll
	static void writeFiles() throws IOException {
		PemFiles.write(files, "authority", AUTHORITY);
		PemFiles.write(files, "ecdsa", ECDSA);
		PemFiles.write(files, "rsa", RSA);
	}

	@AfterEach
	void close() {
		if (this.client != null) {
			this.client.close();
		}
		if (this.server != null) {
			this.server.close();
		}
		if (this.peer != null) {
			this.peer.close();
		}
	}

	private static String file(String name) {
		return files.resolve(name).toString();
	}

	private int serve(SecuritySettings security, Identity... identities) throws IOException {
		this.server = DtlsServer.builder()
			.bind(new InetSocketAddress("127.0.0.1", 0))
			.credentials(
					new Credentials(TestCertificates.keyManager(identities), TestCertificates.trustManager(AUTHORITY),
							(identity) -> identity.equals("sensor-1") ? ServerFixture.PSK : null, null))
			.security(security)
			.handler(this.atServer)
			.observer(this.atServer)
			.build();
		this.server.start();
		return this.server.localAddress().getPort();
	}

	private DtlsSession connect(DtlsClientBuilder settings, int port) throws Exception {
		this.client = settings.handler(this.atClient).build();
		return this.client.connect("127.0.0.1", port);
	}

	private static DtlsClientBuilder trusting(Identity... own) {
		return DtlsClient.builder()
			.security(OLD)
			.credentials(new Credentials((own.length > 0) ? TestCertificates.keyManager(own) : null,
					TestCertificates.trustManager(AUTHORITY), null, null));
	}

	private void opensslClient(int port, String... options) throws Exception {
		List<String> command = new ArrayList<>(
				List.of("openssl", "s_client", "-connect", "127.0.0.1:" + port, "-cipher", ALL));
		command.addAll(List.of(options));
		this.peer = PeerProcess.start(command);
		this.peer.sendLine("from openssl");
		assertThat(ServerFixture.next(this.atServer.messages)).startsWith("from openssl");
		this.peer.sendLine("once more");
		assertThat(ServerFixture.next(this.atServer.messages)).startsWith("once more");
	}

	@ParameterizedTest
	@CsvSource({ "ecdsa, TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", "rsa, TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA" })
	void opensslOfDtls10IsServedWithACertificate(String key, CipherSuite suite) throws Exception {
		opensslClient(serve(OLD, key.equals("rsa") ? RSA : ECDSA), "-dtls1", "-CAfile", file("authority.pem"),
				"-verify_return_error");
		DtlsSession session = ServerFixture.next(this.atServer.opened);
		assertThat(session.negotiated().protocol()).isEqualTo("DTLSv1.0");
		assertThat(session.negotiated().cipherSuite()).isEqualTo(suite);
		assertThat(session.connectionId()).isEmpty();
	}

	@Test
	void opensslOfDtls10IsServedWithAPresharedKey() throws Exception {
		opensslClient(serve(OLD, ECDSA), "-dtls1", "-psk_identity", "sensor-1", "-psk", ServerFixture.PSK_HEX,
				"-cipher", "PSK:@SECLEVEL=0");
		DtlsSession session = ServerFixture.next(this.atServer.opened);
		assertThat(session.negotiated().protocol()).isEqualTo("DTLSv1.0");
		assertThat(session.peer().pskIdentity()).isEqualTo("sensor-1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "ecdsa", "rsa" })
	void opensslOfDtls10ShowsItsCertificate(String key) throws Exception {
		opensslClient(serve(OLD.withClientAuth(ClientAuth.NEED), ECDSA), "-dtls1", "-cert", file(key + ".pem"), "-key",
				file(key + ".key"));
		assertThat(ServerFixture.next(this.atServer.opened).peer().certificates()).hasSizeBetween(1, 2);
	}

	@Test
	void opensslOfDtls12IsServedWithACbcSuite() throws Exception {
		opensslClient(serve(OLD, ECDSA), "-dtls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA256:@SECLEVEL=0");
		DtlsSession session = ServerFixture.next(this.atServer.opened);
		assertThat(session.negotiated().protocol()).isEqualTo("DTLSv1.2");
		assertThat(session.negotiated().cipherSuite()).isEqualTo(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256);
	}

	@Test
	void opensslOfBothVersionsIsServedWithTheNewer() throws Exception {
		opensslClient(serve(OLD, ECDSA), "-dtls");
		assertThat(ServerFixture.next(this.atServer.opened).negotiated().protocol()).isEqualTo("DTLSv1.2");
	}

	@Test
	void opensslOfDtls10IsRefusedWithoutPermission() throws Exception {
		int port = serve(SecuritySettings.defaults(), ECDSA);
		this.peer = PeerProcess.start("openssl", "s_client", "-dtls1", "-connect", "127.0.0.1:" + port, "-cipher", ALL)
			.expect("alert protocol version");
		assertThat(ServerFixture.next(this.atServer.failed).reason())
			.isEqualTo(HandshakeFailureReason.PROTOCOL_VERSION);
	}

	private int opensslServer(String version, String key, String... options) throws IOException {
		int port;
		try (DatagramSocket free = new DatagramSocket()) {
			port = free.getLocalPort();
		}
		List<String> command = new ArrayList<>(List.of("openssl", "s_server", version, "-accept", "127.0.0.1:" + port,
				"-cipher", ALL, "-cert", file(key + ".pem"), "-key", file(key + ".key")));
		command.addAll(List.of(options));
		this.peer = PeerProcess.start(command).expect("ACCEPT");
		return port;
	}

	private DtlsSession talk(DtlsClientBuilder settings, int port) throws Exception {
		DtlsSession session = connect(settings, port);
		session.send("to the server\n".getBytes(StandardCharsets.US_ASCII));
		this.peer.expect("to the server");
		this.peer.sendLine("to the client");
		assertThat(ServerFixture.next(this.atClient.messages)).isEqualTo("to the client\n");
		return session;
	}

	@ParameterizedTest
	@ValueSource(strings = { "ecdsa", "rsa" })
	void ourClientTalksToAServerOfDtls10(String key) throws Exception {
		DtlsSession session = talk(trusting(), opensslServer("-dtls1", key));
		assertThat(session.negotiated().protocol()).isEqualTo("DTLSv1.0");
		assertThat(session.peer().certificates().get(0))
			.isEqualTo(key.equals("rsa") ? RSA.certificate() : ECDSA.certificate());
	}

	@ParameterizedTest
	@ValueSource(strings = { "ecdsa", "rsa" })
	void ourClientShowsItsCertificateToAServerOfDtls10(String key) throws Exception {
		talk(trusting(key.equals("rsa") ? RSA : ECDSA), opensslServer("-dtls1", "ecdsa", "-Verify", "2",
				"-verify_return_error", "-CAfile", file("authority.pem")));
	}

	@Test
	void ourClientRefusesAServerOfDtls10WithoutPermission() throws Exception {
		int port = opensslServer("-dtls1", "ecdsa");
		assertThatExceptionOfType(HandshakeException.class)
			.isThrownBy(() -> connect(trusting().security(SecuritySettings.defaults()), port))
			// OpenSSL goes down to DTLS 1.0, and finds no suite there.
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(HandshakeFailureReason.NO_SHARED_CIPHER_SUITE));
	}

	@ParameterizedTest
	@EnumSource(value = CipherSuite.class, mode = EnumSource.Mode.MATCH_ALL, names = ".*_CBC_.*")
	void everyCbcSuiteWorksAmongOurselves(CipherSuite suite) throws Exception {
		int port = serve(OLD.withCipherSuites(List.of(suite)), ECDSA, RSA);
		DtlsClientBuilder settings = suite.keyExchange().usesPsk()
				? DtlsClient.builder().psk("sensor-1", ServerFixture.PSK) : trusting();
		DtlsSession session = connect(settings.security(OLD), port);
		for (int size = 0; size < 40; size++) {
			session.send("x".repeat(size).getBytes(StandardCharsets.US_ASCII));
			assertThat(ServerFixture.next(this.atClient.messages)).hasSize(size);
		}
		session.send(new byte[session.maxMessageSize()]);
		assertThat(ServerFixture.next(this.atClient.messages)).hasSize(session.maxMessageSize());
		assertThat(session.negotiated().cipherSuite()).isEqualTo(suite);
		assertThat(session.negotiated().protocol()).isEqualTo("DTLSv1.2");
		assertThat(this.client.connect("127.0.0.1", port).negotiated().resumed()).isFalse();
		session.close();
		assertThat(ServerFixture.next(this.atServer.closed)).isNotNull();
	}

	@Test
	void aCbcSuiteWithoutPermissionIsRefused() {
		SecuritySettings cbc = SecuritySettings.defaults()
			.withCipherSuites(List.of(CipherSuite.TLS_PSK_WITH_AES_128_CBC_SHA));
		assertThatIllegalArgumentException().isThrownBy(() -> serve(cbc, ECDSA))
			.withMessageContaining("withInsecureProtocols")
			.withMessageContaining("TLS_PSK_WITH_AES_128_CBC_SHA");
		assertThatIllegalArgumentException().isThrownBy(() -> trusting().security(cbc).build())
			.withMessageContaining("withInsecureProtocols");
	}

}
