package io.dtls.adversarial;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.bouncycastle.tls.DTLSTransport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.dtls.CipherSuite;
import io.dtls.DropReason;
import io.dtls.credentials.Credentials;
import io.dtls.endpoint.TestServer;
import io.dtls.endpoint.TestServer.Wire;
import io.dtls.internal.transport.DatagramTransport;
import io.dtls.internal.transport.NioDatagramTransport;
import io.dtls.settings.SocketSettings;
import io.dtls.testing.TestDtlsClient;
import io.dtls.testing.TransportClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many idle sessions, and a steady rate of messages, over real UDP. The short form runs
 * with all tests; docs/operations/hardening.md has the commands of the long ones.
 */
class LoadTests {

	private static final Logger logger = LoggerFactory.getLogger(LoadTests.class);

	private static final int IDLE_SESSIONS = Integer.getInteger("load.idle", 300);

	private static final int SESSIONS = Integer.getInteger("load.sessions", 20);

	private static final int PER_SECOND = Integer.getInteger("load.rate", 1_000);

	private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("load.seconds", 3));

	// A session costs a few kilobytes; the rest is what tests and JIT leave behind.
	private static final long MAX_SESSION = 12 << 10;

	private static final long MAX_REST = 8 << 20;

	private final List<DatagramTransport> ends = new ArrayList<>();

	private int bound;

	private TestServer server;

	@AfterEach
	void close() {
		this.ends.forEach(DatagramTransport::close);
		if (this.server != null) {
			this.server.close();
		}
	}

	private void start() throws IOException {
		this.server = TestServer.start(Wire.UDP,
				(builder) -> builder.credentials(Credentials.ofPsk((identity) -> MessageLevelClient.PSK))
					.handler((session, message) -> session.send(message)));
	}

	// A port that was closed comes back, and another session with the same address would
	// take the place of the first.
	private TransportClient end() throws IOException {
		this.bound++;
		InetAddress address = InetAddress.getByName("127.1." + this.bound / 250 + "." + (1 + this.bound % 250));
		DatagramTransport end = NioDatagramTransport.bind(new InetSocketAddress(address, 0), new SocketSettings(0, 0));
		this.ends.add(end);
		return new TransportClient(end, this.server.address());
	}

	private DTLSTransport connect() throws IOException {
		TestDtlsClient client = TestDtlsClient.offering(CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256)
			.withPsk("sensor-1", MessageLevelClient.PSK);
		client.resendMillis = 1000;
		return client.connect(end());
	}

	@Test
	void idleSessionsCostMemoryAndNoThreads() throws Exception {
		start();
		// The first ones load classes and make threads.
		List<DTLSTransport> kept = new ArrayList<>(List.of(connect(), connect()));
		settle();
		long heap = usedMemory();
		int threads = Thread.activeCount();
		for (int i = 2; i < IDLE_SESSIONS; i++) {
			DTLSTransport client = connect();
			if (i % 100 == 0) {
				kept.add(client);
			}
			else {
				this.ends.remove(this.ends.size() - 1).close();
			}
		}
		settle();
		long perSession = (usedMemory() - heap) / IDLE_SESSIONS;
		logger.warn("{} idle sessions: {} bytes of heap each, {} KiB resident, threads {} to {}", IDLE_SESSIONS,
				perSession, residentKib(), threads, Thread.activeCount());
		assertThat(this.server.server().sessionCount()).isEqualTo(IDLE_SESSIONS);
		assertThat(perSession * IDLE_SESSIONS).isLessThan(MAX_SESSION * IDLE_SESSIONS + MAX_REST);
		assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 4);
		for (DTLSTransport one : kept) {
			byte[] message = { 1, 2, 3 };
			byte[] answer = new byte[2000];
			one.send(message, 0, message.length);
			assertThat(one.receive(answer, 0, answer.length, 10_000)).isEqualTo(message.length);
		}
		assertThat(this.server.closed).isEmpty();
	}

	// Threads of handshakes end when they have had nothing to do for a while.
	private void settle() throws InterruptedException {
		this.server.opened.clear();
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
		while (this.server.server().handshakeCount() > 0 && System.nanoTime() < deadline) {
			TimeUnit.MILLISECONDS.sleep(10);
		}
	}

	private static long residentKib() throws IOException {
		Path status = Path.of("/proc/self/status");
		if (!Files.exists(status)) {
			return 0;
		}
		return Files.readAllLines(status)
			.stream()
			.filter((line) -> line.startsWith("VmRSS:"))
			.mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", "")))
			.sum();
	}

	private static long usedMemory() {
		System.gc();
		System.gc();
		return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
	}

	@Test
	void aSteadyRateLosesAltersAndConfusesNothing() throws Exception {
		start();
		List<Talker> talkers = new ArrayList<>();
		for (int i = 0; i < SESSIONS; i++) {
			talkers.add(new Talker(i, connect()));
		}
		List<Long> latencies = new ArrayList<>();
		long begin = System.nanoTime();
		long total = TIME.toSeconds() * PER_SECOND;
		for (long i = 0; i < total; i++) {
			long due = begin + i * TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
			while (System.nanoTime() < due) {
				Thread.onSpinWait();
			}
			latencies.add(talkers.get((int) (i % SESSIONS)).echo());
		}
		double seconds = (System.nanoTime() - begin) / 1e9;
		latencies.sort(null);
		logger.warn("{} echoes of {} sessions, {} a second: all came back as sent, p50 {} µs, p99 {} µs", total,
				SESSIONS, Math.round(total / seconds), latencies.get(latencies.size() / 2) / 1000,
				latencies.get(latencies.size() * 99 / 100) / 1000);
		assertThat(latencies).hasSize((int) total);
		assertThat(this.server.server().statistics().messagesReceived()).isEqualTo(total);
		assertThat(this.server.dropped()).containsOnly(DropReason.COOKIE_REQUESTED);
	}

	/** A client that says what no other says. */
	private static final class Talker {

		private final Random random;

		private final int number;

		private final DTLSTransport session;

		private final byte[] answer = new byte[2000];

		private int sent;

		Talker(int number, DTLSTransport session) {
			this.number = number;
			this.random = new Random(number);
			this.session = session;
		}

		/** Returns how long it took, in nanoseconds. */
		long echo() throws IOException {
			byte[] message = new byte[8 + this.random.nextInt(1000)];
			this.random.nextBytes(message);
			ByteBuffer.wrap(message).putInt(this.number).putInt(this.sent++);
			long begin = System.nanoTime();
			this.session.send(message, 0, message.length);
			int length = this.session.receive(this.answer, 0, this.answer.length, 10_000);
			long took = System.nanoTime() - begin;
			assertThat(Arrays.copyOf(this.answer, Math.max(0, length))).as("the echo").isEqualTo(message);
			return took;
		}

	}

}
