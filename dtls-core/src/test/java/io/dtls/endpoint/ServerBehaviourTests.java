package io.dtls.endpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import org.bouncycastle.tls.DTLSTransport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.dtls.CipherSuite;
import io.dtls.CloseReason;
import io.dtls.DropReason;
import io.dtls.DtlsSession;
import io.dtls.HandshakeFailureReason;
import io.dtls.MessageHandler;
import io.dtls.MessageTooLargeException;
import io.dtls.SessionClosedException;
import io.dtls.credentials.Credentials;
import io.dtls.internal.session.Session;
import io.dtls.settings.DispatchSettings;
import io.dtls.settings.HandshakeSettings;
import io.dtls.settings.SessionSettings;
import io.dtls.testing.FaultyNetwork;
import io.dtls.testing.LogCapture;
import io.dtls.testing.TestDtlsClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * A server's limits, timers, dispatch and life cycle, with PSK clients in memory.
 */
class ServerBehaviourTests {

	private static final InetSocketAddress SERVER = new InetSocketAddress("127.0.0.1", 5684);

	private final FaultyNetwork network = new FaultyNetwork();

	private final ServerFixture seen = new ServerFixture();

	private DtlsServer server;

	private void start(UnaryOperator<DtlsServerBuilder> choices) throws IOException {
		DtlsServerBuilder builder = DtlsServer.builder()
			.credentials(Credentials.ofPsk((identity) -> ServerFixture.PSK))
			.handshakes(HandshakeSettings.defaults()
				.withInitialRetransmit(Duration.ofMillis(50))
				.withSourceLimits(100, 100, 1000))
			.handler(this.seen)
			.observer(this.seen)
			.transports((configuration) -> this.network.bind(SERVER));
		this.server = choices.apply(builder).build();
		this.server.start();
	}

	@AfterEach
	void stop() {
		if (this.server != null) {
			this.server.close();
		}
	}

	/**
	 * Connects, and waits for the server: what comes before it has seen the end of the
	 * handshake may get lost.
	 */
	private DTLSTransport connect(int port) throws Exception {
		long before = this.server.statistics().sessionsOpened();
		DTLSTransport client = connect(port, 20_000);
		ServerFixture.await("the session", () -> this.server.statistics().sessionsOpened() > before);
		return client;
	}

	private void isRefused(int port) {
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> connect(port, 2000));
	}

	private DTLSTransport connect(int port, int timeoutMillis) throws IOException {
		TestDtlsClient client = TestDtlsClient.offering(CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256)
			.withPsk("sensor-1", ServerFixture.PSK);
		client.resendMillis = 50;
		client.timeoutMillis = timeoutMillis;
		return client.connect(this.network.client(this.network.bind(new InetSocketAddress("127.0.0.2", port)), SERVER));
	}

	private static void send(DTLSTransport client, String message) throws IOException {
		byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
		client.send(bytes, 0, bytes.length);
	}

	@Test
	void aSilentSessionEndsAfterTheIdleTimeout() throws Exception {
		start((builder) -> builder.sessions(SessionSettings.defaults().withIdleTimeout(Duration.ofMillis(200))));
		connect(1);
		assertThat(ServerFixture.next(this.seen.closed)).isEqualTo(CloseReason.IDLE);
		assertThat(this.server.sessionCount()).isZero();
	}

	@Test
	void aBusySessionEndsAtItsMaximumAge() throws Exception {
		start((builder) -> builder.sessions(SessionSettings.defaults().withMaxAge(Duration.ofMillis(300))));
		DTLSTransport client = connect(1);
		while (this.seen.closed.isEmpty()) {
			send(client, "busy");
			client.receive(new byte[2048], 0, 2048, 20);
		}
		assertThat(this.seen.closed).containsExactly(CloseReason.MAX_AGE);
	}

	@Test
	void theNewcomerIsRefusedAtTheSessionLimit() throws Exception {
		start((builder) -> builder.sessions(SessionSettings.defaults().withMax(2)));
		connect(1);
		connect(2);
		isRefused(3);
		assertThat(this.seen.dropped()).contains(DropReason.SESSION_LIMIT);
		assertThat(this.server.sessionCount()).isEqualTo(2);
		assertThat(this.seen.closed).isEmpty();
	}

	@Test
	void theIdlestSessionMakesRoomWherePolicySaysSo() throws Exception {
		start((builder) -> builder
			.sessions(SessionSettings.defaults().withMax(2).withOnLimit(SessionSettings.OnLimit.EVICT_IDLE)));
		DTLSTransport first = connect(1);
		connect(2);
		Session idle = session(2);
		// Both may have been active within one tick of the server's clock.
		while (session(1).idleSince() - idle.idleSince() <= 0) {
			send(first, "still busy");
			ServerFixture.next(this.seen.messages);
		}
		connect(3);
		assertThat(ServerFixture.next(this.seen.closed)).isEqualTo(CloseReason.EVICTED);
		ServerFixture.await("the third session", () -> this.seen.opened.size() == 3);
		assertThat(this.server.sessions()).extracting((session) -> session.remoteAddress().getPort())
			.containsExactlyInAnyOrder(1, 3);
	}

	private Session session(int port) {
		return this.server.sessions()
			.stream()
			.filter((session) -> session.remoteAddress().getPort() == port)
			.map(Session.class::cast)
			.findAny()
			.orElseThrow();
	}

	@Test
	void aSlowHandlerHoldsUpNoOtherPeerAndItsQueueStaysBounded() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		MessageHandler slowForOne = (session, message) -> {
			if (session.remoteAddress().getPort() == 1) {
				release.await();
			}
			this.seen.handle(session, message);
		};
		start((builder) -> builder.handler(slowForOne).dispatch(DispatchSettings.defaults().withQueueCapacity(4)));
		DTLSTransport slow = connect(1);
		DTLSTransport fast = connect(2);
		for (int i = 0; i < 20; i++) {
			send(slow, "slow " + i);
		}
		for (int i = 0; i < 20; i++) {
			send(fast, "fast " + i);
			assertThat(ServerFixture.next(this.seen.messages)).isEqualTo("fast " + i);
		}
		assertThat(this.seen.dropped()).filteredOn(DropReason.QUEUE_FULL::equals).hasSizeBetween(15, 16);
		release.countDown();
		for (int i = 0; i < 4; i++) {
			assertThat(ServerFixture.next(this.seen.messages)).isEqualTo("slow " + i);
		}
	}

	@Test
	void whatTheHandlerHasNotReachedWhenTheGracePeriodEndsIsDroppedAndSaid() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		start((builder) -> builder.handler((session, message) -> release.await()));
		DTLSTransport client = connect(1);
		for (int i = 0; i < 4; i++) {
			send(client, "waits " + i);
		}
		ServerFixture.await("the messages", () -> this.server.queuedMessages() == 4);
		try (LogCapture log = LogCapture.ofEverything()) {
			this.server.stop(Duration.ofMillis(10));
			assertThat(log.lines()).filteredOn((line) -> line.startsWith("WARN"))
				.singleElement()
				.asString()
				.contains(
						"grace period of 10 ms, 3 messages of 1 sessions were dropped, and 1 were still being handled");
		}
		finally {
			release.countDown();
		}
		assertThat(this.seen.dropped()).filteredOn(DropReason.STOPPED::equals).hasSize(3);
		assertThat(this.server.statistics().dropped(DropReason.STOPPED)).isEqualTo(3);
	}

	@Test
	void aKeyStoreThatThrowsIsAnErrorWithItsStackOnceAMinute() throws Exception {
		start((builder) -> builder.credentials(Credentials.ofPsk((identity) -> {
			throw new UncheckedIOException(new IOException("the table is gone"));
		})));
		try (LogCapture log = LogCapture.ofErrors()) {
			isRefused(1);
			isRefused(2);
			ServerFixture.next(this.seen.failed);
			assertThat(ServerFixture.next(this.seen.failed).reason()).isEqualTo(HandshakeFailureReason.INTERNAL_ERROR);
			assertThat(log.lines()).singleElement()
				.asString()
				.contains("failed in code of this side", "the table is gone", "ServerBehaviourTests");
		}
	}

	@Test
	void messagesOfOnePeerKeepTheirOrderWhileManyTalk() throws Exception {
		start((builder) -> builder);
		List<DTLSTransport> clients = new ArrayList<>();
		for (int i = 1; i <= 8; i++) {
			clients.add(connect(i));
		}
		List<String> expected = new ArrayList<>();
		for (int n = 0; n < 100; n++) {
			for (int i = 0; i < clients.size(); i++) {
				send(clients.get(i), i + ":" + n);
				expected.add(i + ":" + n);
			}
		}
		List<String> received = new ArrayList<>();
		for (int i = 0; i < expected.size(); i++) {
			received.add(ServerFixture.next(this.seen.messages));
		}
		for (int i = 0; i < clients.size(); i++) {
			String prefix = i + ":";
			assertThat(received).filteredOn((message) -> message.startsWith(prefix))
				.containsExactlyElementsOf(expected.stream().filter((message) -> message.startsWith(prefix)).toList());
		}
	}

	@Test
	void directDispatchRunsTheHandlerOnTheEndpointThread() throws Exception {
		List<String> threads = new ArrayList<>();
		start((builder) -> builder.name("direct")
			.dispatch(DispatchSettings.defaults().withMode(DispatchSettings.Mode.DIRECT))
			.handler((session, message) -> {
				threads.add(Thread.currentThread().getName());
				this.seen.handle(session, message);
			}));
		send(connect(1), "hello");
		ServerFixture.next(this.seen.messages);
		assertThat(threads).containsExactly("direct");
	}

	@Test
	void aHandlerThatThrowsEndsNeitherSessionNorEndpoint() throws Exception {
		start((builder) -> builder.handler((session, message) -> {
			this.seen.handle(session, message);
			throw new IllegalStateException("on purpose");
		}));
		DTLSTransport client = connect(1);
		send(client, "one");
		send(client, "two");
		assertThat(ServerFixture.next(this.seen.messages)).isEqualTo("one");
		assertThat(ServerFixture.next(this.seen.messages)).isEqualTo("two");
		assertThat(this.seen.closed).isEmpty();
	}

	@Test
	void aGracefulStopLosesNoAcceptedMessage() throws Exception {
		CountDownLatch first = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		start((builder) -> builder.handler((session, message) -> {
			first.countDown();
			release.await();
			this.seen.handle(session, message);
		}));
		DTLSTransport client = connect(1);
		for (int i = 0; i < 50; i++) {
			send(client, "message " + i);
		}
		first.await();
		ServerFixture.await("all accepted", () -> this.server.statistics().messagesReceived() == 50);
		Thread stopper = new Thread(() -> this.server.stop(Duration.ofSeconds(10)));
		stopper.start();
		release.countDown();
		stopper.join(TimeUnit.SECONDS.toMillis(15));
		assertThat(this.seen.messages).hasSize(50);
		assertThat(ServerFixture.next(this.seen.closed)).isEqualTo(CloseReason.SHUTDOWN);
	}

	@Test
	void servesAgainAfterAStop() throws Exception {
		start((builder) -> builder);
		connect(1);
		this.server.stop(Duration.ofSeconds(1));
		assertThat(this.server.isRunning()).isFalse();
		this.server.start();
		send(connect(2), "again");
		assertThat(ServerFixture.next(this.seen.messages)).isEqualTo("again");
	}

	@Test
	void aMessageThatDoesNotFitIsRefusedAndTheSessionGoesOn() throws Exception {
		start((builder) -> builder.mtu(512));
		connect(1);
		DtlsSession session = ServerFixture.next(this.seen.opened);
		int limit = session.maxMessageSize();
		session.send(new byte[limit]);
		assertThatExceptionOfType(MessageTooLargeException.class).isThrownBy(() -> session.send(new byte[limit + 1]));
		assertThat(session.isOpen()).isTrue();
		assertThat(this.network.sent()).allSatisfy((sent) -> assertThat(sent.bytes()).hasSizeLessThanOrEqualTo(512));
	}

	@Test
	void aClosedSessionRefusesToSend() throws Exception {
		start((builder) -> builder);
		connect(1);
		DtlsSession session = ServerFixture.next(this.seen.opened);
		session.close();
		session.close();
		assertThatExceptionOfType(SessionClosedException.class).isThrownBy(() -> session.send(new byte[1]));
		assertThat(this.seen.closed).containsExactly(CloseReason.LOCALLY_CLOSED);
		ServerFixture.await("the drop", () -> this.seen.dropped().contains(DropReason.SESSION_ENDED));
	}

	@Test
	void tellsNoPeerThatItStopsWhereThatIsNotWanted() throws Exception {
		start((builder) -> builder);
		connect(1);
		ServerFixture.next(this.seen.opened);
		int sent = this.network.sent().size();
		this.server.stop(Duration.ofSeconds(1), false);
		assertThat(ServerFixture.next(this.seen.closed)).isEqualTo(CloseReason.SHUTDOWN);
		assertThat(this.network.sent()).hasSize(sent);
	}

	@Test
	void otherCredentialsServeTheNextHandshakeAndKeepOpenSessions() throws Exception {
		start((builder) -> builder);
		DTLSTransport client = connect(1);
		this.server.credentials(Credentials.ofPsk((identity) -> new byte[32]));
		isRefused(2);
		send(client, "still here");
		assertThat(ServerFixture.next(this.seen.messages)).isEqualTo("still here");
	}

	@Test
	void aTakenPortFailsTheStart() throws Exception {
		InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
		DtlsServerBuilder builder = DtlsServer.builder()
			.credentials(Credentials.ofPsk((identity) -> ServerFixture.PSK))
			.handler(this.seen);
		try (DtlsServer first = builder.bind(any).build()) {
			first.start();
			DtlsServer second = builder.bind(first.localAddress()).build();
			assertThatExceptionOfType(BindException.class).isThrownBy(second::start);
			assertThat(second.isRunning()).isFalse();
		}
	}

	@Test
	void nonsenseIsRefusedBeforeTheStart() {
		DtlsServerBuilder builder = DtlsServer.builder();
		assertThatIllegalArgumentException().isThrownBy(builder::build).withMessageContaining("credentials");
		builder.credentials(Credentials.ofPsk((identity) -> null));
		assertThatIllegalArgumentException().isThrownBy(builder::build).withMessageContaining("handler");
		builder.handler(this.seen);
		assertThatIllegalArgumentException().isThrownBy(() -> builder.mtu(10).build()).withMessageContaining("mtu");
	}

}
