package io.dtls.adversarial;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.provider.Arguments;

import io.dtls.CipherSuite;
import io.dtls.credentials.Credentials;
import io.dtls.endpoint.TestServer;
import io.dtls.endpoint.TestServer.Wire;
import io.dtls.settings.ClientAuth;
import io.dtls.settings.HandshakeSettings;
import io.dtls.settings.SecuritySettings;
import io.dtls.testing.NothingAboveDebug;
import io.dtls.testing.TestCertificates;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Evil clients, and a server that asks for a certificate. Attacks mostly wait for a
 * timeout, so those of one source run at the same time, and each test asks for the end of
 * its own.
 */
@ExtendWith(NothingAboveDebug.class)
abstract class ServerAttackFixture {

	static final CipherSuite CERTIFICATE_SUITE = CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256;

	static final CipherSuite PSK_SUITE = CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256;

	private static final TestCertificates.Identity AUTHORITY = TestCertificates.authority("authority");

	private static final TestCertificates.Identity SERVER = TestCertificates.leaf(AUTHORITY, "server",
			TestCertificates.P256);

	static final TestCertificates.Identity CLIENT = TestCertificates.leaf(AUTHORITY, "client", TestCertificates.P256);

	static final TestCertificates.Identity STRANGER = TestCertificates.leaf(TestCertificates.authority("authority"),
			"client", TestCertificates.P256);

	static final X509Certificate[] CHAIN = CLIENT.chain();

	private static final Executor attackers = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "attacker");
		thread.setDaemon(true);
		return thread;
	});

	static TestServer start(Wire wire, Duration timeout) throws Exception {
		return TestServer
			.start(wire,
					(builder) -> builder
						.credentials(Credentials
							.ofCertificate(TestCertificates.keyManager(SERVER),
									TestCertificates.trustManager(AUTHORITY))
							.withPskStore((identity) -> identity.equals("sensor-1") ? MessageLevelClient.PSK : null))
						.security(SecuritySettings.defaults().withClientAuth(ClientAuth.NEED))
						.handshakes(HandshakeSettings.defaults().withTimeout(timeout)));
	}

	static MessageLevelClient client(TestServer server, CipherSuite suite) throws Exception {
		return new MessageLevelClient(server.client("127.0.0.1", 0), server.address(), suite);
	}

	static void allButFinished(MessageLevelClient client) throws Exception {
		client.certificate(CHAIN);
		client.clientKeyExchange();
		client.certificateVerify(CLIENT.key());
	}

	/** The end of an attack, or what was wrong with it. */
	static void await(CompletableFuture<Void> attack) throws Exception {
		attack.get(60, TimeUnit.SECONDS);
	}

	@SafeVarargs
	@SuppressWarnings("varargs")
	static Stream<Arguments> each(Named<Attack>... attacks) {
		return each(CERTIFICATE_SUITE, attacks);
	}

	@SafeVarargs
	@SuppressWarnings("varargs")
	static Stream<Arguments> each(CipherSuite suite, Named<Attack>... attacks) {
		return Arrays.stream(attacks)
			.flatMap((attack) -> Arrays.stream(Wire.values())
				.map((wire) -> Arguments.of(Named.of(attack.getName(), begin(attack.getPayload(), wire, suite)), wire)))
			.toList()
			.stream();
	}

	private static CompletableFuture<Void> begin(Attack attack, Wire wire, CipherSuite suite) {
		return CompletableFuture.runAsync(() -> play(attack, wire, suite), attackers);
	}

	private static void play(Attack attack, Wire wire, CipherSuite suite) {
		try (TestServer server = start(wire, Duration.ofMillis(500))) {
			MessageLevelClient client = client(server, suite);
			attack.prepare(client);
			attack.run(client.sayHello());
			assertThat(server.failed.poll(10, TimeUnit.SECONDS)).as("the end of the handshake").isNotNull();
			assertThat(server.opened).isEmpty();
			assertThat(server.messages).isEmpty();
			assertThat(server.server().sessionCount()).isZero();
			while (client.receive(0)) {
				// Everything the server has said.
				assertThat(client.server.find(Message.FINISHED)).isNull();
			}
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	static Named<Attack> attack(String name, Attack steps) {
		return Named.of(name, steps);
	}

	/** What a client does once the server has said its flight. */
	@FunctionalInterface
	interface Attack {

		void run(MessageLevelClient client) throws Exception;

		/** Before the hello. */
		default void prepare(MessageLevelClient client) {
		}

	}

}
