package io.dtls.adversarial;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import com.sun.management.UnixOperatingSystemMXBean;
import org.bouncycastle.tls.DTLSTransport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.dtls.CipherSuite;
import io.dtls.credentials.Credentials;
import io.dtls.endpoint.TestServer;
import io.dtls.endpoint.TestServer.Wire;
import io.dtls.internal.transport.DatagramTransport;
import io.dtls.internal.transport.NioDatagramTransport;
import io.dtls.settings.HandshakeSettings;
import io.dtls.settings.SessionSettings;
import io.dtls.settings.SocketSettings;
import io.dtls.testing.NothingAboveDebug;
import io.dtls.testing.TestDtlsClient;
import io.dtls.testing.TransportClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many strangers, and many peers that come and go, over real UDP. The short form runs
 * with all tests; docs/operations/hardening.md has the commands of the long ones.
 */
@ExtendWith(NothingAboveDebug.class)
class FloodTests {

	private static final Logger logger = LoggerFactory.getLogger(FloodTests.class);

	private static final int HELLOS = Integer.getInteger("flood.hellos", 20_000);

	private static final int GARBAGE = Integer.getInteger("flood.garbage", 5_000);

	private static final int SESSIONS = Integer.getInteger("flood.sessions", 20);

	private static final Duration SOAK = Duration.ofSeconds(Integer.getInteger("soak.seconds", 5));

	private static final int PEERS = Integer.getInteger("soak.peers", 30);

	// Long enough for all peers of a round to be there at the same time.
	private static final Duration IDLE = Duration.ofSeconds(Math.max(3, PEERS / 10));

	// A long run may have next to no processor time for many seconds.
	private static final int PATIENCE_MILLIS = 60_000;

	private static final int SOURCES = 200;

	// Datagrams that may be on their way: less than the socket's buffer holds.
	private static final int WINDOW = 300;

	private static final long MAX_GROWTH = 16 << 20;

	private static final long MAX_DIRECT_GROWTH = 1 << 20;

	private final List<DatagramTransport> ends = new ArrayList<>();

	private TestServer start(Duration idle) throws IOException {
		return TestServer.start(Wire.UDP,
				(builder) -> builder.credentials(Credentials.ofPsk((identity) -> MessageLevelClient.PSK))
					.sessions(SessionSettings.defaults().withIdleTimeout(idle))
					.handshakes(HandshakeSettings.defaults()
						.withInitialRetransmit(Duration.ofMillis(200))
						.withSourceLimits(1000, 1000, 100_000))
					.handler((session, message) -> session.send(message)));
	}

	private Peer connect(TestServer server) throws IOException {
		TestDtlsClient client = TestDtlsClient.offering(CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256)
			.withPsk("sensor-1", MessageLevelClient.PSK);
		client.resendMillis = 5000;
		client.timeoutMillis = PATIENCE_MILLIS;
		client.connectionId = new byte[0];
		TransportClient end = new TransportClient(bind(0), server.address());
		return new Peer(end, connect(client, end));
	}

	private static DTLSTransport connect(TestDtlsClient client, TransportClient end) throws IOException {
		try {
			return client.connect(end);
		}
		catch (IOException ex) {
			throw new IOException("No handshake with " + end, ex);
		}
	}

	private DatagramTransport bind(int number) throws IOException {
		InetSocketAddress address = new InetSocketAddress(InetAddress.getByName("127.0.0." + (1 + number % 50)), 0);
		DatagramTransport end = NioDatagramTransport.bind(address, new SocketSettings(0, 0));
		this.ends.add(end);
		return end;
	}

	@Test
	void aFloodOfHellosAndGarbageHurtsNoSession() throws Exception {
		try (TestServer server = start(Duration.ofMinutes(30))) {
			List<Peer> peers = new ArrayList<>();
			for (int i = 0; i < SESSIONS; i++) {
				peers.add(connect(server));
			}
			long heap = usedMemory();
			long in = server.transport().bytesIn();
			long out = server.transport().bytesOut();
			Thread flood = new Thread(() -> flood(server));
			flood.start();
			List<Long> latencies = new ArrayList<>();
			while (flood.isAlive()) {
				latencies.add(peers.get(latencies.size() % SESSIONS).echo());
			}
			long bytesIn = server.transport().bytesIn() - in;
			long bytesOut = server.transport().bytesOut() - out;
			long growth = usedMemory() - heap;
			latencies.sort(null);
			logger.warn(
					"{} hellos and {} garbage from {} sources: heap {} KiB, in {} out {} bytes, {} echoes, p99 {} µs",
					HELLOS, GARBAGE, SOURCES, growth / 1024, bytesIn, bytesOut, latencies.size(),
					latencies.get(latencies.size() * 99 / 100) / 1000);
			assertThat(growth).isLessThan(MAX_GROWTH);
			assertThat(bytesOut).isLessThanOrEqualTo(bytesIn);
			assertThat(server.closed).isEmpty();
			assertThat(server.server().sessionCount()).isEqualTo(SESSIONS);
			assertThat(server.server().handshakeCount()).isZero();
		}
		finally {
			this.ends.forEach(DatagramTransport::close);
		}
	}

	private void flood(TestServer server) {
		Random random = new Random(5);
		try {
			List<DatagramTransport> sources = new ArrayList<>();
			for (int i = 0; i < SOURCES; i++) {
				sources.add(NioDatagramTransport.bind(
						new InetSocketAddress(InetAddress.getByName("127.0.1." + (1 + i % 50)), 0),
						new SocketSettings(0, 0)));
			}
			byte[] body = new MessageLevelClient(sources.get(0), server.address(),
					CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256)
				.helloBody();
			byte[] hello = Message.record(22, 0, new Message(Message.CLIENT_HELLO, 0, body).bytes());
			int total = HELLOS + GARBAGE;
			long begin = server.transport().handled();
			for (int i = 0; i < total; i++) {
				byte[] datagram = (i % (total / GARBAGE) == 0) ? new byte[1 + random.nextInt(1400)] : hello;
				random.nextBytes((datagram != hello) ? datagram : body);
				System.arraycopy(body, 2, hello, 27, 32);
				sources.get(i % SOURCES).send(datagram, 0, datagram.length, server.address());
				if (i % WINDOW == WINDOW - 1) {
					server.transport().awaitHandled(begin + i - WINDOW);
				}
			}
			sources.forEach(DatagramTransport::close);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void peersThatComeTalkMoveAndGoLeaveNothingBehind() throws Exception {
		try (TestServer server = start(IDLE)) {
			long direct = directMemory();
			round(server);
			settle(server);
			awaitDirectMemory(direct + MAX_DIRECT_GROWTH);
			long heap = usedMemory();
			int threads = Thread.activeCount();
			long descriptors = descriptors();
			long end = System.nanoTime() + SOAK.toNanos();
			int rounds = 0;
			do {
				round(server);
				rounds++;
			}
			while (System.nanoTime() < end);
			settle(server);
			awaitDirectMemory(direct + MAX_DIRECT_GROWTH);
			long growth = usedMemory() - heap;
			logger.warn(
					"{} rounds of {} peers: heap {} KiB, direct memory {} KiB, threads {} to {}, descriptors {} to {}",
					rounds, PEERS, growth / 1024, (directMemory() - direct) / 1024, threads, Thread.activeCount(),
					descriptors, descriptors());
			assertThat(growth).isLessThan(MAX_GROWTH);
			assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 4);
			assertThat(descriptors()).isLessThanOrEqualTo(descriptors + 4);
			assertThat(server.server().statistics().sessionsOpened()).isEqualTo((rounds + 1L) * PEERS);
		}
	}

	// All connect and talk; then a third closes in order, a third just vanishes, a third
	// moves and vanishes.
	private void round(TestServer server) throws IOException {
		List<Peer> peers = new ArrayList<>();
		for (int i = 0; i < PEERS; i++) {
			peers.add(connect(server));
			peers.get(i).echo();
		}
		for (int i = 0; i < PEERS; i++) {
			Peer peer = peers.get(i);
			if (i % 3 == 0) {
				peer.session.close();
			}
			else if (i % 3 == 1) {
				peer.end.rebind(bind(i));
				peer.echo();
			}
		}
		this.ends.forEach(DatagramTransport::close);
		this.ends.clear();
		// What the test remembers is not what the server leaks.
		server.opened.clear();
		server.closed.clear();
	}

	private static void settle(TestServer server) throws InterruptedException {
		long deadline = System.nanoTime() + IDLE.plusSeconds(20).toNanos();
		while (server.server().sessionCount() > 0 || server.server().handshakeCount() > 0) {
			assertThat(System.nanoTime()).as("sessions are left").isLessThan(deadline);
			TimeUnit.MILLISECONDS.sleep(20);
		}
	}

	private static long descriptors() {
		return (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix)
				? unix.getOpenFileDescriptorCount() : 0;
	}

	// The JDK keeps a buffer for each thread that has used a channel.
	private static long directMemory() {
		return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)
			.stream()
			.filter((pool) -> pool.getName().equals("direct"))
			.mapToLong(BufferPoolMXBean::getMemoryUsed)
			.sum();
	}

	// Buffers that nobody uses any more are given back by a thread of the JDK, after the
	// collector has found them.
	private static void awaitDirectMemory(long limit) throws InterruptedException {
		long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
		while (directMemory() > limit) {
			assertThat(System.nanoTime()).as("direct memory is left").isLessThan(deadline);
			System.gc();
			TimeUnit.MILLISECONDS.sleep(20);
		}
	}

	private static long usedMemory() {
		System.gc();
		System.gc();
		return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
	}

	/** A client with a session. */
	private record Peer(TransportClient end, DTLSTransport session) {

		/** Returns how long it took, in nanoseconds. */
		long echo() throws IOException {
			byte[] message = new byte[64];
			byte[] answer = new byte[2048];
			long begin = System.nanoTime();
			this.session.send(message, 0, message.length);
			int length = this.session.receive(answer, 0, answer.length, PATIENCE_MILLIS);
			assertThat(Arrays.copyOf(answer, Math.max(length, 0))).as("the echo").isEqualTo(message);
			return System.nanoTime() - begin;
		}

	}

}
