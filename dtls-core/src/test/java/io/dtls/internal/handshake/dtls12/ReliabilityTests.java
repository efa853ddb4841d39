package io.dtls.internal.handshake.dtls12;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.dtls.CipherSuite;
import io.dtls.HandshakeFailureReason;
import io.dtls.credentials.Credentials;
import io.dtls.internal.handshake.ServerHandshakeContext;
import io.dtls.internal.handshake.cookie.TestHello;
import io.dtls.internal.handshake.message.HandshakeFormat;
import io.dtls.internal.record.RecordFormat;
import io.dtls.settings.ClientAuth;
import io.dtls.settings.SecuritySettings;
import io.dtls.testing.TestCertificates;
import io.dtls.testing.TestDtlsClient;
import io.dtls.testing.TestNetwork.Fate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Loss, repetition, disorder and forgery during a handshake.
 */
class ReliabilityTests {

	private static final TestCertificates.Identity AUTHORITY = TestCertificates.authority("Test CA");

	private static final TestCertificates.Identity CLIENT = TestCertificates.leaf(AUTHORITY, "client",
			TestCertificates.P256);

	private static final Credentials CREDENTIALS = Credentials.ofCertificate(
			TestCertificates.keyManager(TestCertificates.leaf(AUTHORITY, "server", TestCertificates.P256)),
			TestCertificates.trustManager(AUTHORITY));

	private static final SecuritySettings CLIENT_AUTH = SecuritySettings.defaults().withClientAuth(ClientAuth.NEED);

	// Two hellos come first.
	private static final int FLIGHT_START = 2;

	private static final int FLIGHT_SIZE = 5;

	private static HandshakeRun patientRun() {
		return HandshakeRun.with(CREDENTIALS, CLIENT_AUTH,
				HandshakeRun.FAST.withInitialRetransmit(Duration.ofSeconds(5)));
	}

	private static TestDtlsClient patientClient() {
		TestDtlsClient client = new TestDtlsClient().withIdentity(CLIENT);
		client.resendMillis = 5000;
		return client;
	}

	@Test
	void everyOrderOfTheClientsLastFlightCompletesWithoutRetransmission() {
		for (List<Integer> order : permutations(FLIGHT_SIZE)) {
			HandshakeRun run = patientRun();
			List<byte[]> flight = new ArrayList<>();
			run.network.clientFate((index, datagram) -> {
				if (index < FLIGHT_START) {
					return List.of(datagram);
				}
				flight.add(datagram);
				return (flight.size() == FLIGHT_SIZE) ? order.stream().map(flight::get).toList() : List.of();
			});
			run.connect(patientClient());
			assertThat(run.established).as("order %s", order).isNotNull();
			assertThat(run.established.peer().certificates()).isNotEmpty();
			assertThat(run.network.fromClient()).hasSize(FLIGHT_START + FLIGHT_SIZE);
		}
	}

	private static List<List<Integer>> permutations(int size) {
		if (size == 0) {
			return List.of(List.of());
		}
		List<List<Integer>> all = new ArrayList<>();
		for (List<Integer> shorter : permutations(size - 1)) {
			for (int at = 0; at <= shorter.size(); at++) {
				List<Integer> longer = new ArrayList<>(shorter);
				longer.add(at, size - 1);
				all.add(longer);
			}
		}
		return all;
	}

	@Test
	void losingAnyOneDatagramStillCompletes() {
		HandshakeRun whole = patientRun().connect(patientClient());
		int sent = whole.network.fromClient().size();
		for (int lost = 0; lost < sent; lost++) {
			HandshakeRun run = HandshakeRun.with(CREDENTIALS, CLIENT_AUTH);
			run.network.clientFate(Fate.losing(lost));
			run.connect(new TestDtlsClient().withIdentity(CLIENT));
			assertThat(run.established).as("datagram %d of the client lost", lost).isNotNull();
			assertThat(run.clientFailure).isNull();
		}
		for (int lost = 0; lost < whole.network.fromServer().size(); lost++) {
			HandshakeRun run = HandshakeRun.with(CREDENTIALS, CLIENT_AUTH);
			run.network.serverFate(Fate.losing(lost));
			run.connect(new TestDtlsClient().withIdentity(CLIENT));
			assertThat(run.established).as("datagram %d of the server lost", lost).isNotNull();
			assertThat(run.clientFailure).isNull();
		}
	}

	@Test
	void everythingTwiceCompletesWithoutExtraAnswers() {
		HandshakeRun run = patientRun();
		run.network.clientFate(Fate.doubling());
		run.network.serverFate(Fate.doubling());
		run.connect(patientClient());
		assertThat(run.established).isNotNull();
		HandshakeRun plain = patientRun().connect(patientClient());
		// The repeated first hello is answered, as nothing is remembered about it.
		assertThat(run.network.fromServer()).hasSize(plain.network.fromServer().size() + 1);
	}

	@Test
	void heavyLossAndDisorderComplete() {
		for (int seed = 0; seed < 5; seed++) {
			HandshakeRun run = HandshakeRun.with(CREDENTIALS, CLIENT_AUTH);
			run.network.clientFate(unreliable(new Random(seed)));
			run.network.serverFate((index, datagram) -> (index % 3 == 1) ? List.of() : List.of(datagram));
			Thread client = new Thread(() -> run.connect(new TestDtlsClient().withIdentity(CLIENT)));
			client.setDaemon(true);
			client.start();
			run.awaitEnd();
			assertThat(run.established).as("seed %d", seed).isNotNull();
		}
	}

	private static Fate unreliable(Random random) {
		List<byte[]> late = new ArrayList<>();
		return (index, datagram) -> {
			if (random.nextInt(10) < 3) {
				return List.of();
			}
			if (random.nextInt(10) < 3) {
				late.add(datagram);
				return List.of();
			}
			List<byte[]> now = new ArrayList<>(List.of(datagram));
			now.addAll(late);
			late.clear();
			Collections.shuffle(now, random);
			return now;
		};
	}

	@Test
	void repeatedHelloIsAnsweredWithTheSameSignature() {
		HandshakeRun run = HandshakeRun.with(CREDENTIALS, SecuritySettings.defaults());
		// The server's flight is lost three times; the client asks again.
		run.network.serverFate((index, datagram) -> (index >= 1 && index < 4) ? List.of() : List.of(datagram));
		run.connect(new TestDtlsClient());
		assertThat(run.established).isNotNull();
		Set<String> keyExchanges = new HashSet<>();
		for (byte[] datagram : run.network.fromServer()) {
			for (byte[] record : Records.split(datagram)) {
				if (RecordFormat.contentType(record, 0) == RecordFormat.HANDSHAKE && RecordFormat.epoch(record, 0) == 0
						&& HandshakeFormat.type(record, 13) == 12) {
					keyExchanges.add(Arrays.toString(Arrays.copyOfRange(record, 13, record.length)));
				}
			}
		}
		assertThat(keyExchanges).hasSize(1);
		assertThat(run.network.fromServer().size()).isGreaterThan(4);
	}

	@Test
	void forgedPlaintextRecordsDoNoHarm() {
		byte[][] forged = { TestHello.record(RecordFormat.CHANGE_CIPHER_SPEC, 0, 1L << 40, (byte) 1),
				TestHello.record(RecordFormat.APPLICATION_DATA, 0, 1L << 41, new byte[20]),
				TestHello.record(RecordFormat.HEARTBEAT, 0, 1L << 42, new byte[20]),
				TestHello.record(RecordFormat.ALERT, 0, 1L << 43, (byte) 2, (byte) 40),
				TestHello.record(RecordFormat.HANDSHAKE, 0, 1L << 44, new byte[12]),
				TestHello.record(RecordFormat.HANDSHAKE, 1, 3, new byte[40]),
				TestHello.record(99, 0, 1L << 45, new byte[20]),
				TestHello.fragment(HandshakeFormat.FINISHED, 5, new byte[12], 0, 12, 1L << 46),
				TestHello.fragment(HandshakeFormat.CLIENT_KEY_EXCHANGE, 9, new byte[12], 0, 12, 1L << 47) };
		for (int before = FLIGHT_START; before < FLIGHT_START + FLIGHT_SIZE; before++) {
			for (byte[] record : forged) {
				int at = before;
				HandshakeRun run = patientRun();
				run.network
					.clientFate((index, datagram) -> (index == at) ? List.of(record, datagram) : List.of(datagram));
				run.connect(patientClient());
				assertThat(run.established).as("%s before datagram %d", Arrays.toString(record), before).isNotNull();
			}
		}
	}

	@Test
	void plaintextAlertEndsTheHandshakeIfNothingElseComes() {
		HandshakeRun run = HandshakeRun.with(CREDENTIALS, CLIENT_AUTH);
		run.network.clientFate((index, datagram) -> (index < FLIGHT_START) ? List.of(datagram)
				: List.of(TestHello.record(RecordFormat.ALERT, 0, 50 + index, (byte) 2, (byte) 48)));
		TestDtlsClient client = new TestDtlsClient().withIdentity(CLIENT);
		client.timeoutMillis = 500;
		run.connect(client);
		assertThat(run.failure.reason()).isEqualTo(HandshakeFailureReason.PEER_ALERT);
		assertThat(run.failure.alert()).isEqualTo(48);
	}

	@Test
	void dataAroundTheFinishedIsDeliveredOnceInOrder() throws Exception {
		for (boolean inOneDatagram : new boolean[] { true, false }) {
			HandshakeRun run = HandshakeRun.with(CREDENTIALS, SecuritySettings.defaults(),
					HandshakeRun.FAST.withInitialRetransmit(Duration.ofSeconds(5)));
			TestDtlsClient client = patientClient();
			run.network.clientFate((index, datagram) -> {
				if (RecordFormat.epoch(datagram, 0) != 1) {
					return List.of(datagram);
				}
				byte[] before = record(client, "before");
				byte[] after = record(client, "after");
				List<byte[]> all = List.of(before, before, datagram, after, after);
				return inOneDatagram ? List.of(Records.join(all)) : all;
			});
			run.connect(client);
			assertThat(run.delivered()).containsExactly("before", "after");
		}
	}

	@Test
	void dataFarAheadOfTheFinishedKeepsNobodyFromFinishing() {
		HandshakeRun run = patientRun();
		TestDtlsClient client = patientClient();
		List<byte[]> ahead = new ArrayList<>();
		run.network.clientFate((index, datagram) -> {
			if (RecordFormat.epoch(datagram, 0) != 1) {
				return List.of(datagram);
			}
			for (int i = 0; i < 100; i++) {
				record(client, "lost");
			}
			ahead.add(record(client, "far ahead"));
			ahead.add(record(client, "further"));
			return List.of(ahead.get(1), ahead.get(0), ahead.get(0), datagram);
		});
		run.connect(client);
		assertThat(run.clientFailure).isNull();
		assertThat(run.delivered()).containsExactly("further", "far ahead");
		ahead.forEach(run.network::injectToServer);
		run.network.injectToServer(record(client, "after"));
		assertThat(run.delivered()).containsExactly("further", "far ahead", "after");
	}

	private static byte[] record(TestDtlsClient client, String text) {
		try {
			return Records.protect(client.ownRecords, RecordFormat.APPLICATION_DATA,
					text.getBytes(StandardCharsets.US_ASCII));
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void noWriteNumberIsUsedTwice() throws Exception {
		HandshakeRun run = HandshakeRun.with(CREDENTIALS, CLIENT_AUTH);
		run.network.serverFate((index, datagram) -> (index % 2 == 1 && index < 6) ? List.of() : List.of(datagram));
		run.connect(new TestDtlsClient().withIdentity(CLIENT));
		assertThat(run.client).isNotNull();
		List<byte[]> all = new ArrayList<>(run.network.fromServer());
		for (int i = 0; i < 100; i++) {
			all.add(run.protect(new byte[10]));
			if (i % 10 == 0) {
				all.add(run.protectLastFlight());
			}
		}
		Set<Long> numbers = new HashSet<>();
		for (byte[] datagram : all) {
			for (byte[] record : Records.split(datagram)) {
				if (HandshakeFormat.type(record, 13) != HandshakeFormat.HELLO_VERIFY_REQUEST) {
					assertThat(numbers.add(RecordFormat.epochAndSequence(record, 0))).isTrue();
				}
			}
		}
		assertThat(numbers.size()).isGreaterThan(110);
	}

	@Test
	void lostLastFlightIsRepeatedUnderNewNumbersEvenAfterManyPushes() throws Exception {
		HandshakeRun run = HandshakeRun.with(CREDENTIALS, SecuritySettings.defaults());
		boolean[] lost = new boolean[1];
		run.network.serverFate((index, datagram) -> {
			if (!lost[0] && RecordFormat.contentType(datagram, 0) == RecordFormat.CHANGE_CIPHER_SPEC) {
				lost[0] = true;
				return List.of();
			}
			return List.of(datagram);
		});
		Thread client = new Thread(() -> run.connect(new TestDtlsClient()));
		client.start();
		run.awaitEnd();
		for (int i = 0; i < 100; i++) {
			byte[] push = run.protect(new byte[10]);
			run.network.sendToClient(push, 0, push.length);
		}
		client.join(10_000);
		assertThat(lost[0]).isTrue();
		assertThat(run.client).isNotNull();
	}

	@Test
	void flightsLeaveInFewDatagramsThatFitTheMtu() {
		for (int mtu : new int[] { 256, 600, 1400 }) {
			ServerHandshakeContext context = ServerHandshakeContext.of(CREDENTIALS, CLIENT_AUTH,
					HandshakeRun.FAST.withInitialRetransmit(Duration.ofSeconds(5)), mtu);
			HandshakeRun run = new HandshakeRun(context).connect(patientClient());
			assertThat(run.established).isNotNull();
			assertThat(run.network.fromServer()).allMatch((datagram) -> datagram.length <= mtu);
			if (mtu == 1400) {
				// HelloVerifyRequest, the flight up to ServerHelloDone, CCS with
				// Finished.
				assertThat(run.network.fromServer()).hasSize(3);
			}
		}
	}

	@Test
	void silenceEndsTheHandshakeAtItsTimeout() {
		HandshakeRun run = HandshakeRun.with(CREDENTIALS, CLIENT_AUTH,
				HandshakeRun.FAST.withTimeout(Duration.ofMillis(200)));
		run.network.clientFate((index, datagram) -> (index < FLIGHT_START) ? List.of(datagram) : List.of());
		TestDtlsClient client = new TestDtlsClient();
		client.timeoutMillis = 100;
		run.connect(client);
		assertThat(run.failure.reason()).isEqualTo(HandshakeFailureReason.TIMEOUT);
		assertThat(run.failure.alert()).isNull();
	}

	@Test
	void abortWakesTheHandshake() throws Exception {
		HandshakeRun run = patientRun();
		run.network.clientFate((index, datagram) -> (index < FLIGHT_START) ? List.of(datagram) : List.of());
		TestDtlsClient client = new TestDtlsClient();
		client.timeoutMillis = 100;
		Thread thread = new Thread(() -> run.connect(client));
		thread.start();
		thread.join(1000);
		run.handshake.abort(HandshakeFailureReason.SHUTDOWN);
		run.awaitEnd();
		assertThat(run.failure.reason()).isEqualTo(HandshakeFailureReason.SHUTDOWN);
	}

	@Test
	void plainPskNeedsOneRoundTripAfterTheCookie() {
		HandshakeRun run = HandshakeRun.with(Credentials.ofPsk((identity) -> new byte[16]), SecuritySettings.defaults(),
				HandshakeRun.FAST.withInitialRetransmit(Duration.ofSeconds(5)));
		TestDtlsClient client = TestDtlsClient.offering(CipherSuite.TLS_PSK_WITH_AES_128_CCM_8);
		client.resendMillis = 5000;
		run.connect(client);
		assertThat(run.network.fromServer()).hasSize(3);
	}

}
