package io.dtls.endpoint;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.dtls.MessageHandler;
import io.dtls.credentials.Credentials;
import io.dtls.testing.PeerProcess;
import io.dtls.testing.PemFiles;
import io.dtls.testing.TestCertificates;
import io.dtls.testing.TestCertificates.Identity;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code gnutls-cli} and {@code coap-client} as clients of ours.
 */
@Timeout(60)
class ClientsOfOthersTests {

	// RFC 7252, section 3: version 1, acknowledgement; code 2.05 Content; payload marker.
	private static final int ACKNOWLEDGEMENT = 0x60;

	private static final byte CONTENT = 0x45;

	private static final byte PAYLOAD = (byte) 0xff;

	@TempDir
	static Path files;

	private static final Identity AUTHORITY = TestCertificates.authority("authority");

	private static final Identity SERVER = TestCertificates.leaf(AUTHORITY, "server", TestCertificates.P256);

	private final ServerFixture seen = new ServerFixture();

	private DtlsServer server;

	@BeforeAll
	static void writeFiles() throws IOException {
		PemFiles.write(files, "authority", AUTHORITY);
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	private int serve(MessageHandler handler) throws IOException {
		this.server = DtlsServer.builder()
			.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0))
			.credentials(Credentials.ofCertificate(TestCertificates.keyManager(SERVER), null)
				.withPskStore((identity) -> identity.equals("sensor-1") ? ServerFixture.PSK : null))
			.handler(handler)
			.observer(this.seen)
			.build();
		this.server.start();
		return this.server.localAddress().getPort();
	}

	private static MessageHandler coap(String answer) {
		return (session, request) -> {
			int header = 4 + (request[0] & 0x0f);
			byte[] text = answer.getBytes(StandardCharsets.US_ASCII);
			byte[] reply = Arrays.copyOf(request, header + 1 + text.length);
			reply[0] = (byte) (ACKNOWLEDGEMENT | (request[0] & 0x0f));
			reply[1] = CONTENT;
			reply[header] = PAYLOAD;
			System.arraycopy(text, 0, reply, header + 1, text.length);
			session.send(reply);
		};
	}

	@Test
	void gnutlsIsEchoedWithACertificate() throws Exception {
		int port = serve(this.seen);
		try (PeerProcess client = PeerProcess.start("gnutls-cli", "--udp", "--x509cafile",
				files.resolve("authority.pem").toString(), "-p", String.valueOf(port), "127.0.0.1")) {
			client.expect("Handshake was completed");
			client.sendLine("through gnutls");
			assertThat(ServerFixture.next(this.seen.messages)).startsWith("through gnutls");
			client.expect("through gnutls");
		}
	}

	// Not ECDHE-PSK, which our server prefers where it is offered: gnutls-cli 3.7.9
	// crashes
	// after such a handshake, whoever the server is.
	@Test
	void gnutlsIsEchoedWithAPresharedKey() throws Exception {
		int port = serve(this.seen);
		try (PeerProcess client = PeerProcess.start("gnutls-cli", "--udp", "--pskusername", "sensor-1", "--pskkey",
				ServerFixture.PSK_HEX, "--priority", "NORMAL:-KX-ALL:+PSK", "-p", String.valueOf(port), "127.0.0.1")) {
			client.expect("Handshake was completed");
			client.sendLine("through gnutls");
			assertThat(ServerFixture.next(this.seen.messages)).startsWith("through gnutls");
			client.expect("through gnutls");
		}
	}

	@Test
	void gnutlsResumesItsSession() throws Exception {
		int port = serve(this.seen);
		try (PeerProcess client = PeerProcess.start("gnutls-cli", "--udp", "--resume", "--x509cafile",
				files.resolve("authority.pem").toString(), "-p", String.valueOf(port), "127.0.0.1")) {
			assertThat(ServerFixture.next(this.seen.opened).negotiated().resumed()).isFalse();
			client.expect("This is a resumed session");
			assertThat(ServerFixture.next(this.seen.opened).negotiated().resumed()).isTrue();
			client.sendLine("through gnutls");
			assertThat(ServerFixture.next(this.seen.messages)).startsWith("through gnutls");
			client.expect("through gnutls");
		}
	}

	@Test
	void coapIsAnsweredWithAPresharedKey() throws Exception {
		int port = serve(coap("23.5 degrees"));
		try (PeerProcess client = PeerProcess.start("coap-client-openssl", "-B", "10", "-u", "sensor-1", "-k",
				new String(ServerFixture.PSK, StandardCharsets.US_ASCII), "-m", "get",
				"coaps://127.0.0.1:" + port + "/temperature")) {
			client.expect("23.5 degrees");
		}
	}

	@Test
	void coapIsAnsweredWithACertificate() throws Exception {
		int port = serve(coap("23.5 degrees"));
		try (PeerProcess client = PeerProcess.start("coap-client-openssl", "-B", "10", "-R",
				files.resolve("authority.pem").toString(), "-m", "get", "coaps://127.0.0.1:" + port + "/temperature")) {
			client.expect("23.5 degrees");
		}
	}

}
