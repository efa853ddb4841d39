package io.dtls.adversarial;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import org.bouncycastle.tls.DTLSTransport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.dtls.CipherSuite;
import io.dtls.CloseReason;
import io.dtls.DropReason;
import io.dtls.DtlsObserver;
import io.dtls.HandshakeFailureReason;
import io.dtls.credentials.Credentials;
import io.dtls.endpoint.TestServer;
import io.dtls.endpoint.TestServer.Wire;
import io.dtls.settings.DispatchSettings;
import io.dtls.testing.LogCapture;
import io.dtls.testing.TestDtlsClient;
import io.dtls.testing.TransportClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What can break under, above and beside an endpoint: it goes on, or ends with one clear
 * reason.
 */
class FaultTests {

	private static final Credentials CREDENTIALS = Credentials.ofPsk((identity) -> MessageLevelClient.PSK);

	private TestServer server;

	private int clients;

	@AfterEach
	void stop() {
		if (this.server != null) {
			this.server.close();
		}
	}

	private DTLSTransport connect() throws IOException {
		TestDtlsClient client = TestDtlsClient.offering(CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256)
			.withPsk("sensor-1", MessageLevelClient.PSK);
		client.resendMillis = 100;
		this.clients++;
		return client
			.connect(new TransportClient(this.server.client("127.0.0.1", 1000 + this.clients), this.server.address()));
	}

	private static void send(DTLSTransport client, String message) throws IOException {
		byte[] bytes = message.getBytes(StandardCharsets.US_ASCII);
		client.send(bytes, 0, bytes.length);
	}

	private static void echo(DTLSTransport client, String message) throws IOException {
		send(client, message);
		byte[] buffer = new byte[2000];
		int length = client.receive(buffer, 0, buffer.length, 10_000);
		assertThat(length).as("an echo of " + message).isPositive();
		assertThat(new String(buffer, 0, length, StandardCharsets.US_ASCII)).isEqualTo(message);
	}

	@ParameterizedTest
	@EnumSource
	void errorsOfAHandlerEndNothing(DispatchSettings.Mode mode) throws Exception {
		Error[] errors = { new OutOfMemoryError("as ordered"), new StackOverflowError("as ordered"),
				new NoClassDefFoundError("as ordered"), new AssertionError("as ordered") };
		AtomicInteger calls = new AtomicInteger();
		this.server = TestServer.start(Wire.MEMORY,
				(builder) -> builder.credentials(CREDENTIALS)
					.dispatch(DispatchSettings.defaults().withMode(mode))
					.handler((session, message) -> {
						int call = calls.getAndIncrement();
						if (call < errors.length) {
							throw errors[call];
						}
						session.send(message);
					}));
		DTLSTransport client = connect();
		for (int i = 0; i < errors.length; i++) {
			send(client, "fails");
		}
		echo(client, "goes on");
		assertThat(this.server.closed).isEmpty();
	}

	@Test
	void whatFailsForEveryMessageDoesNotFillTheLog() throws Exception {
		DtlsObserver broken = new DtlsObserver() {

			@Override
			public void dropped(DropReason reason, InetSocketAddress peer) {
				throw new IllegalStateException("as ordered");
			}

		};
		AtomicInteger calls = new AtomicInteger();
		try (LogCapture errors = LogCapture.ofErrors()) {
			this.server = TestServer.start(Wire.MEMORY,
					(builder) -> builder.credentials(CREDENTIALS)
						.dispatch(DispatchSettings.defaults().withQueueCapacity(200))
						.observer(broken)
						.handler((session, message) -> {
							calls.incrementAndGet();
							throw new IOException("as ordered");
						}));
			DTLSTransport client = connect();
			// Until the session is open, few records wait for it.
			await(() -> this.server.server().statistics().sessionsOpened() == 1);
			for (int i = 0; i < 200; i++) {
				send(client, "fails");
			}
			await(() -> calls.get() == 200);
			assertThat(errors.lines()).hasSizeLessThanOrEqualTo(2)
				.anyMatch((line) -> line.contains("The message handler failed"));
		}
	}

	@ParameterizedTest
	@EnumSource
	void aHandlerThatLeavesAnInterruptBehindStopsNobody(DispatchSettings.Mode mode) throws Exception {
		AtomicBoolean first = new AtomicBoolean(true);
		this.server = TestServer.start(Wire.UDP,
				(builder) -> builder.credentials(CREDENTIALS)
					.dispatch(DispatchSettings.defaults().withMode(mode))
					.handler((session, message) -> {
						session.send(message);
						if (first.getAndSet(false)) {
							throw new InterruptedException("as ordered");
						}
					}));
		DTLSTransport client = connect();
		echo(client, "interrupts");
		echo(client, "goes on");
		echo(connect(), "a newcomer");
	}

	@Test
	void anExecutorThatRejectsDropsMessagesAndNothingElse() throws Exception {
		AtomicBoolean rejecting = new AtomicBoolean(true);
		AtomicInteger asked = new AtomicInteger();
		Executor executor = (task) -> {
			asked.incrementAndGet();
			if (rejecting.get()) {
				throw (asked.get() % 2 == 0) ? new RejectedExecutionException("as ordered")
						: new IllegalStateException("as ordered");
			}
			new Thread(task).start();
		};
		this.server = TestServer.start(Wire.MEMORY,
				(builder) -> builder.credentials(CREDENTIALS)
					.handlerExecutor(executor)
					.dispatch(DispatchSettings.defaults().withQueueCapacity(3)));
		DTLSTransport client = connect();
		for (int i = 0; i < 10; i++) {
			send(client, "message " + i);
		}
		await(() -> this.server.dropped().contains(DropReason.QUEUE_FULL));
		rejecting.set(false);
		for (int i = 0; i < 3; i++) {
			assertThat(client.receive(new byte[100], 0, 100, 10_000)).isPositive();
		}
		echo(client, "goes on");
		assertThat(asked.get()).isGreaterThan(1);
		assertThat(this.server.closed).isEmpty();
	}

	private static void await(BooleanSupplier condition) throws InterruptedException {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
		while (!condition.getAsBoolean()) {
			assertThat(System.nanoTime()).isLessThan(deadline);
			TimeUnit.MILLISECONDS.sleep(5);
		}
	}

	@Test
	void anObserverThatThrowsStopsNothing() throws Exception {
		DtlsObserver broken = new DtlsObserver() {

			@Override
			public void handshakeStarted(InetSocketAddress peer) {
				throw new OutOfMemoryError("as ordered");
			}

			@Override
			public void dropped(DropReason reason, InetSocketAddress peer) {
				throw new IllegalStateException("as ordered");
			}

		};
		this.server = TestServer.start(Wire.MEMORY, (builder) -> builder.credentials(CREDENTIALS).observer(broken));
		echo(connect(), "goes on");
	}

	@Test
	void aSocketClosedUnderItEndsEverySessionWithOneReason() throws Exception {
		for (Wire wire : Wire.values()) {
			this.server = TestServer.start(wire, (builder) -> builder.credentials(CREDENTIALS));
			echo(connect(), "before");
			MessageLevelClient halfOpen = new MessageLevelClient(this.server.client("127.0.0.1", 3000),
					this.server.address(), CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256);
			halfOpen.sayHello();
			this.server.transport().close();
			assertThat(this.server.closed.poll(10, TimeUnit.SECONDS)).isEqualTo(CloseReason.TRANSPORT_FAILED);
			assertThat(this.server.failed.poll(10, TimeUnit.SECONDS).reason())
				.isEqualTo(HandshakeFailureReason.SHUTDOWN);
			await(() -> !this.server.server().isRunning());
			assertThat(this.server.server().sessionCount()).isZero();
			this.server.close();
		}
	}

	@Test
	void aNetworkThatRefusesToSendIsOutlived() throws Exception {
		this.server = TestServer.start(Wire.MEMORY, (builder) -> builder.credentials(CREDENTIALS));
		DTLSTransport client = connect();
		echo(client, "before");
		for (String error : new String[] { "No buffer space available", "Operation not permitted" }) {
			this.server.transport().refuseToSend(new IOException(error));
			int before = this.server.dropped().size();
			send(client, "lost");
			await(() -> this.server.dropped().size() > before);
			this.server.transport().refuseToSend(null);
			echo(client, "after " + error);
		}
		assertThat(this.server.dropped()).contains(DropReason.SEND_FAILED);
		assertThat(this.server.closed).isEmpty();
	}

	@Test
	void aHandshakeOutlivesANetworkThatIsDownForAWhile() throws Exception {
		this.server = TestServer.start(Wire.MEMORY, (builder) -> builder.credentials(CREDENTIALS));
		this.server.transport().refuseToSend(new IOException("Network is unreachable"));
		Thread up = new Thread(() -> {
			while (this.server.dropped().stream().filter((reason) -> reason == DropReason.SEND_FAILED).count() < 2) {
				Thread.onSpinWait();
			}
			this.server.transport().refuseToSend(null);
		});
		up.start();
		echo(connect(), "through");
		up.join();
	}

	@Test
	void errorsThatTheSocketReportsAreOutlived() throws Exception {
		this.server = TestServer.start(Wire.MEMORY, (builder) -> builder.credentials(CREDENTIALS));
		DTLSTransport client = connect();
		for (int i = 0; i < 300; i++) {
			this.server.transport().failNextReceive(new IOException("Connection refused"));
			if (i % 50 == 0) {
				echo(client, "through " + i);
			}
		}
		echo(client, "goes on");
		assertThat(this.server.server().isRunning()).isTrue();
	}

}
