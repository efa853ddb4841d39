package io.dtls.endpoint;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.bouncycastle.tls.DTLSTransport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.dtls.CipherSuite;
import io.dtls.CloseReason;
import io.dtls.DropReason;
import io.dtls.DtlsSession;
import io.dtls.credentials.Credentials;
import io.dtls.internal.record.RecordFormat;
import io.dtls.settings.HandshakeSettings;
import io.dtls.settings.SecuritySettings;
import io.dtls.testing.FaultyNetwork;
import io.dtls.testing.FaultyNetwork.Sent;
import io.dtls.testing.TestCertificates;
import io.dtls.testing.TestDtlsClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server and a client over a network in memory: what must hold from the first hello,
 * through the hand-over from Bouncy Castle, to the last record.
 */
class HandOverTests {

	private static final InetSocketAddress SERVER = new InetSocketAddress("127.0.0.1", 5684);

	private static final InetSocketAddress CLIENT = new InetSocketAddress("127.0.0.2", 40_000);

	private static final TestCertificates.Identity authority = TestCertificates.authority("authority");

	private static final TestCertificates.Identity ecdsa = TestCertificates.leaf(authority, "server",
			TestCertificates.P256);

	private static final TestCertificates.Identity rsa = TestCertificates.leaf(authority, "server",
			TestCertificates.RSA);

	private final FaultyNetwork network = new FaultyNetwork();

	private int pushes;

	private final ServerFixture seen = new ServerFixture() {

		// On the endpoint thread, so that nothing of the peer is handled in between.
		@Override
		public void opened(DtlsSession session, long handshakeNanos) {
			push(session, HandOverTests.this.pushes);
			super.opened(session, handshakeNanos);
		}

	};

	private DtlsServer server;

	private void start() throws IOException {
		this.server = DtlsServer.builder()
			.credentials(
					new Credentials(TestCertificates.keyManager(ecdsa, rsa), TestCertificates.trustManager(authority),
							(identity) -> identity.equals("sensor-1") ? ServerFixture.PSK : null, null))
			.security(SecuritySettings.defaults().withCipherSuites(CipherSuite.secure()))
			.handshakes(HandshakeSettings.defaults()
				.withInitialRetransmit(Duration.ofMillis(10))
				.withTimeout(Duration.ofSeconds(60))
				.withSourceLimits(100, 100, 1000))
			.handler(this.seen)
			.observer(this.seen)
			.transports((configuration) -> this.network.bind(SERVER))
			.build();
		this.server.start();
	}

	@AfterEach
	void stop() {
		if (this.server != null) {
			this.server.close();
		}
	}

	private DTLSTransport connect(TestDtlsClient client, FaultyNetwork.Port port) throws IOException {
		return client.connect(this.network.client(port, SERVER));
	}

	private static void send(DTLSTransport client, String message) throws IOException {
		byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
		client.send(bytes, 0, bytes.length);
	}

	private static String receive(DTLSTransport client) throws IOException {
		byte[] buffer = new byte[2048];
		int length = client.receive(buffer, 0, buffer.length, 5000);
		return (length < 0) ? null : new String(buffer, 0, length, StandardCharsets.UTF_8);
	}

	private static void echo(DTLSTransport client, String message) throws IOException {
		send(client, message);
		assertThat(receive(client)).isEqualTo(message);
	}

	private List<byte[]> records(InetSocketAddress from) {
		List<byte[]> records = new ArrayList<>();
		for (Sent sent : this.network.sent()) {
			if (sent.from().equals(from)) {
				split(sent.bytes(), records);
			}
		}
		return records;
	}

	private static void split(byte[] datagram, List<byte[]> into) {
		int at = 0;
		while (at < datagram.length) {
			int size = RecordFormat.recordSize(datagram, at, datagram.length, 0);
			into.add(Arrays.copyOfRange(datagram, at, at + size));
			at += size;
		}
	}

	@ParameterizedTest
	@EnumSource(value = CipherSuite.class, mode = EnumSource.Mode.MATCH_NONE, names = ".*_CBC_.*")
	void everySuiteEchoes(CipherSuite suite) throws Exception {
		start();
		TestDtlsClient client = TestDtlsClient.offering(suite).withPsk("sensor-1", ServerFixture.PSK);
		DTLSTransport transport = connect(client, this.network.bind(CLIENT));
		for (int i = 0; i < 20; i++) {
			echo(transport, "message " + i);
		}
		assertThat(ServerFixture.next(this.seen.opened).negotiated().cipherSuite()).isEqualTo(suite);
		transport.close();
		assertThat(ServerFixture.next(this.seen.closed)).isEqualTo(CloseReason.PEER_CLOSED);
	}

	@Test
	void noSequenceNumberIsUsedTwiceThroughHandshakeRetransmissionAndData() throws Exception {
		this.network.faults(FaultyNetwork.Faults.random(3, 0.25));
		start();
		DTLSTransport client = connect(new TestDtlsClient(), this.network.bind(CLIENT));
		this.network.faults(FaultyNetwork.Faults.NONE);
		DtlsSession session = ServerFixture.next(this.seen.opened);
		for (int i = 0; i < 200; i++) {
			session.send(new byte[] { 1 });
			send(client, "x");
		}
		ServerFixture.await("all echoes", () -> session.traffic().messagesReceived() == 200);
		this.server.close();
		Set<Long> numbers = new HashSet<>();
		assertThat(records(SERVER)).hasSizeGreaterThan(400)
			.filteredOn((record) -> RecordFormat.contentType(record, 0) != RecordFormat.HANDSHAKE
					|| RecordFormat.epoch(record, 0) == 1)
			.allSatisfy((record) -> assertThat(numbers.add(RecordFormat.epochAndSequence(record, 0)))
				.as("number %x", RecordFormat.epochAndSequence(record, 0))
				.isTrue());
	}

	@Test
	void aLostFinishedIsAnsweredUnderFreshNumbersAfterAHundredPushes() throws Exception {
		this.network.faults(new LoseFirstFinished());
		start();
		FaultyNetwork.Port port = this.network.bind(CLIENT);
		TestDtlsClient client = new TestDtlsClient();
		client.resendMillis = 300;
		this.pushes = 100;
		DTLSTransport transport = connect(client, port);
		List<byte[]> finished = records(SERVER).stream()
			.filter((record) -> RecordFormat.contentType(record, 0) == RecordFormat.HANDSHAKE
					&& RecordFormat.epoch(record, 0) == 1)
			.toList();
		assertThat(finished).hasSizeGreaterThanOrEqualTo(2);
		assertThat(RecordFormat.sequence(finished.get(0), 0)).isZero();
		assertThat(RecordFormat.sequence(finished.get(1), 0)).isGreaterThanOrEqualTo(101);
		send(transport, "after all");
		assertThat(ServerFixture.next(this.seen.messages)).isEqualTo("after all");
	}

	private static void push(DtlsSession session, int count) {
		try {
			for (int i = 0; i < count; i++) {
				session.send(("push " + i).getBytes(StandardCharsets.UTF_8));
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void aClientThatLostItsStateHandshakesAnewWhileItsOldSessionLives() throws Exception {
		start();
		FaultyNetwork.Port port = this.network.bind(CLIENT);
		DTLSTransport first = connect(new TestDtlsClient(), port);
		echo(first, "before");
		DtlsSession old = ServerFixture.next(this.seen.opened);
		assertThat(old.isOpen()).isTrue();
		DTLSTransport second = connect(new TestDtlsClient(), port);
		assertThat(ServerFixture.next(this.seen.closed)).isEqualTo(CloseReason.REPLACED);
		assertThat(old.isOpen()).isFalse();
		echo(second, "after");
		assertThat(this.server.sessionCount()).isOne();
	}

	@Test
	void aHelloFromAStrangerWithTheAddressOfASessionLeavesItAlive() throws Exception {
		start();
		FaultyNetwork.Port port = this.network.bind(CLIENT);
		DTLSTransport client = connect(new TestDtlsClient(), port);
		byte[] hello = this.network.sent().get(0).bytes();
		byte[] admitted = this.network.sent().get(2).bytes();
		for (int i = 0; i < 10; i++) {
			this.network.inject(CLIENT, SERVER, hello);
			this.network.inject(CLIENT, SERVER, admitted);
		}
		echo(client, "still here");
		assertThat(this.seen.closed).isEmpty();
		assertThat(this.server.handshakeCount()).isZero();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 7, 8, 15, 23 })
	void aSpoofedShortRecordLeavesTheSessionAlive(int size) throws Exception {
		start();
		DTLSTransport client = connect(new TestDtlsClient(), this.network.bind(CLIENT));
		byte[] spoofed = new byte[RecordFormat.HEADER_SIZE + size];
		RecordFormat.writeHeader(spoofed, 0, RecordFormat.APPLICATION_DATA, RecordFormat.DTLS_1_2, 1L << 48 | 500,
				size);
		this.network.inject(CLIENT, SERVER, spoofed);
		echo(client, "still here");
		assertThat(this.seen.dropped()).contains(DropReason.BAD_RECORD);
		assertThat(this.seen.closed).isEmpty();
	}

	@Test
	void spoofedRecordsOfEpochZeroLeaveTheSessionAlive() throws Exception {
		start();
		DTLSTransport client = connect(new TestDtlsClient(), this.network.bind(CLIENT));
		for (int type = RecordFormat.CHANGE_CIPHER_SPEC; type <= RecordFormat.TLS12_CID; type++) {
			byte[] spoofed = new byte[RecordFormat.HEADER_SIZE + 2];
			RecordFormat.writeHeader(spoofed, 0, type, RecordFormat.DTLS_1_2, 900, 2);
			spoofed[RecordFormat.HEADER_SIZE] = 2;
			this.network.inject(CLIENT, SERVER, spoofed);
		}
		echo(client, "still here");
		assertThat(this.seen.closed).isEmpty();
		assertThat(this.seen.messages).containsExactly("still here");
	}

	@Test
	void aReplayedRecordIsDeliveredOnce() throws Exception {
		start();
		DTLSTransport client = connect(new TestDtlsClient(), this.network.bind(CLIENT));
		echo(client, "once");
		Sent data = this.network.sent()
			.stream()
			.filter((sent) -> sent.from().equals(CLIENT)
					&& RecordFormat.contentType(sent.bytes(), 0) == RecordFormat.APPLICATION_DATA)
			.findFirst()
			.orElseThrow();
		this.network.inject(CLIENT, SERVER, data.bytes());
		echo(client, "twice");
		assertThat(this.seen.messages).containsExactly("once", "twice");
		assertThat(this.seen.dropped()).contains(DropReason.REPLAY);
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6 })
	void aHandshakeCompletesUnderLossDuplicationAndReordering(long seed) throws Exception {
		this.network.faults(FaultyNetwork.Faults.random(seed, 0.3));
		start();
		TestDtlsClient patient = new TestDtlsClient();
		patient.timeoutMillis = 60_000;
		DTLSTransport client = connect(patient, this.network.bind(CLIENT));
		this.network.faults(FaultyNetwork.Faults.NONE);
		ServerFixture.next(this.seen.opened);
		echo(client, "through");
	}

	/** Loses the first datagram with a Finished of the server. */
	private static final class LoseFirstFinished implements FaultyNetwork.Faults {

		private boolean lost;

		@Override
		public List<Sent> apply(Sent sent) {
			List<byte[]> records = new ArrayList<>();
			split(sent.bytes(), records);
			boolean finished = sent.from().equals(SERVER)
					&& records.stream().anyMatch((record) -> RecordFormat.epoch(record, 0) == 1);
			if (finished && !this.lost) {
				this.lost = true;
				return List.of();
			}
			return List.of(sent);
		}

	}

}
