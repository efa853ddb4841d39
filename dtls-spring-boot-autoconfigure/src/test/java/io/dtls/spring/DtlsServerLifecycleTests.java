package io.dtls.spring;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ApplicationListener;
import org.springframework.context.support.GenericApplicationContext;

import io.dtls.CloseReason;
import io.dtls.DtlsSession;
import io.dtls.MessageHandler;
import io.dtls.ServerState;
import io.dtls.endpoint.DtlsClient;
import io.dtls.endpoint.DtlsServer;
import io.dtls.spring.testing.EchoServers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class DtlsServerLifecycleTests {

	private final GenericApplicationContext context = new GenericApplicationContext();

	private final List<DtlsEvent> events = new CopyOnWriteArrayList<>();

	private final CompletableFuture<String> echoed = new CompletableFuture<>();

	private final DtlsClient client = EchoServers.client()
		.handler((session, message) -> this.echoed.complete(new String(message, StandardCharsets.UTF_8)))
		.build();

	@AfterEach
	void close() {
		this.client.close();
		this.context.close();
	}

	private DtlsServer start(MessageHandler handler) {
		return start(handler, true);
	}

	private DtlsServer start(MessageHandler handler, boolean closeNotify) {
		DtlsServer server = EchoServers.builder().name("echo").handler(handler).build();
		this.context.addApplicationListener((ApplicationListener<DtlsEvent>) this.events::add);
		this.context.registerBean("echo", DtlsServer.class, () -> server);
		this.context.registerBean("lifecycle", DtlsServerLifecycle.class, () -> {
			DtlsServerLifecycle lifecycle = new DtlsServerLifecycle("echo", server, Duration.ofSeconds(20));
			lifecycle.setCloseNotify(closeNotify);
			return lifecycle;
		});
		this.context.refresh();
		return server;
	}

	private DtlsSession connect(DtlsServer server) throws Exception {
		return this.client.connect("127.0.0.1", EchoServers.port(server));
	}

	private static MessageHandler echo() {
		return (session, message) -> session.send(message);
	}

	private <E extends DtlsEvent> List<E> events(Class<E> type) {
		return this.events.stream().filter(type::isInstance).map(type::cast).toList();
	}

	@Test
	void publishesWhatHappens() throws Exception {
		DtlsServer server = start(echo());
		DtlsSession session = connect(server);
		session.close();
		Awaitility.await().until(() -> !events(DtlsSessionClosedEvent.class).isEmpty());
		assertThat(this.events).hasSize(3)
			.allSatisfy((event) -> assertThat(event.getEndpoint()).isEqualTo("echo"))
			.allSatisfy((event) -> assertThat(event.getSource()).isSameAs(server));
		assertThat(events(DtlsServerListeningEvent.class)).singleElement()
			.extracting(DtlsServerListeningEvent::getPort)
			.isEqualTo(EchoServers.port(server));
		DtlsSession opened = events(DtlsSessionOpenedEvent.class).get(0).getSession();
		assertThat(opened.remoteAddress().getPort()).isEqualTo(session.localAddress().getPort());
		assertThat(events(DtlsSessionOpenedEvent.class).get(0).isRestored()).isFalse();
		assertThat(events(DtlsSessionClosedEvent.class)).singleElement()
			.satisfies((event) -> assertThat(event.getReason()).isEqualTo(CloseReason.PEER_CLOSED))
			.satisfies((event) -> assertThat(event.getSession()).isSameAs(opened));
	}

	@Test
	void publishesWhyAHandshakeFailed() throws Exception {
		DtlsServer server = start(echo());
		try (DtlsClient stranger = DtlsClient.builder().psk("sensor-1", new byte[5]).build()) {
			assertThatExceptionOfType(Exception.class).isThrownBy(() -> stranger
				.connect(new InetSocketAddress("127.0.0.1", EchoServers.port(server)), Duration.ofSeconds(1)));
		}
		this.context.stop();
		assertThat(events(DtlsHandshakeFailedEvent.class)).singleElement()
			.extracting((event) -> event.getFailure().peer().getAddress())
			.isEqualTo(InetAddress.getLoopbackAddress());
	}

	@Test
	void holdsUpNoPeerForAListenerThatBlocks() throws Exception {
		CountDownLatch released = new CountDownLatch(1);
		this.context.addApplicationListener((ApplicationListener<DtlsSessionOpenedEvent>) (event) -> {
			try {
				released.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
		DtlsServer server = start(echo());
		connect(server).send("hello".getBytes(StandardCharsets.UTF_8));
		assertThat(this.echoed.get()).isEqualTo("hello");
		released.countDown();
	}

	@Test
	void hasPublishedAllWhenTheApplicationStops() throws Exception {
		DtlsServer server = start(echo());
		connect(server);
		this.context.close();
		assertThat(events(DtlsSessionClosedEvent.class)).singleElement()
			.extracting(DtlsSessionClosedEvent::getReason)
			.isEqualTo(CloseReason.SHUTDOWN);
	}

	@Test
	void listensAgainAfterAPauseAndSaysWhere() throws Exception {
		DtlsServer server = start(echo());
		DtlsSession before = connect(server);
		Awaitility.await().until(() -> !server.sessions().isEmpty());
		this.context.pause();
		assertThat(server.isRunning()).isFalse();
		Awaitility.await().until(() -> !before.isOpen());
		this.context.restart();
		assertThat(events(DtlsServerListeningEvent.class)).hasSize(2)
			.last()
			.extracting(DtlsServerListeningEvent::getPort)
			.isEqualTo(EchoServers.port(server));
		connect(server).send("hello".getBytes(StandardCharsets.UTF_8));
		assertThat(this.echoed.get()).isEqualTo("hello");
	}

	@Test
	void startsAndStopsAsOftenAsItIsTold() throws Exception {
		DtlsServer server = start(echo());
		for (int i = 0; i < 10; i++) {
			this.context.stop();
			assertThat(server.isRunning()).isFalse();
			this.context.start();
			assertThat(connect(server).isOpen()).isTrue();
		}
		assertThat(events(DtlsServerListeningEvent.class)).hasSize(11);
	}

	@Test
	void tellsNoPeerWhereItIsSetSo() throws Exception {
		DtlsServer server = start(echo(), false);
		DtlsSession session = connect(server);
		this.context.stop();
		session.send("anyone?".getBytes(StandardCharsets.UTF_8));
		assertThat(session.isOpen()).isTrue();
	}

	@Test
	void keepsTheJvmAliveWhileItListens() {
		start(echo());
		assertThat(Thread.getAllStackTraces().keySet()).filteredOn((thread) -> thread.getName().startsWith("echo"))
			.anyMatch((thread) -> !thread.isDaemon());
		this.context.stop();
		Awaitility.await()
			.untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
				.noneMatch((thread) -> thread.getName().startsWith("echo") && !thread.isDaemon()));
	}

	@Test
	void stopsServersAtTheSameTime() throws Exception {
		List<DtlsServer> servers = new CopyOnWriteArrayList<>();
		CountDownLatch arrived = new CountDownLatch(2);
		CountDownLatch handled = new CountDownLatch(2);
		for (String name : List.of("one", "two")) {
			DtlsServer server = EchoServers.builder().handler((session, message) -> {
				arrived.countDown();
				Awaitility.await().until(() -> servers.stream().noneMatch(DtlsServerLifecycleTests::isRunning));
				handled.countDown();
			}).build();
			servers.add(server);
			this.context.registerBean(name, DtlsServerLifecycle.class,
					() -> new DtlsServerLifecycle(name, server, Duration.ofSeconds(20)));
		}
		this.context.refresh();
		for (DtlsServer server : servers) {
			connect(server).send(new byte[1]);
		}
		arrived.await();
		this.context.stop();
		assertThat(handled.getCount()).isZero();
	}

	private static boolean isRunning(DtlsServer server) {
		return server.state() == ServerState.RUNNING;
	}

}
