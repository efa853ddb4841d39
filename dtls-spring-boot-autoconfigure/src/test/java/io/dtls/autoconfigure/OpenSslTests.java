package io.dtls.autoconfigure;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.integration.support.MessageBuilder;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;

import io.dtls.DtlsSession;
import io.dtls.endpoint.DtlsServer;
import io.dtls.spring.annotation.DtlsListener;
import io.dtls.spring.integration.DtlsHeaders;
import io.dtls.testing.PeerProcess;
import io.dtls.testing.PemFiles;
import io.dtls.testing.TestCertificates;
import io.dtls.testing.TestCertificates.Identity;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code openssl s_client} as a client of an application.
 */
@ExtendWith(OutputCaptureExtension.class)
class OpenSslTests {

	private static final String PSK = "000102030405060708090a0b0c0d0e0f";

	@TempDir
	private static Path files;

	private static Identity authority;

	private final ApplicationContextRunner runner = TestContexts.runner()
		.withPropertyValues("dtls.server.port=0", "dtls.server.address=127.0.0.1")
		.withBean(Greeter.class);

	@BeforeAll
	static void makeCertificates() throws IOException {
		PeerProcess.require("openssl");
		authority = TestCertificates.authority("authority");
		PemFiles.write(files, "authority", authority);
		PemFiles.write(files, "server", TestCertificates.leaf(authority, "server", TestCertificates.P256));
		PemFiles.write(files, "client", TestCertificates.leaf(authority, "client", TestCertificates.P256));
	}

	private static String file(String name) {
		return "file:" + files.resolve(name);
	}

	private static String[] pem(String prefix, String name) {
		return new String[] { prefix + ".keystore.certificate=" + file(name + ".pem"),
				prefix + ".keystore.private-key=" + file(name + ".key") };
	}

	private static PeerProcess connect(ApplicationContext context, String... options) throws IOException {
		int port = context.getBean(DtlsServer.class).localAddress().getPort();
		List<String> command = new ArrayList<>(List.of("openssl", "s_client", "-dtls1_2", "-connect",
				"127.0.0.1:" + port, "-CAfile", files.resolve("authority.pem").toString()));
		command.addAll(List.of(options));
		return PeerProcess.start(command);
	}

	private static void greet(ApplicationContext context, String... options) throws IOException {
		try (PeerProcess client = connect(context, options)) {
			client.expect("Cipher is ").sendLine("Zoë").expect("Hello Zoë");
		}
	}

	private static void greetVerified(ApplicationContext context) throws IOException {
		try (PeerProcess client = connect(context, "-verify_return_error")) {
			client.expect("Verify return code: 0 (ok)").sendLine("Zoë").expect("Hello Zoë");
		}
	}

	@Test
	void servesWithPemFiles() {
		this.runner.withPropertyValues(pem("dtls.ssl.pem", "server")).run(OpenSslTests::greetVerified);
	}

	@Test
	void servesWithAKeystore() throws Exception {
		writeKeystore("server.p12");
		this.runner
			.withPropertyValues("dtls.ssl.jks.keystore.location=" + file("server.p12"),
					"dtls.ssl.jks.keystore.password=secret", "dtls.ssl.jks.keystore.type=PKCS12")
			.run(OpenSslTests::greetVerified);
	}

	private static void writeKeystore(String name) throws IOException, GeneralSecurityException {
		Identity identity = TestCertificates.leaf(authority, "server", TestCertificates.RSA);
		KeyStore store = KeyStore.getInstance("PKCS12");
		store.load(null, null);
		store.setKeyEntry("server", identity.key(), "secret".toCharArray(), identity.chain());
		try (OutputStream out = Files.newOutputStream(files.resolve(name))) {
			store.store(out, "secret".toCharArray());
		}
	}

	@Test
	void servesWithANamedBundle() {
		this.runner.withPropertyValues(pem("spring.ssl.bundle.pem.web", "server"))
			.withPropertyValues("dtls.ssl.bundle=web")
			.run(OpenSslTests::greetVerified);
	}

	@Test
	void servesWithASelfSignedCertificateAndLogsItsFingerprint(CapturedOutput output) {
		this.runner.withPropertyValues("dtls.ssl.self-signed=true").run((context) -> {
			try (PeerProcess client = connect(context)) {
				client.expect("-----END CERTIFICATE-----").sendLine("Zoë").expect("Hello Zoë");
				Path certificate = Files.writeString(files.resolve("seen.pem"), client.output());
				try (PeerProcess x509 = PeerProcess.start("openssl", "x509", "-noout", "-fingerprint", "-sha256", "-in",
						certificate.toString())) {
					x509.awaitExit();
					assertThat(output).contains(x509.output().replaceAll("(?s).*=(.*)\n", "SHA-256 fingerprint: $1"));
				}
			}
		});
	}

	@Test
	void servesWithAPresharedKey() {
		this.runner.withPropertyValues("dtls.psk.identities.sensor-1=" + PSK)
			.run((context) -> greet(context, "-psk_identity", "sensor-1", "-psk", PSK, "-cipher", "PSK"));
	}

	@Test
	void tellsThePskHint() {
		this.runner.withPropertyValues("dtls.psk.identities.sensor-1=" + PSK, "dtls.psk.hint=telemetry")
			.run((context) -> {
				try (PeerProcess client = connect(context, "-psk_identity", "sensor-1", "-psk", PSK, "-cipher",
						"PSK")) {
					client.expect("PSK identity hint: telemetry");
				}
			});
	}

	@Test
	void servesWithCertificateAndPresharedKeyAtOnce() {
		this.runner.withPropertyValues(pem("dtls.ssl.pem", "server"))
			.withPropertyValues("dtls.psk.identities.sensor-1=" + PSK)
			.run((context) -> {
				greetVerified(context);
				greet(context, "-psk_identity", "sensor-1", "-psk", PSK, "-cipher", "PSK");
			});
	}

	@Test
	void knowsAClientByItsCertificate() {
		this.runner.withPropertyValues(pem("dtls.ssl.pem", "server"))
			.withPropertyValues("dtls.ssl.pem.truststore.certificate=" + file("authority.pem"),
					"dtls.server.client-auth=need")
			.run((context) -> {
				try (PeerProcess client = connect(context, "-cert", files.resolve("client.pem").toString(), "-key",
						files.resolve("client.key").toString())) {
					client.expect("Cipher is ").sendLine("who").expect("You are CN=client");
				}
			});
	}

	@Test
	void refusesAClientWithoutTheCertificateThatItNeeds() {
		this.runner.withPropertyValues(pem("dtls.ssl.pem", "server"))
			.withPropertyValues("dtls.ssl.pem.truststore.certificate=" + file("authority.pem"),
					"dtls.server.client-auth=need")
			.run((context) -> {
				try (PeerProcess client = connect(context)) {
					client.expect("alert handshake failure");
				}
			});
	}

	@Test
	void agreesOnTheCipherSuiteThatIsSet() {
		this.runner.withPropertyValues(pem("dtls.ssl.pem", "server"))
			.withPropertyValues("dtls.ssl.cipher-suites=TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256")
			.run((context) -> {
				try (PeerProcess client = connect(context)) {
					client.expect("Cipher is ECDHE-ECDSA-CHACHA20-POLY1305");
				}
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "ordered", "direct" })
	void callsListenersOnTheServersOwnThreads(String mode) {
		this.runner.withPropertyValues(pem("dtls.ssl.pem", "server"))
			.withPropertyValues("dtls.server.dispatch.mode=" + mode)
			.run((context) -> {
				try (PeerProcess client = connect(context)) {
					client.expect("Cipher is ").sendLine("thread").expect("Thread dtlsServer");
				}
			});
	}

	@Test
	void sendsToASessionByItsIdAtAnyTime() {
		this.runner.withPropertyValues(pem("dtls.ssl.pem", "server")).run((context) -> {
			try (PeerProcess client = connect(context)) {
				client.expect("Cipher is ").sendLine("Zoë").expect("Hello Zoë");
				DtlsSession session = context.getBean(DtlsServer.class).sessions().iterator().next();
				context.getBean("dtlsOutboundChannel", MessageChannel.class)
					.send(MessageBuilder.withPayload("Anything else?")
						.setHeader(DtlsHeaders.SESSION_ID, session.id())
						.build());
				client.expect("Anything else?");
			}
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "dtls.ssl.pem", "spring.ssl.bundle.pem.web" })
	void reloadsTheCertificateAndKeepsOpenSessions(String prefix) throws IOException {
		PemFiles.write(files, "reloaded", TestCertificates.leaf(authority, "before", TestCertificates.P256));
		this.runner.withPropertyValues(pem(prefix, "reloaded"))
			.withPropertyValues(prefix + ".reload-on-update=true", "spring.ssl.bundle.watch.file.quiet-period=100ms",
					prefix.startsWith("spring") ? "dtls.ssl.bundle=web" : "dtls.enabled=true")
			.run((context) -> {
				try (PeerProcess open = connect(context)) {
					open.expect("subject=CN = before");
					PemFiles.write(files, "reloaded", TestCertificates.leaf(authority, "after", TestCertificates.P256));
					awaitSubject(context, "after");
					open.sendLine("Zoë").expect("Hello Zoë");
				}
			});
	}

	@Test
	void keepsItsCertificateWhereTheNewOneCannotBeUsed(CapturedOutput output) throws IOException {
		PemFiles.write(files, "broken", TestCertificates.leaf(authority, "before", TestCertificates.P256));
		this.runner.withPropertyValues(pem("dtls.ssl.pem", "broken"))
			.withPropertyValues("dtls.ssl.pem.reload-on-update=true", "spring.ssl.bundle.watch.file.quiet-period=100ms",
					"dtls.ssl.cipher-suites=TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")
			.run((context) -> {
				PemFiles.write(files, "broken", TestCertificates.leaf(authority, "rsa", TestCertificates.RSA));
				await(() -> output.getOut().contains("The DTLS server keeps its certificate"));
				assertThat(output).contains("None of the cipher suites");
				awaitSubject(context, "before");
			});
	}

	private static void awaitSubject(ApplicationContext context, String subject) throws Exception {
		await(() -> {
			try (PeerProcess client = connect(context)) {
				return client.expect("subject=").expect("issuer=").output().contains("subject=CN = " + subject);
			}
		});
	}

	private static void await(Condition condition) {
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(condition::holds);
	}

	@FunctionalInterface
	interface Condition {

		boolean holds() throws Exception;

	}

	static class Greeter {

		@DtlsListener
		String answer(String line, Message<?> message) {
			return switch (line.trim()) {
				case "who" -> "You are " + message.getHeaders().get(DtlsHeaders.PEER_PRINCIPAL);
				case "thread" -> "Thread " + Thread.currentThread().getName();
				default -> "Hello " + line;
			};
		}

	}

}
