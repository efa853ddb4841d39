package io.dtls.endpoint;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.bouncycastle.tls.DTLSTransport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.dtls.CipherSuite;
import io.dtls.CloseReason;
import io.dtls.DropReason;
import io.dtls.DtlsSession;
import io.dtls.credentials.Credentials;
import io.dtls.internal.transport.PlatformCapabilities;
import io.dtls.settings.DemuxMode;
import io.dtls.settings.DispatchSettings;
import io.dtls.settings.HandshakeSettings;
import io.dtls.settings.SessionSettings;
import io.dtls.testing.SocketTransport;
import io.dtls.testing.TestDtlsClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Several endpoint threads on one port.
 */
class IoThreadsTests {

	private static final int THREADS = 4;

	private static final int PEERS = 200;

	// Those that are refused wait for nothing, so they had better do it at once.
	private static final int CONNECTING = 32;

	private final ServerFixture seen = new ServerFixture();

	private final Set<String> threads = ConcurrentHashMap.newKeySet();

	private final List<AutoCloseable> open = new ArrayList<>();

	@BeforeEach
	void whereTheSystemSpreadsPeers() {
		assumeThat(PlatformCapabilities.current().balancedSockets()).isTrue();
	}

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable one : this.open) {
			one.close();
		}
	}

	private DtlsServerBuilder configured() {
		return DtlsServer.builder()
			.name("lanes")
			.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
			.ioThreads(THREADS)
			.credentials(Credentials.ofPsk((identity) -> ServerFixture.PSK))
			.handshakes(HandshakeSettings.defaults().withSourceLimits(1000, 5000, 5000))
			.dispatch(DispatchSettings.defaults().withMode(DispatchSettings.Mode.DIRECT))
			.handler((session, message) -> {
				this.threads.add(Thread.currentThread().getName());
				this.seen.handle(session, message);
			})
			.observer(this.seen);
	}

	private DtlsServer start(DtlsServerBuilder builder) throws IOException {
		DtlsServer server = builder.build();
		this.open.add(server);
		server.start();
		return server;
	}

	private DatagramSocket socket(DtlsServer server) throws IOException {
		DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
		socket.connect(server.localAddress());
		this.open.add(0, socket);
		return socket;
	}

	private static TestDtlsClient client() {
		TestDtlsClient client = TestDtlsClient.offering(CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256)
			.withPsk("sensor-1", ServerFixture.PSK);
		client.resendMillis = 1000;
		return client;
	}

	private List<Future<DTLSTransport>> connectAll(DtlsServer server, int peers, int timeoutMillis) throws Exception {
		List<Callable<DTLSTransport>> tasks = new ArrayList<>();
		for (int i = 0; i < peers; i++) {
			DatagramSocket socket = socket(server);
			TestDtlsClient client = client();
			client.timeoutMillis = timeoutMillis;
			tasks.add(() -> client.connect(new SocketTransport(socket)));
		}
		ExecutorService clients = Executors.newFixedThreadPool(CONNECTING);
		this.open.add(0, clients::shutdownNow);
		return clients.invokeAll(tasks);
	}

	private static void echo(DTLSTransport client, String message) throws IOException {
		byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
		client.send(bytes, 0, bytes.length);
		byte[] buffer = new byte[2048];
		int length = client.receive(buffer, 0, buffer.length, 5000);
		assertThat(length).as("an echo of " + message).isPositive();
		assertThat(new String(buffer, 0, length, StandardCharsets.UTF_8)).isEqualTo(message);
	}

	@Test
	void allPeersEchoOverAllThreadsAndTheStopIsClean() throws Exception {
		DtlsServer server = start(configured());
		List<DTLSTransport> clients = new ArrayList<>();
		for (Future<DTLSTransport> client : connectAll(server, PEERS, 20_000)) {
			clients.add(client.get());
		}
		for (int i = 0; i < clients.size(); i++) {
			echo(clients.get(i), "peer " + i);
		}
		assertThat(this.threads).containsExactlyInAnyOrder("lanes", "lanes-io-2", "lanes-io-3", "lanes-io-4");
		assertThat(server.sessionCount()).isEqualTo(PEERS);
		assertThat(server.sessions()).hasSize(PEERS).allMatch(DtlsSession::isOpen);
		ServerFixture.await("the last count", () -> server.statistics().messagesReceived() == PEERS);
		InetSocketAddress address = server.localAddress();
		server.close();
		assertThat(this.seen.closed).hasSize(PEERS).containsOnly(CloseReason.SHUTDOWN);
		ServerFixture.await("the end of all threads",
				() -> Thread.getAllStackTraces()
					.keySet()
					.stream()
					.noneMatch((thread) -> thread.getName().startsWith("lanes")));
		new DatagramSocket(address).close();
	}

	@Test
	void theLimitOfSessionsHoldsOverAllThreads() throws Exception {
		DtlsServer server = start(configured().sessions(SessionSettings.defaults().withMax(50)));
		int connected = 0;
		for (Future<DTLSTransport> client : connectAll(server, 50 + CONNECTING, 3000)) {
			try {
				client.get();
				connected++;
			}
			catch (ExecutionException ex) {
				assertThat(ex).hasCauseInstanceOf(IOException.class);
			}
		}
		assertThat(server.sessionCount()).isEqualTo(50);
		assertThat(server.statistics().sessionsOpened()).isEqualTo(50);
		assertThat(connected).isGreaterThanOrEqualTo(50);
	}

	@Test
	void theRateOfHandshakesOfOneSourceHoldsOverAllThreads() throws Exception {
		DtlsServer server = start(configured().handshakes(HandshakeSettings.defaults().withSourceLimits(10, 100, 1)));
		long begin = System.nanoTime();
		connectAll(server, CONNECTING, 1500);
		// A burst of 10, and one more a second.
		long most = 11 + Duration.ofNanos(System.nanoTime() - begin).toSeconds();
		assertThat(server.statistics().handshakesStarted()).isBetween(10L, most);
		assertThat(this.seen.dropped()).contains(DropReason.RATE_LIMITED);
	}

	@Test
	void theRateOfAllHandshakesHoldsOverAllThreads() throws Exception {
		DtlsServer server = start(
				configured().handshakes(HandshakeSettings.defaults().withSourceLimits(1000, 1000, 1000).withRate(8)));
		long begin = System.nanoTime();
		connectAll(server, CONNECTING, 1500);
		// A burst of 8, and eight more a second.
		long most = 8 + 8 * (1 + Duration.ofNanos(System.nanoTime() - begin).toSeconds());
		assertThat(server.statistics().handshakesStarted()).isBetween(8L, most);
		assertThat(this.seen.dropped()).contains(DropReason.RATE_LIMITED);
	}

	@Test
	void theLimitsOfUnfinishedHandshakesHoldOverAllThreads() throws Exception {
		for (HandshakeSettings limits : List.of(HandshakeSettings.defaults().withSourceLimits(9, 1000, 1000),
				HandshakeSettings.defaults().withSourceLimits(1000, 9, 1000),
				HandshakeSettings.defaults().withSourceLimits(1000, 1000, 1000).withMaxConcurrent(9))) {
			DtlsServer server = start(configured().handshakes(limits));
			connectSilently(server);
			assertThat(server.handshakeCount()).isEqualTo(9);
			assertThat(this.seen.dropped()).contains(DropReason.ADMISSION_LIMIT);
			server.close();
		}
	}

	// Says hello with the cookie, and nothing more.
	private void connectSilently(DtlsServer server) throws Exception {
		List<Callable<Void>> tasks = new ArrayList<>();
		for (int i = 0; i < CONNECTING; i++) {
			SocketTransport network = new SocketTransport(socket(server));
			TestDtlsClient client = client();
			client.timeoutMillis = 700;
			client.resendMillis = 5000;
			tasks.add(() -> {
				assertThatExceptionOfType(IOException.class).isThrownBy(() -> client.connect(network.sendingOnly(2)));
				return null;
			});
		}
		ExecutorService clients = Executors.newFixedThreadPool(CONNECTING);
		this.open.add(0, clients::shutdownNow);
		for (Future<Void> one : clients.invokeAll(tasks)) {
			one.get();
		}
	}

	@Test
	void theLimitOfSessionsOfOneSourceHoldsOverAllThreads() throws Exception {
		DtlsServer server = start(configured().sessions(SessionSettings.defaults().withMaxPerSource(20)));
		connectAll(server, 20 + CONNECTING, 3000);
		assertThat(server.sessionCount()).isEqualTo(20);
		assertThat(server.statistics().sessionsOpened()).isEqualTo(20);
	}

	@Test
	void aSessionWithAConnectionIdStaysWithItsThreadWhereverItsPeerIs() throws Exception {
		DtlsServer server = start(configured());
		DatagramSocket socket = socket(server);
		SocketTransport network = new SocketTransport(socket);
		TestDtlsClient client = client();
		client.connectionId = new byte[0];
		DTLSTransport transport = client.connect(network);
		echo(transport, "at home");
		for (int i = 0; i < 20; i++) {
			network.moveTo(socket(server));
			echo(transport, "away " + i);
		}
		assertThat(this.threads).hasSize(1);
		assertThat(server.sessionCount()).isOne();
		assertThat(this.seen.closed).isEmpty();
	}

	@Test
	void aPeerThatStartsOverWhereItMovedToReplacesItsSessionOnWhateverThread() throws Exception {
		DtlsServer server = start(configured());
		for (int i = 0; i < 8; i++) {
			SocketTransport network = new SocketTransport(socket(server));
			TestDtlsClient client = client();
			client.connectionId = new byte[0];
			DTLSTransport first = client.connect(network);
			echo(first, "at home");
			DatagramSocket elsewhere = socket(server);
			network.moveTo(elsewhere);
			echo(first, "moved");
			DTLSTransport second = client().connect(new SocketTransport(elsewhere));
			assertThat(ServerFixture.next(this.seen.closed)).isEqualTo(CloseReason.REPLACED);
			echo(second, "anew");
		}
		assertThat(server.sessionCount()).isEqualTo(8);
	}

	@Test
	void aTakenPortFailsTheStart() throws Exception {
		DtlsServer first = start(configured());
		DtlsServer second = configured().bind(first.localAddress()).build();
		assertThatExceptionOfType(BindException.class).isThrownBy(second::start);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Windows 11", "Mac OS X" })
	void severalThreadsAreRefusedWhereTheSystemDoesNotSpreadPeers(String system) {
		DtlsServerBuilder builder = configured().platform(PlatformCapabilities.of(system));
		assertThatIllegalArgumentException().isThrownBy(builder::build)
			.withMessageStartingWith("io-threads")
			.withMessageContaining(system);
		assertThat(builder.ioThreads(1).build()).isNotNull();
	}

	@Test
	void nonsenseIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> configured().ioThreads(0).build())
			.withMessageStartingWith("io-threads");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> configured().ioThreads(2)
				.demux(DemuxMode.CONNECTED)
				.platform(PlatformCapabilities.of("Linux"))
				.build())
			.withMessageStartingWith("demux is 'connected'. Expected: 'router' or 'auto'");
	}

}
