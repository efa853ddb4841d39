package io.dtls.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.dtls.DtlsSession;
import io.dtls.HandshakeException;
import io.dtls.HandshakeFailureReason;
import io.dtls.endpoint.DtlsClient;
import io.dtls.endpoint.DtlsServer;
import io.dtls.testing.PemFiles;
import io.dtls.testing.TestCertificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Keys without certificates (RFC 7250) as properties.
 */
@Timeout(60)
class RawPublicKeyPropertiesTests {

	@TempDir
	private static Path files;

	private static KeyPair ec;

	private static KeyPair rsa;

	@BeforeAll
	static void makeKeys() throws Exception {
		ec = TestCertificates.keyPair(TestCertificates.P256);
		rsa = TestCertificates.keyPair(TestCertificates.RSA);
		PemFiles.write(files, "ec", ec);
		PemFiles.write(files, "rsa", rsa);
		PemFiles.write(files, "other", TestCertificates.keyPair(TestCertificates.P256));
		Files.writeString(files.resolve("both.pub"),
				Files.readString(files.resolve("other.pub")) + Files.readString(files.resolve("rsa.pub")));
	}

	private static String[] own(String endpoint, String name) {
		String prefix = endpoint + ".ssl.raw-public-keys.";
		return new String[] { prefix + "private-key=file:" + files.resolve(name + ".key"),
				prefix + "public-key=file:" + files.resolve(name + ".pub") };
	}

	private static String trusted(String endpoint, String name) {
		return endpoint + ".ssl.raw-public-keys.trusted=file:" + files.resolve(name + ".pub");
	}

	private static ApplicationContextRunner server(String name) {
		return TestContexts.runner()
			.withPropertyValues("dtls.server.port=0", "dtls.server.address=127.0.0.1")
			.withPropertyValues(own("dtls.server", name))
			.withBean(RunningPair.Echo.class);
	}

	private static ApplicationContextRunner client(DtlsServer server) {
		return TestContexts.runner()
			.withPropertyValues("dtls.client.host=127.0.0.1", "dtls.client.port=" + server.localAddress().getPort());
	}

	@ParameterizedTest
	@ValueSource(strings = { "ec", "rsa" })
	void theServerIsBelievedByItsKey(String name) {
		server(name)
			.run((serving) -> client(serving.getBean(DtlsServer.class)).withPropertyValues(trusted("dtls.client", name))
				.run((context) -> {
					DtlsSession session = context.getBean(DtlsClient.class).connect();
					assertThat(session.peer().rawPublicKey().getEncoded())
						.isEqualTo((name.equals("ec") ? ec : rsa).getPublic().getEncoded());
				}));
	}

	@Test
	void aServerWithAnotherKeyIsRefused() {
		server("ec").run((serving) -> client(serving.getBean(DtlsServer.class))
			.withPropertyValues(trusted("dtls.client", "other"))
			.run((context) -> assertThatExceptionOfType(HandshakeException.class)
				.isThrownBy(() -> context.getBean(DtlsClient.class).connect())));
	}

	@Test
	void clientsAreBelievedByTheirKeysAndOthersRefused() {
		server("ec").withPropertyValues("dtls.server.client-auth=need", trusted("dtls.server", "both"))
			.run((serving) -> {
				DtlsServer server = serving.getBean(DtlsServer.class);
				ApplicationContextRunner client = client(server).withPropertyValues(trusted("dtls.client", "ec"));
				client.withPropertyValues(own("dtls.client", "rsa")).run((context) -> {
					context.getBean(DtlsClient.class).connect();
					RunningPair.await(() -> !server.sessions().isEmpty());
					assertThat(server.sessions().iterator().next().peer().rawPublicKey().getEncoded())
						.isEqualTo(rsa.getPublic().getEncoded());
				});
				client.withPropertyValues(own("dtls.client", "ec")).run((context) -> {
					assertThatExceptionOfType(HandshakeException.class)
						.isThrownBy(() -> context.getBean(DtlsClient.class).connect());
					RunningPair
						.await(() -> server.statistics().handshakesFailed(HandshakeFailureReason.BAD_CERTIFICATE) > 0);
				});
			});
	}

	@Test
	void keysForAllServeWhoeverHasNoneOfItsOwn() {
		TestContexts.runner()
			.withPropertyValues("dtls.server.port=0", "dtls.server.address=127.0.0.1")
			.withPropertyValues(own("dtls", "ec"))
			.run((serving) -> client(serving.getBean(DtlsServer.class)).withPropertyValues(trusted("dtls", "ec"))
				.run((context) -> assertThat(context.getBean(DtlsClient.class).connect().isOpen()).isTrue()));
	}

	private static String report(String... properties) {
		List<String> all = new ArrayList<>(List.of("dtls.server.port=0", "dtls.server.address=127.0.0.1"));
		all.addAll(List.of(properties));
		String[] values = all.toArray(String[]::new);
		List<String> reports = new ArrayList<>();
		TestContexts.runner().withPropertyValues(values).run((context) -> {
			assertThat(context).hasFailed();
			reports.add(FailureReports.of(context.getStartupFailure(), values));
		});
		return reports.get(0);
	}

	@Test
	void aPrivateKeyWithoutItsPublicOne() {
		assertThat(report(own("dtls.server", "ec")[0]))
			.contains("dtls.server.ssl.raw-public-keys has a private key and no public one");
	}

	@Test
	void keysThatDoNotBelongTogether() {
		assertThat(report(own("dtls", "ec")[0], own("dtls", "other")[1])).contains(
				"dtls.ssl.raw-public-keys.public-key is not the public key of dtls.ssl.raw-public-keys.private-key");
	}

	@ParameterizedTest
	@ValueSource(strings = { "absent", "ec" })
	void filesWithoutPublicKeys(String name) throws Exception {
		assertThat(report("dtls.ssl.raw-public-keys.trusted=file:" + files.resolve(name + ".key")))
			.contains("dtls.ssl.raw-public-keys.trusted holds no public key of type EC or RSA", "BEGIN PUBLIC KEY");
	}

	@Test
	void aFileWithoutPrivateKey() {
		assertThat(report("dtls.ssl.raw-public-keys.private-key=file:" + files.resolve("ec.pub"), own("dtls", "ec")[1]))
			.contains("dtls.ssl.raw-public-keys.private-key holds no private key of type EC or RSA");
	}

	@Test
	void trustedKeysAreNothingThatAServerCouldProveItselfWith() {
		assertThat(report(trusted("dtls", "ec"))).contains("The DTLS server has neither a certificate",
				"dtls.ssl.raw-public-keys for keys without certificates");
	}

}
