package io.dtls.internal.handshake.dtls12;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.dtls.HandshakeFailureReason;
import io.dtls.credentials.Credentials;
import io.dtls.internal.handshake.ClientHandshakeContext;
import io.dtls.internal.record.RecordFormat;
import io.dtls.settings.ClientSettings;
import io.dtls.settings.HandshakeSettings;
import io.dtls.settings.SecuritySettings;
import io.dtls.testing.TestCertificates;
import io.dtls.testing.TestNetwork;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Networks that take longer than the first timer, and peers that fall silent. In the
 * build everything is ten times as fast as out there; {@code -Dslow.factor=1} takes the
 * times of the real world.
 */
class SlowNetworkTests {

	private static final int FACTOR = Integer.getInteger("slow.factor", 10);

	private static final Duration TIMER = Duration.ofSeconds(1).dividedBy(FACTOR);

	private static final HandshakeSettings SETTINGS = HandshakeSettings.defaults().withInitialRetransmit(TIMER);

	private static final TestCertificates.Identity AUTHORITY = TestCertificates.authority("Test CA");

	private static final Credentials SERVER = Credentials.ofCertificate(
			TestCertificates.keyManager(TestCertificates.leaf(AUTHORITY, "server", TestCertificates.P256)),
			TestCertificates.trustManager(AUTHORITY));

	private static final ClientHandshakeContext CLIENT = ClientHandshakeContext.of(
			new Credentials(null, TestCertificates.trustManager(AUTHORITY), null, null), SecuritySettings.defaults(),
			SETTINGS, ClientSettings.defaults(), 1400);

	private final ScheduledExecutorService network = Executors.newSingleThreadScheduledExecutor();

	@AfterEach
	void stop() {
		this.network.shutdownNow();
	}

	private TestNetwork.Fate late(Duration delay, Duration jitter, Random random, Consumer<byte[]> to) {
		return (index, datagram) -> {
			long wait = delay.toNanos() + (long) (random.nextDouble() * jitter.toNanos());
			this.network.schedule(() -> to.accept(datagram), wait, TimeUnit.NANOSECONDS);
			return List.of();
		};
	}

	@Test
	void aRoundTripOfThreeTimersCompletes() {
		Duration way = Duration.ofMillis(1500).dividedBy(FACTOR);
		completes(way, Duration.ZERO, 1);
	}

	@Test
	void jitterOfAFewTenthsCompletes() {
		for (int seed = 0; seed < 5; seed++) {
			completes(Duration.ofMillis(50).dividedBy(FACTOR), Duration.ofMillis(400).dividedBy(FACTOR), seed);
		}
	}

	private void completes(Duration way, Duration jitter, int seed) {
		HandshakeRun server = HandshakeRun.with(SERVER, SecuritySettings.defaults(), SETTINGS);
		Random random = new Random(seed);
		server.network.clientFate(late(way, jitter, random, server.network::injectToServer));
		server.network.serverFate(late(way, jitter, random, server.network::injectToClient));
		ClientRun client = ClientRun.with(CLIENT, server);
		assertThat(client.failure).isNull();
		assertThat(server.awaitEnd().established).isNotNull();
		assertThat(server.network.fromClient().size()).isLessThan(30);
	}

	@Test
	void aServersFlightIsRepeatedAfterOneTwoAndFourTimers() {
		HandshakeRun server = HandshakeRun.with(SERVER, SecuritySettings.defaults(),
				SETTINGS.withTimeout(TIMER.multipliedBy(12)));
		List<Long> times = new ArrayList<>();
		List<byte[]> flights = new ArrayList<>();
		server.network.serverFate((index, datagram) -> {
			if (index > 0) {
				times.add(System.nanoTime());
				flights.add(datagram);
				return List.of();
			}
			return List.of(datagram);
		});
		// The client goes silent after its second hello.
		server.network.clientFate((index, datagram) -> (index < 2) ? List.of(datagram) : List.of());
		ClientRun client = new ClientRun(CLIENT, "localhost",
				(bytes, off, len) -> server.network.sendToServer(Arrays.copyOfRange(bytes, off, off + len)));
		client.start();
		byte[] verify = server.network.receiveAsClient(10_000);
		client.handshake.offer(verify, 0, verify.length);
		assertThat(server.awaitEnd().failure.reason()).isEqualTo(HandshakeFailureReason.TIMEOUT);
		client.handshake.abort(HandshakeFailureReason.SHUTDOWN);
		waitsDouble(times);
		numbersAreNew(flights);
	}

	@Test
	void aClientsHelloIsRepeatedAfterOneTwoAndFourTimers() throws Exception {
		List<Long> times = new ArrayList<>();
		List<byte[]> hellos = new ArrayList<>();
		ClientHandshakeContext context = ClientHandshakeContext.of(
				new Credentials(null, TestCertificates.trustManager(AUTHORITY), null, null),
				SecuritySettings.defaults(), SETTINGS.withTimeout(TIMER.multipliedBy(12)), ClientSettings.defaults(),
				1400);
		ClientRun client = new ClientRun(context, "localhost", (bytes, off, len) -> {
			times.add(System.nanoTime());
			hellos.add(Arrays.copyOfRange(bytes, off, off + len));
		});
		client.start().awaitEnd();
		assertThat(client.failure.reason()).isEqualTo(HandshakeFailureReason.TIMEOUT);
		waitsDouble(times);
		numbersAreNew(hellos);
	}

	// Sent at 0, 1, 3 and 7 timers; never early, however slow the machine.
	private static void waitsDouble(List<Long> times) {
		assertThat(times).hasSize(4);
		for (int i = 1; i < times.size(); i++) {
			long wait = times.get(i) - times.get(i - 1);
			assertThat(wait).as("wait %d", i).isGreaterThan(TIMER.toNanos() * (1L << (i - 1)) * 9 / 10);
		}
	}

	private static void numbersAreNew(List<byte[]> datagrams) {
		Set<Long> numbers = new HashSet<>();
		for (byte[] datagram : datagrams) {
			for (byte[] record : Records.split(datagram)) {
				assertThat(numbers.add(RecordFormat.epochAndSequence(record, 0))).isTrue();
			}
		}
	}

}
