package io.dtls.autoconfigure;

import java.io.IOException;
import java.net.DatagramSocket;
import java.nio.file.Path;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHandlingException;
import org.springframework.messaging.support.MessageBuilder;

import io.dtls.HandshakeException;
import io.dtls.HandshakeFailureReason;
import io.dtls.endpoint.DtlsClient;
import io.dtls.endpoint.DtlsServer;
import io.dtls.spring.annotation.DtlsListener;
import io.dtls.testing.PeerProcess;
import io.dtls.testing.PemFiles;
import io.dtls.testing.TestCertificates;
import io.dtls.testing.TestCertificates.Identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * An application as a client of {@code openssl s_server}, with certificates.
 */
class DtlsClientOpenSslTests {

	@TempDir
	private static Path files;

	private static Identity authority;

	@BeforeAll
	static void makeCertificates() throws IOException {
		PeerProcess.require("openssl");
		authority = TestCertificates.authority("authority");
		PemFiles.write(files, "authority", authority);
		PemFiles.write(files, "server", TestCertificates.leaf(authority, "server", TestCertificates.P256));
		PemFiles.write(files, "other", TestCertificates.leafFor(authority, "other.example", TestCertificates.P256));
		PemFiles.write(files, "client", TestCertificates.leaf(authority, "client", TestCertificates.P256));
	}

	private static int freePort() throws IOException {
		try (DatagramSocket free = new DatagramSocket()) {
			return free.getLocalPort();
		}
	}

	private static PeerProcess serve(int port, String certificate, String... options) throws IOException {
		List<String> command = new ArrayList<>(List.of("openssl", "s_server", "-dtls1_2", "-accept",
				"127.0.0.1:" + port, "-cert", path(certificate + ".pem"), "-key", path(certificate + ".key")));
		command.addAll(List.of(options));
		return PeerProcess.start(command).expect("ACCEPT");
	}

	private static String path(String name) {
		return files.resolve(name).toString();
	}

	private static ApplicationContextRunner client(int port) {
		return TestContexts.runner()
			.withPropertyValues("dtls.client.host=localhost", "dtls.client.port=" + port,
					"dtls.client.ssl.pem.truststore.certificate=file:" + path("authority.pem"))
			.withBean(Heard.class);
	}

	private static void send(ApplicationContext context, String text) {
		context.getBean("dtlsOutboundClientChannel", MessageChannel.class)
			.send(MessageBuilder.withPayload(text).build());
	}

	private static void assertRefuses(ApplicationContext context, HandshakeFailureReason reason) {
		assertThatExceptionOfType(MessageHandlingException.class).isThrownBy(() -> send(context, "hello\n"))
			.havingRootCause()
			.isInstanceOf(HandshakeException.class)
			.satisfies((failure) -> assertThat(((HandshakeException) failure).reason()).isEqualTo(reason));
	}

	@Test
	void talksWithAServerThatItVerifies() throws Exception {
		int port = freePort();
		try (PeerProcess server = serve(port, "server")) {
			client(port).run((context) -> {
				send(context, "to the server\n");
				server.expect("to the server").sendLine("to the client");
				assertThat(context.getBean(Heard.class).next()).isEqualTo("dtlsClient: to the client");
			});
		}
	}

	@Test
	void showsItsCertificateToAServerThatAsks() throws Exception {
		int port = freePort();
		try (PeerProcess server = serve(port, "server", "-Verify", "2", "-verify_return_error", "-CAfile",
				path("authority.pem"))) {
			client(port)
				.withPropertyValues("dtls.client.ssl.pem.keystore.certificate=file:" + path("client.pem"),
						"dtls.client.ssl.pem.keystore.private-key=file:" + path("client.key"))
				.run((context) -> {
					send(context, "to the server\n");
					server.expect("CN = client").expect("to the server");
				});
		}
	}

	@Test
	void refusesAServerOfAnotherName() throws Exception {
		int port = freePort();
		try (PeerProcess server = serve(port, "other")) {
			client(port).run((context) -> assertRefuses(context, HandshakeFailureReason.HOST_NAME_MISMATCH));
			assertThat(server.isAlive()).isTrue();
		}
	}

	@Test
	void comparesTheNameThatIsSetOrNoneIfSoAsked() throws Exception {
		int port = freePort();
		try (PeerProcess server = serve(port, "other")) {
			client(port).withPropertyValues("dtls.client.server-name=other.example").run((context) -> {
				send(context, "named\n");
				server.expect("named");
			});
		}
		try (PeerProcess server = serve(port, "other")) {
			client(port).withPropertyValues("dtls.client.insecure-skip-hostname-verification=true").run((context) -> {
				send(context, "unnamed\n");
				server.expect("unnamed");
			});
		}
	}

	@Test
	void refusesAServerThatNobodyItTrustsVouchesFor() throws Exception {
		int port = freePort();
		try (PeerProcess server = serve(port, "server")) {
			TestContexts.runner()
				.withPropertyValues("dtls.client.host=localhost", "dtls.client.port=" + port)
				.run((context) -> assertRefuses(context, HandshakeFailureReason.UNKNOWN_CA));
			assertThat(server.isAlive()).isTrue();
		}
	}

	@Test
	void showsItsNewCertificateAfterAReload() throws IOException {
		PemFiles.write(files, "reloaded", TestCertificates.leaf(authority, "before", TestCertificates.P256));
		TestContexts.runner()
			.withPropertyValues("dtls.server.port=0", "dtls.server.address=127.0.0.1", "dtls.server.client-auth=need",
					"dtls.ssl.pem.keystore.certificate=file:" + path("server.pem"),
					"dtls.ssl.pem.keystore.private-key=file:" + path("server.key"),
					"dtls.ssl.pem.truststore.certificate=file:" + path("authority.pem"))
			.withBean(Who.class)
			.run((server) -> client(server.getBean(DtlsServer.class).localAddress().getPort())
				.withPropertyValues("dtls.client.ssl.pem.keystore.certificate=file:" + path("reloaded.pem"),
						"dtls.client.ssl.pem.keystore.private-key=file:" + path("reloaded.key"),
						"dtls.client.ssl.pem.reload-on-update=true", "spring.ssl.bundle.watch.file.quiet-period=100ms")
				.run((context) -> {
					assertThat(ask(context)).isEqualTo("dtlsClient: CN=before");
					PemFiles.write(files, "reloaded", TestCertificates.leaf(authority, "after", TestCertificates.P256));
					assertThat(ask(context)).as("in the open session").isEqualTo("dtlsClient: CN=before");
					awaitNewCertificate(context);
				}));
	}

	private static String ask(ApplicationContext context) throws InterruptedException {
		send(context, "who");
		return context.getBean(Heard.class).next();
	}

	private static void awaitNewCertificate(ApplicationContext context) throws InterruptedException {
		long deadline = System.nanoTime() + 20_000_000_000L;
		String seen = "";
		while (!seen.equals("dtlsClient: CN=after")) {
			assertThat(System.nanoTime()).as("time is up; last seen: " + seen).isLessThan(deadline);
			context.getBean(DtlsClient.class).sessions().forEach((session) -> session.close());
			seen = ask(context);
		}
	}

	static class Who {

		@DtlsListener
		String answer(byte[] message, Principal sender) {
			return sender.getName();
		}

	}

}
