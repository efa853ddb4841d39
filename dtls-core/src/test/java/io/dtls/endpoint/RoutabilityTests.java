package io.dtls.endpoint;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.dtls.AddressUnprovenException;
import io.dtls.CipherSuite;
import io.dtls.DropReason;
import io.dtls.DtlsSession;
import io.dtls.credentials.Credentials;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.record.dtls12.OpenedRecord;
import io.dtls.settings.ConnectionIdSettings;
import io.dtls.settings.HandshakeSettings;
import io.dtls.settings.Migration;
import io.dtls.testing.FaultyNetwork;
import io.dtls.testing.FaultyNetwork.Sent;
import io.dtls.testing.TestDtlsClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The return routability check (RFC 9853) of a server over a network in memory, with a
 * client that answers as it likes.
 */
class RoutabilityTests {

	private static final InetSocketAddress SERVER = new InetSocketAddress("127.0.0.1", 5684);

	private static final InetSocketAddress HOME = new InetSocketAddress("127.0.0.2", 40_000);

	private static final InetSocketAddress ABROAD = new InetSocketAddress("127.0.0.3", 40_001);

	private static final int RRC = 61;

	private static final byte[] LARGE = new byte[1200];

	private final FaultyNetwork network = new FaultyNetwork();

	private final ServerFixture seen = new ServerFixture();

	private final FaultyNetwork.Port home = this.network.bind(HOME);

	private final FaultyNetwork.Port abroad = this.network.bind(ABROAD);

	private final TestDtlsClient client = TestDtlsClient.offering(CipherSuite.TLS_PSK_WITH_AES_128_CCM_8)
		.withPsk("sensor-1", ServerFixture.PSK);

	private DtlsServer server;

	RoutabilityTests() {
		this.client.connectionId = new byte[] { 1 };
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	private DtlsSession connect(Migration migration, boolean offers) throws Exception {
		this.server = DtlsServer.builder()
			.credentials(Credentials.ofPsk((identity) -> ServerFixture.PSK))
			.handshakes(HandshakeSettings.defaults().withInitialRetransmit(Duration.ofMillis(50)))
			.connectionIds(ConnectionIdSettings.defaults().withMigration(migration))
			.handler(this.seen)
			.observer(this.seen)
			.transports((configuration) -> this.network.bind(SERVER))
			.build();
		this.server.start();
		if (offers) {
			this.client.extraExtensions.put(RRC, new byte[0]);
		}
		this.client.connect(this.network.client(this.home, SERVER));
		return ServerFixture.next(this.seen.opened);
	}

	private byte[] record(int type, byte[] content) throws IOException {
		byte[] record = new byte[content.length + this.client.ownRecords.overhead()];
		return Arrays.copyOf(record, this.client.ownRecords.protect(type, content, 0, content.length, record, 0));
	}

	private byte[] data(String message) throws IOException {
		return record(RecordFormat.APPLICATION_DATA, message.getBytes(StandardCharsets.UTF_8));
	}

	private static void send(FaultyNetwork.Port from, byte[] record) {
		from.send(record, 0, record.length, SERVER);
	}

	// The next record of that type, others are skipped.
	private byte[] receive(FaultyNetwork.Port port, int type) throws IOException {
		OpenedRecord opened = new OpenedRecord();
		Sent sent = port.take(TimeUnit.SECONDS.toNanos(5));
		while (sent != null) {
			if (this.client.ownRecords.open(sent.bytes(), 0, sent.bytes().length, opened)
					&& opened.contentType() == type) {
				return opened.copyPayload();
			}
			sent = port.take(TimeUnit.SECONDS.toNanos(5));
		}
		throw new AssertionError("No record of type " + type);
	}

	private String answer(FaultyNetwork.Port port) throws IOException {
		return new String(receive(port, RecordFormat.APPLICATION_DATA), StandardCharsets.UTF_8);
	}

	private byte[] challenge(FaultyNetwork.Port port) throws IOException {
		return receive(port, RecordFormat.RETURN_ROUTABILITY_CHECK);
	}

	private void respond(FaultyNetwork.Port port, byte[] challenge) throws IOException {
		byte[] response = challenge.clone();
		response[0] = 1;
		send(port, record(RecordFormat.RETURN_ROUTABILITY_CHECK, response));
	}

	private static boolean takes(DtlsSession session, byte[] message) {
		try {
			session.send(message);
			return true;
		}
		catch (AddressUnprovenException ex) {
			return false;
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	private int bytesTo(InetSocketAddress address) {
		return this.network.sent()
			.stream()
			.filter((sent) -> sent.to().equals(address))
			.mapToInt((sent) -> sent.bytes().length)
			.sum();
	}

	private void awaitDropped(DropReason reason) throws InterruptedException {
		ServerFixture.await("a drop for " + reason, () -> this.seen.dropped().contains(reason));
	}

	@ParameterizedTest
	@CsvSource({ "true, true, true", "false, true, false", "true, false, false" })
	void theServerAgreesIfBothAreOffered(boolean offers, boolean connectionId, boolean agreed) throws Exception {
		this.client.connectionId = connectionId ? this.client.connectionId : null;
		DtlsSession session = connect(Migration.NEWEST, offers);
		assertThat(session.negotiated().returnRoutability()).isEqualTo(agreed);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aRecordTakenOnItsWayBringsLittleToAVictimAndThePeerIsServedOn(boolean agreed) throws Exception {
		DtlsSession session = connect(Migration.NEWEST, agreed);
		byte[] taken = data("taken on its way");
		send(this.abroad, taken);
		assertThat(ServerFixture.next(this.seen.moved)).isEqualTo(HOME);
		for (int i = 0; i < 100; i++) {
			takes(session, LARGE);
			takes(session, new byte[10]);
		}
		send(this.home, taken);
		awaitDropped(DropReason.REPLAY);
		assertThat(bytesTo(ABROAD)).isBetween(1, 3 * taken.length);
		assertThat(this.seen.dropped()).contains(DropReason.ADDRESS_UNPROVEN);
		assertThat(this.server.statistics().dropped(DropReason.ADDRESS_UNPROVEN)).isGreaterThan(100);
		send(this.home, data("still at home"));
		assertThat(answer(this.home)).isEqualTo("still at home");
		assertThat(session.remoteAddress()).isEqualTo(HOME);
		assertThat(takes(session, LARGE)).isTrue();
		assertThat(bytesTo(ABROAD)).isLessThanOrEqualTo(3 * taken.length);
	}

	@Test
	void aPeerThatHasMovedAnswersAndIsPushedTo() throws Exception {
		DtlsSession session = connect(Migration.NEWEST, true);
		send(this.abroad, data("abroad"));
		byte[] challenge = challenge(this.abroad);
		assertThat(answer(this.abroad)).isEqualTo("abroad");
		assertThatExceptionOfType(AddressUnprovenException.class).isThrownBy(() -> session.send(LARGE));
		respond(this.abroad, challenge);
		ServerFixture.await("a large push", () -> takes(session, LARGE));
		assertThat(receive(this.abroad, RecordFormat.APPLICATION_DATA)).isEqualTo(LARGE);
		assertThat(session.remoteAddress()).isEqualTo(ABROAD);
	}

	@Test
	void aChallengeThatWasLostIsRepeated() throws Exception {
		DtlsSession session = connect(Migration.NEWEST, true);
		AtomicInteger count = new AtomicInteger();
		this.network.faults((datagram) -> {
			boolean lost = datagram.to().equals(ABROAD) && count.getAndIncrement() == 0;
			return lost ? List.of() : List.of(datagram);
		});
		send(this.abroad, data("longer than the challenges together, and so not in their way"));
		respond(this.abroad, challenge(this.abroad));
		ServerFixture.await("a large push", () -> takes(session, LARGE));
		assertThat(count).hasValueGreaterThanOrEqualTo(3);
	}

	@Test
	void aWrongCookieProvesNothing() throws Exception {
		DtlsSession session = connect(Migration.NEWEST, true);
		send(this.abroad, data("abroad"));
		byte[] wrong = challenge(this.abroad);
		wrong[1] ^= 1;
		respond(this.abroad, wrong);
		awaitDropped(DropReason.UNEXPECTED);
		assertThat(takes(session, LARGE)).isFalse();
	}

	@Test
	void aFloodOfForgedMessagesChangesNothing() throws Exception {
		DtlsSession session = connect(Migration.NEWEST, true);
		byte[] genuine = record(RecordFormat.RETURN_ROUTABILITY_CHECK, new byte[9]);
		byte[] plain = new byte[40];
		RecordFormat.writeHeader(plain, 0, RecordFormat.RETURN_ROUTABILITY_CHECK, RecordFormat.DTLS_1_2, 1L << 48 | 99,
				27);
		for (int i = 0; i < 200; i++) {
			byte[] forged = genuine.clone();
			forged[forged.length - 1 - i % 8] ^= (byte) (1 + i);
			send((i % 2 == 0) ? this.home : this.abroad, forged);
			send(this.home, plain);
		}
		send(this.home, data("unharmed"));
		assertThat(answer(this.home)).isEqualTo("unharmed");
		assertThat(this.seen.dropped()).contains(DropReason.BAD_RECORD, DropReason.UNKNOWN_CONNECTION_ID)
			.doesNotContain(DropReason.ADDRESS_UNPROVEN);
		assertThat(session.remoteAddress()).isEqualTo(HOME);
		assertThat(bytesTo(ABROAD)).isZero();
	}

	@Test
	void theServerAnswersTheChallengeOfItsPeer() throws Exception {
		connect(Migration.NEWEST, true);
		byte[] challenge = { 0, 8, 7, 6, 5, 4, 3, 2, 1 };
		send(this.home, record(RecordFormat.RETURN_ROUTABILITY_CHECK, challenge));
		assertThat(challenge(this.home)).containsExactly(1, 8, 7, 6, 5, 4, 3, 2, 1);
	}

	@Test
	void whereAddressesAreVerifiedAPeerThatCannotBeAskedStaysWhereItIs() throws Exception {
		DtlsSession session = connect(Migration.VERIFIED, false);
		send(this.abroad, data("abroad"));
		awaitDropped(DropReason.FOREIGN_ADDRESS);
		send(this.home, data("at home"));
		assertThat(answer(this.home)).isEqualTo("at home");
		assertThat(session.remoteAddress()).isEqualTo(HOME);
	}

	@Test
	void whereAddressesAreVerifiedTheOldOneIsAskedFirst() throws Exception {
		DtlsSession session = connect(Migration.VERIFIED, true);
		send(this.abroad, data("taken on its way"));
		respond(this.home, challenge(this.home));
		send(this.home, data("at home"));
		assertThat(answer(this.home)).isEqualTo("taken on its way");
		assertThat(answer(this.home)).isEqualTo("at home");
		assertThat(bytesTo(ABROAD)).isZero();
		send(this.abroad, data("moved"));
		respond(this.abroad, challenge(this.abroad));
		ServerFixture.await("the move", () -> session.remoteAddress().equals(ABROAD));
		send(this.abroad, data("abroad"));
		assertThat(answer(this.abroad)).isEqualTo("abroad");
	}

}
