package io.dtls.internal.dispatch;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import org.bouncycastle.tls.DTLSTransport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.dtls.CipherSuite;
import io.dtls.DropReason;
import io.dtls.DtlsSession;
import io.dtls.credentials.Credentials;
import io.dtls.endpoint.DtlsServer;
import io.dtls.endpoint.DtlsServerBuilder;
import io.dtls.endpoint.ServerFixture;
import io.dtls.settings.DispatchSettings;
import io.dtls.settings.DispatchSettings.OnFull;
import io.dtls.settings.HandshakeSettings;
import io.dtls.testing.FaultyNetwork;
import io.dtls.testing.TestDtlsClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many threads serve the handler: few while it is quick, one for each waiting session
 * when it is not.
 */
class OrderedDispatcherTests {

	private static final InetSocketAddress SERVER = new InetSocketAddress("127.0.0.1", 5684);

	private static final int PEERS = 8;

	private final FaultyNetwork network = new FaultyNetwork();

	private final ServerFixture seen = new ServerFixture();

	private final CountDownLatch together = new CountDownLatch(PEERS);

	private final Set<String> threads = ConcurrentHashMap.newKeySet();

	private final List<DTLSTransport> peers = new ArrayList<>();

	private DtlsServer server;

	@BeforeEach
	void connect() throws Exception {
		start((builder) -> builder.handler(this::handle));
		for (int port = 1; port <= PEERS; port++) {
			connect(port);
		}
	}

	private void start(UnaryOperator<DtlsServerBuilder> choices) throws IOException {
		this.server = choices
			.apply(DtlsServer.builder()
				.credentials(Credentials.ofPsk((identity) -> ServerFixture.PSK))
				.handshakes(HandshakeSettings.defaults()
					.withInitialRetransmit(Duration.ofMillis(100))
					.withSourceLimits(100, 100, 1000))
				.observer(this.seen)
				.transports((configuration) -> this.network.bind(SERVER)))
			.build();
		this.server.start();
	}

	/**
	 * What comes before the server has seen the end of the handshake may get lost.
	 */
	private void connect(int port) throws Exception {
		TestDtlsClient client = TestDtlsClient.offering(CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256)
			.withPsk("sensor-1", ServerFixture.PSK);
		this.peers.add(client
			.connect(this.network.client(this.network.bind(new InetSocketAddress("127.0.0.2", port)), SERVER)));
		ServerFixture.next(this.seen.opened);
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	private void handle(DtlsSession session, byte[] message) throws Exception {
		String text = new String(message, StandardCharsets.UTF_8);
		if (text.startsWith("meet")) {
			this.together.countDown();
			assertThat(this.together.await(15, TimeUnit.SECONDS)).isTrue();
		}
		this.threads.add(Thread.currentThread().getName());
		this.seen.messages.add(text);
	}

	private void sendToAll(String message) throws IOException {
		byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
		for (DTLSTransport peer : this.peers) {
			peer.send(bytes, 0, bytes.length);
		}
	}

	private void quickRound() throws IOException, InterruptedException {
		sendToAll("quick");
		for (int i = 0; i < PEERS; i++) {
			assertThat(ServerFixture.next(this.seen.messages)).isEqualTo("quick");
		}
	}

	@Test
	void handlersThatWaitRunForAllSessionsAtOnceEvenAfterManyQuickOnes() throws Exception {
		for (int i = 0; i < 50; i++) {
			quickRound();
		}
		sendToAll("meet");
		for (int i = 0; i < PEERS; i++) {
			assertThat(ServerFixture.next(this.seen.messages)).isEqualTo("meet");
		}
		assertThat(this.threads).hasSizeGreaterThanOrEqualTo(PEERS);
	}

	@Test
	void aHandlerThatWaitsForeverHoldsUpNobodyElse() throws Exception {
		for (int i = 0; i < 50; i++) {
			quickRound();
		}
		byte[] meet = "meet".getBytes(StandardCharsets.UTF_8);
		this.peers.get(0).send(meet, 0, meet.length);
		byte[] quick = "quick".getBytes(StandardCharsets.UTF_8);
		for (DTLSTransport peer : this.peers.subList(1, PEERS)) {
			peer.send(quick, 0, quick.length);
			assertThat(ServerFixture.next(this.seen.messages)).isEqualTo("quick");
		}
		for (int i = 0; i < PEERS; i++) {
			this.together.countDown();
		}
		assertThat(ServerFixture.next(this.seen.messages)).isEqualTo("meet");
	}

	@Test
	void theOldestThatWaitGiveWayToNewerOnesAndAreCounted() throws Exception {
		CountDownLatch handling = new CountDownLatch(1);
		this.server.close();
		this.peers.clear();
		start((builder) -> builder
			.dispatch(DispatchSettings.defaults().withQueueCapacity(2).withOnFull(OnFull.DROP_OLDEST))
			.handler((session, message) -> {
				handling.countDown();
				handle(session, message);
			}));
		connect(1);
		send("meet");
		assertThat(handling.await(15, TimeUnit.SECONDS)).isTrue();
		for (int i = 1; i <= 5; i++) {
			send("message " + i);
		}
		ServerFixture.await("the oldest to be dropped",
				() -> this.server.statistics().dropped(DropReason.QUEUE_FULL) == 3);
		for (int i = 0; i < PEERS; i++) {
			this.together.countDown();
		}
		assertThat(ServerFixture.next(this.seen.messages)).isEqualTo("meet");
		assertThat(ServerFixture.next(this.seen.messages)).isEqualTo("message 4");
		assertThat(ServerFixture.next(this.seen.messages)).isEqualTo("message 5");
		assertThat(this.server.statistics().messagesReceived()).isEqualTo(6);
	}

	/**
	 * While the handler is at the first message, two more fit, whoever they are of. A
	 * session that ends leaves its messages to the handler, and nothing counted.
	 */
	@Test
	void whatWaitsIsBoundedInBytesForAllSessionsTogether() throws Exception {
		CountDownLatch handling = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		int size = 1000;
		this.server.close();
		this.peers.clear();
		start((builder) -> builder
			.dispatch(DispatchSettings.defaults().withMemoryBudget(3L * (size + WaitingBytes.OVERHEAD)))
			.handler((session, message) -> {
				handling.countDown();
				release.await();
				this.seen.messages.add("handled");
			}));
		connect(1);
		connect(2);
		connect(3);
		this.peers.get(0).send(new byte[size], 0, size);
		assertThat(handling.await(15, TimeUnit.SECONDS)).isTrue();
		this.peers.get(0).send(new byte[size], 0, size);
		this.peers.get(1).send(new byte[size], 0, size);
		this.peers.get(2).send(new byte[size], 0, size);
		this.peers.get(2).send(new byte[1], 0, 1);
		ServerFixture.await("what exceeds the budget to be dropped",
				() -> this.server.statistics().dropped(DropReason.QUEUE_FULL) == 2);
		this.server.sessions().forEach(DtlsSession::close);
		release.countDown();
		for (int i = 0; i < 3; i++) {
			assertThat(ServerFixture.next(this.seen.messages)).isEqualTo("handled");
		}
		ServerFixture.await("all to be handled", () -> this.server.queuedMessages() == 0);
		connect(4);
		for (int i = 0; i < 3; i++) {
			this.peers.get(3).send(new byte[size], 0, size);
			assertThat(ServerFixture.next(this.seen.messages)).isEqualTo("handled");
		}
		assertThat(this.server.statistics().dropped(DropReason.QUEUE_FULL)).isEqualTo(2);
	}

	private void send(String message) throws IOException {
		byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
		this.peers.get(0).send(bytes, 0, bytes.length);
	}

}
