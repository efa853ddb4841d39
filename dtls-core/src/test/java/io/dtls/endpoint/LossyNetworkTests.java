package io.dtls.endpoint;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.dtls.DtlsSession;
import io.dtls.credentials.Credentials;
import io.dtls.settings.HandshakeSettings;
import io.dtls.testing.FaultyNetwork;
import io.dtls.testing.FaultyNetwork.Faults;
import io.dtls.testing.NetworkSocket;
import io.dtls.testing.TestCertificates;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Our client and our server, whole, over a network in memory that loses datagrams of
 * either side: full handshakes and resumed ones, with certificates and with pre-shared
 * keys, and then a message there and back.
 */
@Timeout(300)
class LossyNetworkTests {

	// Those of a handshake without loss, and a few that are sent again.
	private static final int DATAGRAMS = 8;

	private static final int SEEDS = 6;

	private static final double PROBABILITY = 0.3;

	private static final Duration DEADLINE = Duration.ofSeconds(30);

	private static final int PARALLEL = 8;

	private static final InetSocketAddress SERVER = new InetSocketAddress("127.0.0.1", 5684);

	private static final InetSocketAddress BEFORE = new InetSocketAddress("127.0.0.2", 40_000);

	private static final InetSocketAddress CLIENT = new InetSocketAddress("127.0.0.3", 40_000);

	private static final TestCertificates.Identity AUTHORITY = TestCertificates.authority("authority");

	private static final TestCertificates.Identity IDENTITY = TestCertificates.leaf(AUTHORITY, "server",
			TestCertificates.P256);

	private static final HandshakeSettings QUICK = HandshakeSettings.defaults()
		.withInitialRetransmit(Duration.ofMillis(10))
		.withSourceLimits(1000, 1000, 1000);

	@ParameterizedTest
	@EnumSource
	void losingAnyOneOrTwoDatagramsStillCompletes(Kind kind) throws Exception {
		Stream<Set<Integer>> ones = IntStream.range(0, DATAGRAMS).mapToObj(Set::of);
		Stream<Set<Integer>> twos = IntStream.range(0, DATAGRAMS)
			.boxed()
			.flatMap((first) -> IntStream.range(first + 1, DATAGRAMS).mapToObj((second) -> Set.of(first, second)));
		inParallel(Stream.concat(ones, twos)
			.map((lost) -> task(kind, losing(lost), "datagrams " + lost + " lost"))
			.toList());
	}

	@ParameterizedTest
	@EnumSource
	void heavyLossRepetitionAndDisorderComplete(Kind kind) throws Exception {
		inParallel(IntStream.range(0, SEEDS)
			.mapToObj((seed) -> task(kind, Faults.random(seed, PROBABILITY), "seed " + seed))
			.toList());
	}

	private static Faults losing(Set<Integer> lost) {
		AtomicInteger sent = new AtomicInteger();
		return (datagram) -> lost.contains(sent.getAndIncrement()) ? List.of() : List.of(datagram);
	}

	private static Callable<Void> task(Kind kind, Faults faults, String what) {
		return () -> {
			completes(kind, faults, what);
			return null;
		};
	}

	private static void inParallel(List<Callable<Void>> tasks) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(PARALLEL);
		try {
			for (Future<Void> one : threads.invokeAll(tasks)) {
				one.get();
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	private static void completes(Kind kind, Faults faults, String what) throws Exception {
		FaultyNetwork network = new FaultyNetwork();
		BlockingQueue<String> echoes = new LinkedBlockingQueue<>();
		try (DtlsServer server = server(network); DtlsClient client = client(kind, echoes)) {
			server.start();
			if (kind.resumed) {
				try (NetworkSocket before = new NetworkSocket(network.bind(BEFORE), SERVER)) {
					echo(client.connect(before, DEADLINE), echoes, what);
				}
			}
			network.faults(faults);
			try (NetworkSocket socket = new NetworkSocket(network.bind(CLIENT), SERVER)) {
				DtlsSession session = client.connect(socket, DEADLINE);
				assertThat(session.negotiated().resumed()).as(what).isEqualTo(kind.resumed);
				echo(session, echoes, what);
			}
		}
	}

	private static DtlsServer server(FaultyNetwork network) {
		return DtlsServer.builder()
			.credentials(Credentials.ofCertificate(TestCertificates.keyManager(IDENTITY), null)
				.withPskStore((identity) -> ServerFixture.PSK))
			.handshakes(QUICK)
			.transports((configuration) -> network.bind(SERVER))
			.handler((session, message) -> session.send(message))
			.build();
	}

	private static DtlsClient client(Kind kind, BlockingQueue<String> echoes) {
		DtlsClientBuilder builder = kind.psk ? DtlsClient.builder().psk("sensor-1", ServerFixture.PSK)
				: DtlsClient.builder().trust(TestCertificates.trustManager(AUTHORITY));
		return builder.handshakes(QUICK)
			.handler((session, message) -> echoes.add(new String(message, StandardCharsets.UTF_8)))
			.build();
	}

	// Messages are lost like anything else, and that is their sender's business.
	private static void echo(DtlsSession session, BlockingQueue<String> echoes, String what)
			throws IOException, InterruptedException {
		String answer = null;
		long deadline = System.nanoTime() + DEADLINE.toNanos();
		while (answer == null && System.nanoTime() - deadline < 0) {
			session.send(what.getBytes(StandardCharsets.UTF_8));
			answer = echoes.poll(20, TimeUnit.MILLISECONDS);
		}
		assertThat(answer).isEqualTo(what);
	}

	/** What a handshake proves itself with. */
	enum Kind {

		CERTIFICATE(false, false), PSK(true, false), RESUMED_CERTIFICATE(false, true), RESUMED_PSK(true, true);

		private final boolean psk;

		private final boolean resumed;

		Kind(boolean psk, boolean resumed) {
			this.psk = psk;
			this.resumed = resumed;
		}

	}

}
