package io.dtls.endpoint;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;

import org.eclipse.californium.elements.auth.RawPublicKeyIdentity;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.x509.SingleCertificateProvider;
import org.eclipse.californium.scandium.dtls.x509.StaticNewAdvancedCertificateVerifier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.dtls.DtlsSession;
import io.dtls.credentials.Credentials;
import io.dtls.credentials.RawPublicKeys;
import io.dtls.settings.ClientAuth;
import io.dtls.settings.SecuritySettings;
import io.dtls.testing.PeerProcess;
import io.dtls.testing.PemFiles;
import io.dtls.testing.TestCertificates;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Raw public keys (RFC 7250) with GnuTLS and with Scandium, in both roles.
 */
@Timeout(60)
class RawPublicKeysWithOthersTests {

	// GnuTLS cannot read the file of a Java EC key, which lacks the public key.
	private static final KeyPair RSA = TestCertificates.keyPair(TestCertificates.RSA);

	private static final KeyPair OURS = TestCertificates.keyPair(TestCertificates.P256);

	private static final KeyPair THEIRS = TestCertificates.keyPair(TestCertificates.P256);

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

	@BeforeAll
	static void writeFiles() throws IOException {
		PemFiles.write(files, "raw", RSA);
	}

	@AfterEach
	void stop() {
		if (this.server != null) {
			this.server.close();
		}
	}

	private static String file(String name) {
		return files.resolve(name).toString();
	}

	private InetSocketAddress serve(KeyPair trusted) throws IOException {
		this.server = DtlsServer.builder()
			.bind(new InetSocketAddress("127.0.0.1", 0))
			.credentials(Credentials.ofRawPublicKeys(RawPublicKeys.of(OURS).withTrusted(List.of(trusted.getPublic()))))
			.security(SecuritySettings.defaults().withClientAuth(ClientAuth.NEED))
			.handler(this.atServer)
			.observer(this.atServer)
			.build();
		this.server.start();
		return new InetSocketAddress("127.0.0.1", this.server.localAddress().getPort());
	}

	private DtlsClient client(KeyPair trusted) {
		return DtlsClient.builder()
			.rawPublicKeys(RawPublicKeys.of(OURS).withTrusted(List.of(trusted.getPublic())))
			.handler(this.atClient)
			.build();
	}

	private void echo(KeyPair trusted, int port) throws Exception {
		try (DtlsClient client = client(trusted)) {
			DtlsSession session = client.connect("127.0.0.1", port);
			session.send("hello\n".getBytes(StandardCharsets.UTF_8));
			assertThat(ServerFixture.next(this.atClient.messages)).isEqualTo("hello\n");
			assertThat(session.peer().rawPublicKey()).isEqualTo(trusted.getPublic());
		}
	}

	@Test
	void gnutlsShowsItsKeyToOurServer() throws Exception {
		int port = serve(RSA).getPort();
		try (PeerProcess client = PeerProcess.start("gnutls-cli", "--udp", "--insecure", "--no-ca-verification",
				"--priority", "NORMAL:+CTYPE-CLI-RAWPK:+CTYPE-SRV-RAWPK", "--rawpkfile", file("raw.pub"),
				"--rawpkkeyfile", file("raw.key"), "-p", String.valueOf(port), "127.0.0.1")) {
			client.expect("Handshake was completed");
			client.sendLine("through gnutls");
			assertThat(ServerFixture.next(this.atServer.messages)).startsWith("through gnutls");
			client.expect("through gnutls");
		}
		assertThat(ServerFixture.next(this.atServer.opened).peer().rawPublicKey()).isEqualTo(RSA.getPublic());
	}

	@Test
	void gnutlsServesByItsKey() throws Exception {
		int port = freePort();
		try (PeerProcess gnutls = PeerProcess.start("gnutls-serv", "--udp", "--echo", "--port", String.valueOf(port),
				"--priority", "NORMAL:+CTYPE-CLI-RAWPK:+CTYPE-SRV-RAWPK", "--rawpkfile", file("raw.pub"),
				"--rawpkkeyfile", file("raw.key"))) {
			gnutls.expect("...done");
			echo(RSA, port);
		}
	}

	private static int freePort() throws IOException {
		try (DatagramSocket free = new DatagramSocket()) {
			return free.getLocalPort();
		}
	}

	private static DtlsConnectorConfig.Builder scandium() {
		return ScandiumPeer.settings()
			.setCertificateIdentityProvider(new SingleCertificateProvider(THEIRS.getPrivate(), THEIRS.getPublic()))
			.setAdvancedCertificateVerifier(StaticNewAdvancedCertificateVerifier.builder()
				.setTrustedRPKs(new RawPublicKeyIdentity(OURS.getPublic()))
				.build());
	}

	@Test
	void scandiumAndOurServerBelieveEachOtherByTheirKeys() throws Exception {
		InetSocketAddress address = serve(THEIRS);
		try (ScandiumPeer client = ScandiumPeer.client(scandium())) {
			client.send("hello", address);
			assertThat(ServerFixture.next(client.messages)).isEqualTo("hello");
		}
		assertThat(ServerFixture.next(this.atServer.opened).peer().rawPublicKey()).isEqualTo(THEIRS.getPublic());
	}

	@Test
	void scandiumServesOurClientByItsKey() throws Exception {
		try (ScandiumPeer scandium = ScandiumPeer.echoServer(scandium())) {
			echo(THEIRS, scandium.port());
			assertThat(scandium.principals()).contains(new RawPublicKeyIdentity(OURS.getPublic()));
		}
	}

}
