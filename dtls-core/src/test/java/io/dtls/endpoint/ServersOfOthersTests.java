package io.dtls.endpoint;

import java.io.IOException;
import java.net.DatagramSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
import org.junit.jupiter.params.provider.ValueSource;

import io.dtls.CipherSuite;
import io.dtls.DtlsSession;
import io.dtls.HandshakeException;
import io.dtls.HandshakeFailureReason;
import io.dtls.credentials.Credentials;
import io.dtls.settings.SecuritySettings;
import io.dtls.socket.DtlsSocket;
import io.dtls.testing.PeerProcess;
import io.dtls.testing.PemFiles;
import io.dtls.testing.TestCertificates;
import io.dtls.testing.TestCertificates.Identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Our client with {@code openssl s_server} and {@code gnutls-serv}.
 */
@Timeout(60)
class ServersOfOthersTests {

	@TempDir
	static Path files;

	private static final Identity AUTHORITY = TestCertificates.authority("authority");

	private PeerProcess server;

	@BeforeAll
	static void writeFiles() throws IOException {
		PemFiles.write(files, "authority", AUTHORITY);
		PemFiles.write(files, "ecdsa", TestCertificates.leaf(AUTHORITY, "server", TestCertificates.P256));
		PemFiles.write(files, "rsa", TestCertificates.leaf(AUTHORITY, "server", TestCertificates.RSA));
		PemFiles.write(files, "deep", TestCertificates.leafUnder(AUTHORITY, 3, "server", TestCertificates.RSA));
		Files.writeString(files.resolve("psk.txt"), "sensor-1:" + ServerFixture.PSK_HEX + "\n");
	}

	@AfterEach
	void stop() {
		if (this.server != null) {
			this.server.close();
		}
	}

	private static int freePort() throws IOException {
		try (DatagramSocket free = new DatagramSocket()) {
			return free.getLocalPort();
		}
	}

	private int openssl(String certificate, String... options) throws IOException {
		int port = freePort();
		List<String> command = new ArrayList<>(
				List.of("openssl", "s_server", "-dtls1_2", "-accept", "127.0.0.1:" + port));
		if (!certificate.isEmpty()) {
			command.addAll(List.of("-cert", file(certificate + ".pem"), "-key", file(certificate + ".key")));
		}
		command.addAll(List.of(options));
		this.server = PeerProcess.start(command).expect("ACCEPT");
		return port;
	}

	private int gnutls(String... options) throws IOException {
		int port = freePort();
		List<String> command = new ArrayList<>(
				List.of("gnutls-serv", "--udp", "--echo", "--disable-client-cert", "--port", String.valueOf(port)));
		command.addAll(List.of(options));
		this.server = PeerProcess.start(command).expect("...done");
		return port;
	}

	private static String file(String name) {
		return files.resolve(name).toString();
	}

	private static DtlsClientBuilder trusting() {
		return DtlsClient.builder().trust(TestCertificates.trustManager(AUTHORITY));
	}

	private static DtlsClientBuilder psk(CipherSuite suite) {
		return DtlsClient.builder()
			.security(SecuritySettings.defaults().withCipherSuites(List.of(suite)))
			.psk("sensor-1", ServerFixture.PSK);
	}

	private static DtlsSocket connect(DtlsClientBuilder settings, int port) throws IOException {
		DtlsSocket socket = new DtlsSocket(settings);
		socket.setSoTimeout(15_000);
		try {
			socket.connect(new java.net.InetSocketAddress("127.0.0.1", port), 20_000);
			return socket;
		}
		catch (IOException ex) {
			socket.close();
			throw ex;
		}
	}

	private void talk(DtlsClientBuilder settings, int port) throws IOException {
		try (DtlsSocket socket = connect(settings, port)) {
			socket.send("to the server\n".getBytes(StandardCharsets.US_ASCII));
			this.server.expect("to the server");
			this.server.sendLine("to the client");
			assertThat(socket.receive()).asString(StandardCharsets.US_ASCII).isEqualTo("to the client\n");
		}
	}

	private static void echo(DtlsClientBuilder settings, int port) throws IOException {
		try (DtlsSocket socket = connect(settings, port)) {
			for (String text : List.of("one\n", "two\n")) {
				socket.send(text.getBytes(StandardCharsets.US_ASCII));
				assertThat(socket.receive()).asString(StandardCharsets.US_ASCII).isEqualTo(text);
			}
		}
	}

	@ParameterizedTest
	@CsvSource({ "ecdsa, ECDHE-ECDSA-AES128-GCM-SHA256", "ecdsa, ECDHE-ECDSA-CHACHA20-POLY1305",
			"rsa, ECDHE-RSA-AES256-GCM-SHA384" })
	void talksToOpensslWithACertificate(String certificate, String cipher) throws Exception {
		talk(trusting(), openssl(certificate, "-cipher", cipher));
	}

	@ParameterizedTest
	@CsvSource({ "TLS_PSK_WITH_AES_128_GCM_SHA256, PSK-AES128-GCM-SHA256",
			"TLS_PSK_WITH_AES_128_CCM_8, PSK-AES128-CCM8",
			"TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256, ECDHE-PSK-CHACHA20-POLY1305" })
	void talksToOpensslWithAPresharedKey(CipherSuite suite, String cipher) throws Exception {
		talk(psk(suite),
				openssl("", "-nocert", "-psk_identity", "sensor-1", "-psk", ServerFixture.PSK_HEX, "-cipher", cipher));
	}

	@Test
	void aCookieIsShownToOpenssl() throws Exception {
		talk(trusting(), openssl("ecdsa", "-listen"));
	}

	@Test
	void aLargeChainComesInManyFragments() throws Exception {
		talk(trusting(), openssl("deep", "-mtu", "256", "-cert_chain", file("deep.pem")));
	}

	@Test
	void ourFragmentsAreSmallOnDemand() throws Exception {
		Identity client = TestCertificates.leafUnder(AUTHORITY, 3, "client", TestCertificates.RSA);
		DtlsClientBuilder small = DtlsClient.builder()
			.mtu(256)
			.credentials(Credentials.ofCertificate(TestCertificates.keyManager(client),
					TestCertificates.trustManager(AUTHORITY)));
		talk(small, openssl("ecdsa", "-mtu", "256", "-Verify", "5", "-verify_return_error", "-CAfile",
				file("authority.pem")));
	}

	@Test
	void opensslRefusesAClientWithoutACertificate() throws Exception {
		int port = openssl("ecdsa", "-Verify", "2", "-CAfile", file("authority.pem"));
		assertThatExceptionOfType(HandshakeException.class).isThrownBy(() -> connect(trusting(), port))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(HandshakeFailureReason.OWN_CERTIFICATE_REFUSED));
	}

	@Test
	void opensslWithoutACommonSuiteIsToldApart() throws Exception {
		int port = openssl("ecdsa", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256");
		assertThatExceptionOfType(HandshakeException.class).isThrownBy(() -> connect(trusting(), port))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(HandshakeFailureReason.NO_SHARED_CIPHER_SUITE));
	}

	@Test
	void opensslWithAnotherAuthorityIsRefused() throws Exception {
		int port = openssl("ecdsa");
		assertThatExceptionOfType(HandshakeException.class)
			.isThrownBy(() -> connect(
					DtlsClient.builder().trust(TestCertificates.trustManager(TestCertificates.authority("other"))),
					port))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(HandshakeFailureReason.UNKNOWN_CA));
		this.server.expect("alert unknown ca");
	}

	@ParameterizedTest
	@ValueSource(strings = { "ecdsa", "rsa" })
	void gnutlsEchoesWithACertificate(String kind) throws Exception {
		echo(trusting(), gnutls("--x509certfile", file(kind + ".pem"), "--x509keyfile", file(kind + ".key")));
	}

	@Test
	void gnutlsResumesOurSession() throws Exception {
		int port = gnutls("--x509certfile", file("ecdsa.pem"), "--x509keyfile", file("ecdsa.key"));
		try (DtlsClient client = trusting().build()) {
			for (boolean resumed : new boolean[] { false, true }) {
				DtlsSession session = client.connect("127.0.0.1", port);
				assertThat(session.negotiated().resumed()).isEqualTo(resumed);
				session.close();
			}
		}
	}

	// RFC 7252, section 3: a confirmable GET of the root; the answer is 2.05 Content.
	private static void getRoot(DtlsClientBuilder settings, int port) throws IOException {
		try (DtlsSocket socket = connect(settings, port)) {
			socket.send(new byte[] { 0x40, 1, 0x12, 0x34 });
			byte[] answer = socket.receive();
			assertThat(answer).startsWith(0x60, 0x45, 0x12, 0x34);
			assertThat(answer).asString(StandardCharsets.US_ASCII).contains("test server made with libcoap");
		}
	}

	// It serves DTLS one port above the one that it is told.
	private int coap(String... options) throws IOException {
		int port = freePort();
		List<String> command = new ArrayList<>(
				List.of("coap-server-openssl", "-A", "127.0.0.1", "-p", String.valueOf(port - 1), "-v", "7"));
		command.addAll(List.of(options));
		this.server = PeerProcess.start(command).expect("created DTLS endpoint");
		return port;
	}

	@Test
	void coapAnswersWithAPresharedKey() throws Exception {
		getRoot(psk(CipherSuite.TLS_PSK_WITH_AES_128_CCM_8),
				coap("-k", new String(ServerFixture.PSK, StandardCharsets.US_ASCII)));
	}

	@Test
	void coapAnswersWithACertificate() throws Exception {
		getRoot(trusting(), coap("-n", "-c", file("ecdsa.pem"), "-j", file("ecdsa.key")));
	}

	@Test
	void gnutlsEchoesWithAPresharedKey() throws Exception {
		echo(psk(CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256),
				gnutls("--pskpasswd", file("psk.txt"), "--priority", "NORMAL:-KX-ALL:+PSK:+ECDHE-PSK"));
	}

}
