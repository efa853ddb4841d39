package io.dtls.autoconfigure;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.integration.channel.AbstractMessageChannel;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.support.ChannelInterceptor;

import io.dtls.DropReason;
import io.dtls.DtlsSession;
import io.dtls.HandshakeException;
import io.dtls.HandshakeFailureReason;
import io.dtls.HandshakeTimeoutException;
import io.dtls.endpoint.DtlsClient;
import io.dtls.endpoint.DtlsServer;
import io.dtls.spring.annotation.DtlsListener;
import io.dtls.testing.FreePorts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the properties of the client do, in sessions with a server.
 */
@Timeout(60)
class DtlsClientSettingsTests {

	private static final int LARGE = 100;

	private static void run(RunningPair.Scenario scenario, String... ofClient) {
		RunningPair.run(RunningPair.echo(), ofClient, scenario);
	}

	@Test
	void putsTheIdOfTheServerIntoItsRecordsAndAsksForNone() {
		run((pair) -> {
			DtlsSession session = pair.connect();
			assertThat(session.peerConnectionId()).hasSize(8);
			assertThat(session.connectionId()).isEmpty();
		});
	}

	@Test
	void asksForAConnectionIdOfTheLengthThatIsSet() {
		run((pair) -> {
			pair.connect();
			assertThat(pair.atServer().peerConnectionId()).hasSize(6);
		}, "dtls.client.connection-id.length=6");
	}

	@Test
	void usesNoConnectionIdsWhereTheyAreOff() {
		run((pair) -> {
			DtlsSession session = pair.connect();
			assertThat(session.peerConnectionId()).isEmpty();
			assertThat(session.connectionId()).isEmpty();
		}, "dtls.client.connection-id.enabled=false");
	}

	private static boolean resumes(RunningPair pair) throws Exception {
		pair.end(pair.connect());
		return pair.connect().negotiated().resumed();
	}

	@Test
	void resumesItsLastSession() {
		run((pair) -> assertThat(resumes(pair)).isTrue());
	}

	@Test
	void resumesNothingWhereThatIsOff() {
		run((pair) -> assertThat(resumes(pair)).isFalse(), "dtls.client.resumption.enabled=false");
	}

	@Test
	void resumesNothingThatIsOlderThanTheTimeout() {
		run((pair) -> {
			pair.end(pair.connect());
			long end = System.currentTimeMillis();
			RunningPair.await(() -> System.currentTimeMillis() > end + 60);
			assertThat(pair.connect().negotiated().resumed()).isFalse();
		}, "dtls.client.resumption.timeout=50ms");
	}

	@Test
	void remembersAsManyServersAsItMay() {
		RunningPair.echo().run((other) -> run((pair) -> {
			pair.end(pair.connect());
			InetSocketAddress another = other.getBean(DtlsServer.class).localAddress();
			pair.client().connect("127.0.0.1", another.getPort()).close();
			assertThat(pair.connect().negotiated().resumed()).isFalse();
		}, "dtls.client.resumption.max-entries=1"));
	}

	@Test
	void hasBothSidesSendShorterRecords() {
		run((pair) -> {
			DtlsSession session = pair.connect();
			assertThat(session.maxMessageSize()).isEqualTo(512);
			assertThat(pair.atServer().maxMessageSize()).isEqualTo(512);
		}, "dtls.client.max-fragment-length=512");
	}

	@Test
	void sendsNoDatagramLargerThanTheMtu() {
		run((pair) -> assertThat(pair.connect().maxMessageSize()).isBetween(500, 599), "dtls.client.mtu=600");
	}

	@Test
	void endsSessionsOfTheGreatestAge() {
		run((pair) -> {
			pair.client().connect();
			RunningPair.await(() -> pair.client().sessions().isEmpty());
		}, "dtls.client.max-age=300ms");
	}

	@Test
	void connectsFromThePortThatIsSet() throws Exception {
		FreePorts.with((port) -> run((pair) -> {
			pair.connect();
			assertThat(pair.atServer().remoteAddress().getPort()).isEqualTo(port);
		}, "dtls.client.local-port=" + port));
	}

	@Test
	void sendsAgainAndGivesUpAsTheHandshakeSays() throws Exception {
		try (DatagramSocket silent = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
			silent.setSoTimeout(20_000);
			ApplicationContextRunner runner = TestContexts.runner()
				.withPropertyValues("dtls.client.host=127.0.0.1", "dtls.client.port=" + silent.getLocalPort(),
						"dtls.client.psk.identities.sensor-1=" + RunningPair.KEY, "dtls.client.connect-timeout=50s",
						"dtls.client.handshake.timeout=800ms", "dtls.client.handshake.initial-retransmit=20ms");
			runner.run((context) -> {
				assertThatExceptionOfType(HandshakeTimeoutException.class)
					.isThrownBy(() -> context.getBean(DtlsClient.class).connect());
				// With the second that it waits by default there would be one.
				for (int i = 0; i < 3; i++) {
					silent.receive(new DatagramPacket(new byte[2000], 2000));
				}
			});
		}
	}

	@Test
	void takesNoHandshakeMessageThatIsLargerThanItMay() {
		run((pair) -> assertThatExceptionOfType(HandshakeException.class).isThrownBy(() -> pair.client().connect())
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(HandshakeFailureReason.MESSAGE_TOO_LARGE)),
				"dtls.client.handshake.max-message-size=40B");
	}

	@Test
	void handlesMessagesOnTheThreadThatReadsThem() {
		run((pair) -> assertThat(threadsOfTheHandler(pair)).allMatch((name) -> !name.contains("handler")),
				"dtls.client.dispatch.mode=direct");
		run((pair) -> assertThat(threadsOfTheHandler(pair)).allMatch((name) -> name.contains("handler")));
	}

	private static Set<String> threadsOfTheHandler(RunningPair pair) throws Exception {
		Set<String> threads = Collections.synchronizedSet(new HashSet<>());
		((AbstractMessageChannel) pair.client.getBean("dtlsInboundClientChannel"))
			.addInterceptor(new ChannelInterceptor() {

				@Override
				public Message<?> preSend(Message<?> message, MessageChannel channel) {
					threads.add(Thread.currentThread().getName());
					return message;
				}

			});
		pair.connect();
		assertThat(threads).isNotEmpty();
		return threads;
	}

	@Test
	void dropsWhatItsQueueHasNoRoomFor() {
		RunningPair.echo()
			.run((server) -> RunningPair.client(server)
				.withBean(Slow.class)
				.withPropertyValues("dtls.client.dispatch.queue-capacity=2", "dtls.client.dispatch.on-full=drop-oldest")
				.run((context) -> {
					Slow slow = context.getBean(Slow.class);
					DtlsClient client = context.getBean(DtlsClient.class);
					DtlsSession session = client.connect();
					send(session, "first");
					assertThat(slow.called.await(15, TimeUnit.SECONDS)).isTrue();
					for (String text : List.of("1", "2", "3", "4", "5")) {
						send(session, text);
					}
					RunningPair.await(() -> client.statistics().dropped(DropReason.QUEUE_FULL) == 3);
					slow.mayGoOn.countDown();
					Heard heard = context.getBean(Heard.class);
					assertThat(List.of(heard.next(), heard.next(), heard.next())).containsExactly("dtlsClient: first",
							"dtlsClient: 4", "dtlsClient: 5");
				}));
	}

	private static void send(DtlsSession session, String text) throws Exception {
		session.send(text.getBytes(StandardCharsets.UTF_8));
	}

	@Test
	void asksTheSystemForBuffersOfTheSizeThatIsSet() {
		RunningPair.echo()
			.run((server) -> RunningPair.client(server)
				.withBean(Slow.class)
				.withPropertyValues("dtls.client.socket.receive-buffer=2KB", "dtls.client.socket.send-buffer=64KB",
						"dtls.client.dispatch.mode=direct")
				.run((context) -> {
					Slow slow = context.getBean(Slow.class);
					DtlsClient client = context.getBean(DtlsClient.class);
					DtlsSession session = client.connect();
					send(session, "first");
					assertThat(slow.called.await(15, TimeUnit.SECONDS)).isTrue();
					// Nobody reads now; the default buffer has room for all of these.
					DtlsSession atServer = server.getBean(DtlsServer.class).sessions().iterator().next();
					for (int i = 0; i < 100; i++) {
						atServer.send(new byte[LARGE]);
					}
					slow.mayGoOn.countDown();
					// While the buffer is full, this is lost too.
					while (!slow.heardLast.await(20, TimeUnit.MILLISECONDS)) {
						send(session, "last");
					}
					assertThat(slow.large.get()).isBetween(1, 50);
				}));
	}

	@Test
	void writesTheSecretsOfItsSessionsToAFile(@TempDir Path folder) throws Exception {
		Path file = folder.resolve("keys.log");
		run(RunningPair::connect, "dtls.client.insecure-key-log=" + file);
		assertThat(Files.readString(file)).startsWith("CLIENT_RANDOM ");
	}

	/** Comes before whoever else hears the messages. */
	static class Slow {

		final CountDownLatch called = new CountDownLatch(1);

		final CountDownLatch mayGoOn = new CountDownLatch(1);

		final CountDownLatch heardLast = new CountDownLatch(1);

		final AtomicInteger large = new AtomicInteger();

		@DtlsListener
		void take(byte[] message) throws InterruptedException {
			this.called.countDown();
			this.mayGoOn.await(30, TimeUnit.SECONDS);
			if (message.length == LARGE) {
				this.large.incrementAndGet();
			}
			if (new String(message, StandardCharsets.UTF_8).equals("last")) {
				this.heardLast.countDown();
			}
		}

	}

}
