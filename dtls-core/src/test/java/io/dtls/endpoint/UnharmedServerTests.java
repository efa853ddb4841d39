package io.dtls.endpoint;

import java.io.IOError;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import org.bouncycastle.tls.DTLSTransport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.dtls.CipherSuite;
import io.dtls.credentials.Credentials;
import io.dtls.internal.handshake.cookie.TestHello;
import io.dtls.settings.ConnectionIdSettings;
import io.dtls.settings.ConnectionIdSource;
import io.dtls.settings.DispatchSettings;
import io.dtls.settings.HandshakeSettings;
import io.dtls.testing.FaultyNetwork;
import io.dtls.testing.TestDtlsClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What neither the application's own code nor one datagram of a stranger can do to a
 * server.
 */
class UnharmedServerTests {

	private static final InetSocketAddress SERVER = new InetSocketAddress("127.0.0.1", 5684);

	private static final HandshakeSettings QUICK = HandshakeSettings.defaults()
		.withInitialRetransmit(Duration.ofMillis(50));

	private final FaultyNetwork network = new FaultyNetwork();

	private final ServerFixture seen = new ServerFixture();

	private DtlsServer server;

	private void start(UnaryOperator<DtlsServerBuilder> choices) throws IOException {
		this.server = choices
			.apply(DtlsServer.builder()
				.credentials(Credentials.ofPsk((identity) -> ServerFixture.PSK))
				.handshakes(QUICK)
				.handler(this.seen)
				.observer(this.seen)
				.transports((configuration) -> this.network.bind(SERVER)))
			.build();
		this.server.start();
	}

	@AfterEach
	void stop() {
		if (this.server != null) {
			this.server.close();
		}
	}

	private DTLSTransport connect(int port) throws Exception {
		TestDtlsClient client = TestDtlsClient.offering(CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256)
			.withPsk("sensor-1", ServerFixture.PSK);
		client.resendMillis = 50;
		client.connectionId = new byte[0];
		DTLSTransport session = client
			.connect(this.network.client(this.network.bind(new InetSocketAddress("127.0.0.2", port)), SERVER));
		ServerFixture.next(this.seen.opened);
		return session;
	}

	private static void send(DTLSTransport client, String message) throws IOException {
		byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
		client.send(bytes, 0, bytes.length);
	}

	@ParameterizedTest
	@EnumSource
	void noErrorOfAHandlerLeavesASessionUnserved(DispatchSettings.Mode mode) throws Exception {
		List<Error> errors = List.of(new IOError(new IOException("on purpose")), new Error("on purpose"),
				new StackOverflowError("on purpose"), new LinkageError("on purpose"));
		start((builder) -> builder.dispatch(DispatchSettings.defaults().withMode(mode)).handler((session, message) -> {
			String text = new String(message, StandardCharsets.UTF_8);
			if (text.startsWith("fail")) {
				throw errors.get(text.charAt(text.length() - 1) - '0');
			}
			this.seen.handle(session, message);
		}));
		DTLSTransport client = connect(1);
		DTLSTransport other = connect(2);
		for (int i = 0; i < errors.size(); i++) {
			send(client, "fail " + i);
			send(client, "served " + i);
			assertThat(ServerFixture.next(this.seen.messages)).isEqualTo("served " + i);
		}
		send(other, "another");
		assertThat(ServerFixture.next(this.seen.messages)).isEqualTo("another");
		assertThat(this.seen.closed).isEmpty();
		ServerFixture.await("all to be handled", () -> this.server.queuedMessages() == 0);
	}

	@ParameterizedTest
	@EnumSource
	void anInterruptThatAHandlerLeavesBehindReachesNoOtherMessage(DispatchSettings.Mode mode) throws Exception {
		CountDownLatch queued = new CountDownLatch(1);
		start((builder) -> builder.dispatch(DispatchSettings.defaults().withMode(mode)).handler((session, message) -> {
			if (new String(message, StandardCharsets.UTF_8).equals("interrupt")) {
				if (mode == DispatchSettings.Mode.ORDERED) {
					queued.await();
				}
				Thread.currentThread().interrupt();
				return;
			}
			if (Thread.interrupted()) {
				throw new InterruptedException("left behind by another message");
			}
			this.seen.handle(session, message);
		}));
		DTLSTransport client = connect(1);
		send(client, "interrupt");
		send(client, "not lost");
		ServerFixture.await("both accepted", () -> this.server.statistics().messagesReceived() == 2);
		queued.countDown();
		assertThat(ServerFixture.next(this.seen.messages)).isEqualTo("not lost");
	}

	@Test
	void aSourceOfConnectionIdsThatThrowsTakesNoPlace() throws Exception {
		AtomicInteger failures = new AtomicInteger(5);
		ConnectionIdSource source = new ConnectionIdSource() {

			private final ConnectionIdSource random = ConnectionIdSource.random(8);

			@Override
			public int length() {
				return 8;
			}

			@Override
			public byte[] next() {
				if (failures.getAndDecrement() > 0) {
					throw new IllegalStateException("on purpose");
				}
				return this.random.next();
			}

		};
		start((builder) -> builder.connectionIds(ConnectionIdSettings.defaults().withSource(source))
			.handshakes(QUICK.withMaxConcurrent(2)));
		connect(1);
		assertThat(failures.get()).isNegative();
	}

	@Test
	void aDatagramOfManyHellosGetsOneAnswer() throws Exception {
		start((builder) -> builder);
		byte[] hello = new TestHello().toDatagram();
		ByteBuffer many = ByteBuffer.allocate(20 * hello.length);
		while (many.hasRemaining()) {
			many.put(hello);
		}
		FaultyNetwork.Port stranger = this.network.bind(new InetSocketAddress("127.0.0.9", 9));
		stranger.send(many.array(), 0, many.capacity(), SERVER);
		assertThat(stranger.take(TimeUnit.SECONDS.toNanos(15))).isNotNull();
		connect(1);
		assertThat(stranger.take(0)).isNull();
		stranger.send(hello, 0, hello.length, SERVER);
		assertThat(stranger.take(TimeUnit.SECONDS.toNanos(15))).isNotNull();
	}

}
