package io.dtls.autoconfigure;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import io.dtls.DropReason;
import io.dtls.DtlsSession;
import io.dtls.endpoint.DtlsClient;
import io.dtls.endpoint.DtlsServer;
import io.dtls.spring.DtlsSessionNotFoundEvent;
import io.dtls.spring.annotation.DtlsListener;
import io.dtls.testing.LogCapture;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many peers at once, more than a listener can take, and the end of it: an application
 * with a listener, and real handshakes.
 */
class TrafficTests {

	private static final int PEERS = 8;

	private static final byte[] KEY = new byte[] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };

	private final ApplicationContextRunner runner = TestContexts.server();

	private final List<byte[]> answers = new CopyOnWriteArrayList<>();

	private final DtlsClient client = DtlsClient.builder()
		.psk("sensor-1", KEY)
		.handler((session, message) -> this.answers.add(message))
		.build();

	@AfterEach
	void close() {
		this.client.close();
	}

	private DtlsSession connect(ApplicationContext context) throws Exception {
		DtlsServer server = server(context);
		DtlsSession session = this.client.connect("127.0.0.1", server.localAddress().getPort());
		// What comes before the server has seen the end of the handshake may get lost.
		Awaitility.await().until(() -> server.sessions().stream().anyMatch((other) -> isOtherSide(other, session)));
		return session;
	}

	private static boolean isOtherSide(DtlsSession other, DtlsSession session) {
		return other.remoteAddress().getPort() == session.localAddress().getPort();
	}

	private static DtlsServer server(ApplicationContext context) {
		return context.getBean(DtlsServer.class);
	}

	private static byte[] number(int value) {
		return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void isHandledInOrderForEachOfManyPeers(boolean virtualThreads) {
		int messages = 400;
		this.runner.withBean(Recorder.class)
			.withPropertyValues("spring.threads.virtual.enabled=" + virtualThreads)
			.run((context) -> {
				Recorder recorder = context.getBean(Recorder.class);
				List<Thread> peers = new ArrayList<>();
				for (int peer = 0; peer < PEERS; peer++) {
					DtlsSession session = connect(context);
					peers.add(new Thread(() -> send(session, messages, recorder)));
				}
				peers.forEach(Thread::start);
				for (Thread peer : peers) {
					peer.join();
				}
				Awaitility.await().until(() -> recorder.total.get() == PEERS * messages);
				assertThat(recorder.heard.values()).hasSize(PEERS)
					.allSatisfy(
							(numbers) -> assertThat(numbers).isEqualTo(IntStream.range(0, messages).boxed().toList()));
			});
	}

	@Test
	void ofManyPeersIsHandledAtTheSameTime() {
		this.runner.withBean(Together.class).run((context) -> {
			for (int peer = 0; peer < PEERS; peer++) {
				connect(context).send(number(peer));
			}
			Awaitility.await().until(() -> this.answers.size() == PEERS);
		});
	}

	/** In bursts, so that no buffer of the system overflows. */
	private static void send(DtlsSession session, int messages, Recorder recorder) {
		try {
			for (int i = 0; i < messages; i++) {
				session.send(number(i));
				int sent = i + 1;
				if (sent % 20 == 0) {
					Awaitility.await().until(() -> recorder.total.get() >= sent);
				}
			}
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void beyondWhatAListenerCanTakeIsDroppedAndCountedAndTroublesNoOtherPeer() {
		this.runner.withBean(Slow.class).withPropertyValues("dtls.server.dispatch.queue-capacity=16").run((context) -> {
			Slow slow = context.getBean(Slow.class);
			DtlsSession flooding = connect(context);
			flooding.send(number(0));
			slow.busy.await();
			for (int i = 1; i <= 100; i++) {
				flooding.send(number(i));
			}
			DtlsServer server = server(context);
			Awaitility.await().until(() -> server.statistics().dropped(DropReason.QUEUE_FULL) == 84);
			assertThat(server.queuedMessages()).isEqualTo(17);
			connect(context).send(number(1000));
			Awaitility.await().until(() -> slow.heard.contains(1000));
			slow.released.countDown();
			Awaitility.await().until(() -> slow.heard.size() == 18);
			assertThat(slow.heard).containsExactlyElementsOf(
					() -> IntStream.concat(IntStream.of(1000), IntStream.rangeClosed(0, 16)).iterator());
		});
	}

	@Test
	void thatWasAcceptedIsHandledAndAnsweredBeforeTheServerStops() {
		this.runner.withBean(Slow.class).run((context) -> {
			Slow slow = context.getBean(Slow.class);
			DtlsSession session = connect(context);
			for (int i = 0; i < 50; i++) {
				session.send(number(i));
			}
			DtlsServer server = server(context);
			Awaitility.await().until(() -> server.queuedMessages() == 50);
			Thread stopping = new Thread(() -> ((ConfigurableApplicationContext) context).stop());
			stopping.start();
			Awaitility.await().until(() -> !server.state().name().equals("RUNNING"));
			slow.released.countDown();
			stopping.join();
			assertThat(slow.heard).isEqualTo(IntStream.range(0, 50).boxed().toList());
			Awaitility.await().until(() -> this.answers.size() == 50 && !session.isOpen());
		});
	}

	@Test
	void answersToPeersThatHaveLeftAreNoError() {
		List<Object> events = new CopyOnWriteArrayList<>();
		this.runner.withBean(Slow.class).withInitializer((context) -> context.addApplicationListener((event) -> {
			if (event instanceof DtlsSessionNotFoundEvent) {
				events.add(event);
			}
		})).run((context) -> {
			Slow slow = context.getBean(Slow.class);
			DtlsSession session = connect(context);
			for (int i = 0; i < 10; i++) {
				session.send(number(i));
			}
			DtlsServer server = server(context);
			Awaitility.await().until(() -> server.queuedMessages() == 10);
			session.close();
			Awaitility.await().until(() -> server.sessionCount() == 0);
			try (LogCapture errors = LogCapture.ofErrors()) {
				slow.released.countDown();
				Awaitility.await().until(() -> server.statistics().dropped(DropReason.SESSION_ENDED) == 10);
				Awaitility.await().until(() -> events.size() == 10);
				assertThat(errors.lines()).isEmpty();
			}
		});
	}

	static class Recorder {

		private final Map<String, List<Integer>> heard = new ConcurrentHashMap<>();

		private final AtomicInteger total = new AtomicInteger();

		@DtlsListener
		void take(byte[] message, DtlsSession session) {
			this.heard.computeIfAbsent(session.id(), (id) -> new CopyOnWriteArrayList<>())
				.add(ByteBuffer.wrap(message).getInt());
			this.total.incrementAndGet();
		}

	}

	/** Answers when all peers are being served. */
	static class Together {

		private final CountDownLatch all = new CountDownLatch(PEERS);

		@DtlsListener
		byte[] take(byte[] message) throws InterruptedException {
			this.all.countDown();
			this.all.await();
			return message;
		}

	}

	/** Is busy with whom it hears first until it is released. */
	static class Slow {

		private final List<Integer> heard = new CopyOnWriteArrayList<>();

		private final CountDownLatch busy = new CountDownLatch(1);

		private final CountDownLatch released = new CountDownLatch(1);

		@DtlsListener
		byte[] take(byte[] message) throws InterruptedException {
			int number = ByteBuffer.wrap(message).getInt();
			if (number < 1000) {
				this.busy.countDown();
				this.released.await();
			}
			this.heard.add(number);
			return message;
		}

	}

}
