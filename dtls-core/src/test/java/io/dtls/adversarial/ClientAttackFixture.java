package io.dtls.adversarial;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.provider.Arguments;

import io.dtls.CipherSuite;
import io.dtls.HandshakeFailureReason;
import io.dtls.endpoint.TestServer.Wire;
import io.dtls.internal.transport.NioDatagramTransport;
import io.dtls.settings.SocketSettings;
import io.dtls.testing.NothingAboveDebug;
import io.dtls.testing.TestCertificates;
import io.dtls.testing.TestCertificates.Identity;

/**
 * Evil servers, and what becomes of a client that meets one. Attacks mostly wait, so
 * those of one source run at the same time, and each test asks for the end of its own.
 */
@ExtendWith(NothingAboveDebug.class)
abstract class ClientAttackFixture {

	static final CipherSuite CERTIFICATE_SUITE = CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256;

	static final CipherSuite PSK_SUITE = CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256;

	static final Identity AUTHORITY = TestCertificates.authority("authority");

	static final Identity SERVER = TestCertificates.leaf(AUTHORITY, "server", TestCertificates.P256);

	static final Identity STRANGER = TestCertificates.leaf(TestCertificates.authority("authority"), "server",
			TestCertificates.P256);

	// The client notices at once, so this is only for machines that are slow.
	private static final Duration PATIENT = Duration.ofSeconds(30);

	private static final Duration SHORT = Duration.ofMillis(500);

	private static final Executor attackers = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "attacker");
		thread.setDaemon(true);
		return thread;
	});

	/** The end of an attack, or what was wrong with it. */
	static void await(CompletableFuture<Void> attack) throws Exception {
		attack.get(60, TimeUnit.SECONDS);
	}

	/** An attack that the client notices, so that it gives up for a reason. */
	static Case noticed(String name, HandshakeFailureReason reason, Attack steps) {
		return new Case(name, PATIENT, EnumSet.of(reason), steps);
	}

	/** An attack that breaks the protocol. */
	static Case noticed(String name, Attack steps) {
		return noticed(name, HandshakeFailureReason.PROTOCOL_ERROR, steps);
	}

	/** An attack that the client ignores, until the handshake is too old. */
	static Case ignored(String name, Attack steps) {
		return new Case(name, SHORT, EnumSet.of(HandshakeFailureReason.TIMEOUT, HandshakeFailureReason.KEYS_DIFFER,
				HandshakeFailureReason.MESSAGE_TOO_LARGE), steps);
	}

	/** What does no harm: the handshake ends in a session with the right server. */
	static Case harmless(String name, Attack steps) {
		return new Case(name, PATIENT, EnumSet.noneOf(HandshakeFailureReason.class), steps);
	}

	static Stream<Arguments> against(CipherSuite suite, Case... cases) {
		return Arrays.stream(cases)
			.flatMap(
					(one) -> Arrays.stream(Wire.values())
						.map((wire) -> Arguments.of(Named.of(one.name(),
								CompletableFuture.runAsync(() -> play(one, wire, suite), attackers)), wire)))
			.toList()
			.stream();
	}

	private static void play(Case attack, Wire wire, CipherSuite suite) {
		try (AttackedClient client = AttackedClient.on(wire, suite, attack.timeout())) {
			MessageLevelServer server = new MessageLevelServer(client.serversEnd(), suite);
			client.connect();
			attack.steps().run(server);
			if (attack.expected().isEmpty()) {
				client.isEstablishedWith((suite == PSK_SUITE) ? null : SERVER.certificate());
			}
			else {
				client.failedBecauseOf(attack.expected());
			}
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	static NioDatagramTransport bind() throws IOException {
		return NioDatagramTransport.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0),
				new SocketSettings(0, 0));
	}

	/** Says the flight of an honest server. */
	static void flight(MessageLevelServer server) throws Exception {
		server.awaitHelloWithCookie();
		server.serverHello();
		if (server.suite == CERTIFICATE_SUITE) {
			server.certificate(SERVER.chain());
			server.serverKeyExchange(SERVER.key());
		}
		server.done();
	}

	/**
	 * What a server does to a client.
	 *
	 * @param name of the attack
	 * @param timeout of the client's handshake
	 * @param expected why it may end; empty where it ends in a session
	 * @param steps from the hello on
	 */
	record Case(String name, Duration timeout, Set<HandshakeFailureReason> expected, Attack steps) {

	}

	/** What a server does. */
	@FunctionalInterface
	interface Attack {

		void run(MessageLevelServer server) throws Exception;

	}

}
