package io.dtls.endpoint;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.assertj.core.api.Assertions;
import org.assertj.core.api.Assumptions;
import org.bouncycastle.tls.DTLSTransport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.dtls.CipherSuite;
import io.dtls.CloseReason;
import io.dtls.credentials.Credentials;
import io.dtls.internal.transport.PlatformCapabilities;
import io.dtls.settings.DispatchSettings;
import io.dtls.settings.HandshakeSettings;
import io.dtls.settings.SnapshotSettings;
import io.dtls.store.FileSnapshotStore;
import io.dtls.store.Secrets;
import io.dtls.store.SnapshotStore;
import io.dtls.testing.MemorySnapshotStore;
import io.dtls.testing.SocketTransport;
import io.dtls.testing.TestDtlsClient;

/**
 * Sessions of several endpoint threads that are saved and restored.
 */
class IoThreadsSnapshotTests {

	private static final int THREADS = 3;

	private static final int PEERS = 24;

	private final ServerFixture seen = new ServerFixture();

	private final Set<String> threads = ConcurrentHashMap.newKeySet();

	private final List<DatagramSocket> sockets = new ArrayList<>();

	private final List<DTLSTransport> clients = new ArrayList<>();

	private DtlsServer server;

	@BeforeEach
	void whereTheSystemSpreadsPeers() {
		Assumptions.assumeThat(PlatformCapabilities.current().balancedSockets()).isTrue();
	}

	@AfterEach
	void close() {
		this.sockets.forEach(DatagramSocket::close);
		this.server.close();
	}

	private void start(SnapshotStore store, int threadCount, int port) throws IOException {
		this.server = DtlsServer.builder()
			.name("lanes")
			.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
			.ioThreads(threadCount)
			.credentials(Credentials.ofPsk((identity) -> ServerFixture.PSK))
			.handshakes(HandshakeSettings.defaults().withSourceLimits(1000, 5000, 5000))
			.dispatch(DispatchSettings.defaults().withMode(DispatchSettings.Mode.DIRECT))
			.snapshots(SnapshotSettings.of(store, Secrets.of(new byte[16], null)))
			.handler((session, message) -> {
				this.threads.add(Thread.currentThread().getName());
				session.send(message);
			})
			.observer(this.seen)
			.build();
		this.server.start();
	}

	private void connect(boolean connectionId) throws Exception {
		DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
		this.sockets.add(socket);
		socket.connect(this.server.localAddress());
		TestDtlsClient client = TestDtlsClient.offering(CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256)
			.withPsk("sensor-1", ServerFixture.PSK);
		client.resendMillis = 1000;
		client.connectionId = connectionId ? new byte[0] : null;
		this.clients.add(client.connect(new SocketTransport(socket)));
	}

	private void allAreEchoed() throws IOException {
		for (int i = 0; i < this.clients.size(); i++) {
			byte[] message = ("peer " + i).getBytes(StandardCharsets.US_ASCII);
			this.clients.get(i).send(message, 0, message.length);
			byte[] buffer = new byte[2048];
			int length = this.clients.get(i).receive(buffer, 0, buffer.length, 5000);
			Assertions.assertThat(length).as("the echo of peer " + i).isEqualTo(message.length);
		}
	}

	private void goesOnAfterARestart(SnapshotStore store, int threadsBefore, int threadsAfter) throws Exception {
		start(store, threadsBefore, 0);
		int port = this.server.localAddress().getPort();
		for (int i = 0; i < PEERS; i++) {
			connect(true);
		}
		allAreEchoed();
		this.server.close();
		Assertions.assertThat(this.seen.closed).hasSize(PEERS).containsOnly(CloseReason.SAVED);
		this.threads.clear();
		start(store, threadsAfter, port);
		allAreEchoed();
		allAreEchoed();
		Assertions.assertThat(this.threads).hasSize(threadsAfter);
		Assertions.assertThat(this.server.statistics().handshakesStarted()).isZero();
		Assertions.assertThat(this.server.statistics().sessionsRestored()).isEqualTo(PEERS);
	}

	@Test
	void allAreFoundInASharedStore() throws Exception {
		goesOnAfterARestart(new MemorySnapshotStore(), THREADS, THREADS);
	}

	@Test
	void allAreTakenBackFromAFile(@TempDir Path folder) throws Exception {
		goesOnAfterARestart(new FileSnapshotStore(folder), THREADS, THREADS);
	}

	@Test
	void theNumberOfThreadsMayChange(@TempDir Path folder) throws Exception {
		goesOnAfterARestart(new FileSnapshotStore(folder), 1, THREADS);
	}

	@Test
	void aSessionWithoutAConnectionIdIsToldGoodbyeAsItsThreadIsNotKnown(@TempDir Path folder) throws Exception {
		start(new FileSnapshotStore(folder), THREADS, 0);
		connect(false);
		connect(true);
		allAreEchoed();
		this.server.close();
		Assertions.assertThat(this.seen.closed).containsExactlyInAnyOrder(CloseReason.SAVED, CloseReason.SHUTDOWN);
	}

}
