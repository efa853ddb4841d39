package io.dtls.endpoint;

import java.io.IOException;
import java.net.DatagramSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.dtls.DtlsSession;
import io.dtls.testing.PeerProcess;
import io.dtls.testing.PemFiles;
import io.dtls.testing.TestCertificates;
import io.dtls.testing.TestCertificates.Identity;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Resumption and key log of our client with {@code openssl s_server} and
 * {@code gnutls-serv}.
 */
@Timeout(60)
class ClientFeaturesWithOthersTests {

	private static final Identity AUTHORITY = TestCertificates.authority("authority");

	@TempDir
	static Path files;

	private final List<String> answers = new CopyOnWriteArrayList<>();

	private final List<String> keyLog = new CopyOnWriteArrayList<>();

	private final DtlsClient client = DtlsClient.builder()
		.trust(TestCertificates.trustManager(AUTHORITY))
		.insecureKeyLog(this.keyLog::add)
		.handler((session, message) -> this.answers.add(new String(message, StandardCharsets.US_ASCII)))
		.build();

	private PeerProcess server;

	private int port;

	@BeforeAll
	static void writeFiles() throws IOException {
		PemFiles.write(files, "rsa", TestCertificates.leaf(AUTHORITY, "server", TestCertificates.RSA));
	}

	@AfterEach
	void stop() {
		this.client.close();
		if (this.server != null) {
			this.server.close();
		}
	}

	private void openssl(String... options) throws IOException {
		freePort();
		List<String> command = new ArrayList<>(
				List.of("openssl", "s_server", "-dtls1_2", "-accept", "127.0.0.1:" + this.port, "-cert",
						files.resolve("rsa.pem").toString(), "-key", files.resolve("rsa.key").toString()));
		command.addAll(List.of(options));
		this.server = PeerProcess.start(command).expect("ACCEPT");
	}

	private void freePort() throws IOException {
		try (DatagramSocket free = new DatagramSocket()) {
			this.port = free.getLocalPort();
		}
	}

	private DtlsSession talk(String message) throws Exception {
		DtlsSession session = this.client.connect("127.0.0.1", this.port);
		session.send((message + "\n").getBytes(StandardCharsets.US_ASCII));
		this.server.expect(message);
		session.close();
		return session;
	}

	@Test
	void opensslResumesASession() throws Exception {
		openssl();
		assertThat(talk("first").negotiated().resumed()).isFalse();
		this.server.expect("DONE");
		DtlsSession second = talk("second");
		assertThat(second.negotiated().resumed()).isTrue();
		assertThat(second.peer().certificates()).isNotEmpty();
		this.server.expect("Reused session-id");
	}

	@Test
	void gnutlsResumesASession() throws Exception {
		gnutls("NORMAL");
		assertThat(echo("first").negotiated().resumed()).isFalse();
		assertThat(echo("second").negotiated().resumed()).isTrue();
	}

	@Test
	void aSessionWithoutAnExtendedMasterSecretIsNotResumed() throws Exception {
		gnutls("NORMAL:%NO_SESSION_HASH");
		assertThat(echo("first").negotiated().extendedMasterSecret()).isFalse();
		assertThat(echo("second").negotiated().resumed()).isFalse();
	}

	private void gnutls(String priority) throws IOException {
		freePort();
		this.server = PeerProcess
			.start("gnutls-serv", "--udp", "--echo", "--disable-client-cert", "--noticket", "--priority", priority,
					"--port", String.valueOf(this.port), "--x509certfile", files.resolve("rsa.pem").toString(),
					"--x509keyfile", files.resolve("rsa.key").toString())
			.expect("...done");
	}

	private DtlsSession echo(String message) throws Exception {
		DtlsSession session = this.client.connect("127.0.0.1", this.port);
		session.send(message.getBytes(StandardCharsets.US_ASCII));
		ServerFixture.await("the answer to " + message, () -> this.answers.contains(message));
		session.close();
		return session;
	}

	@Test
	void theKeyLogIsThatOfOpenssl() throws Exception {
		Path log = files.resolve("keys.log");
		openssl("-keylogfile", log.toString());
		talk("logged");
		assertThat(this.keyLog).hasSize(1);
		assertThat(Files.readAllLines(log)).contains(this.keyLog.get(0));
	}

}
