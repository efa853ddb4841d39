package io.dtls.endpoint;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

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
import io.dtls.internal.record.dtls12.OpenedRecord;
import io.dtls.settings.ConnectionIdSettings;
import io.dtls.settings.ConnectionIdSource;
import io.dtls.settings.HandshakeSettings;
import io.dtls.settings.Migration;
import io.dtls.settings.SecuritySettings;
import io.dtls.testing.FaultyNetwork;
import io.dtls.testing.FaultyNetwork.Sent;
import io.dtls.testing.TestCertificates;
import io.dtls.testing.TestDtlsClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Connection ids (RFC 9146) of a server over a network in memory: who gets one, and when
 * a session follows its peer to another address.
 */
class ConnectionIdTests {

	private static final InetSocketAddress SERVER = new InetSocketAddress("127.0.0.1", 5684);

	private static final InetSocketAddress HOME = new InetSocketAddress("127.0.0.2", 40_000);

	private static final InetSocketAddress ABROAD = new InetSocketAddress("127.0.0.3", 40_001);

	private static final TestCertificates.Identity authority = TestCertificates.authority("authority");

	private static final TestCertificates.Identity ecdsa = TestCertificates.leaf(authority, "server",
			TestCertificates.P256);

	private static final TestCertificates.Identity rsa = TestCertificates.leaf(authority, "server",
			TestCertificates.RSA);

	private final FaultyNetwork network = new FaultyNetwork();

	private final ServerFixture seen = new ServerFixture();

	private final FaultyNetwork.Port home = this.network.bind(HOME);

	private final FaultyNetwork.Port abroad = this.network.bind(ABROAD);

	private DtlsServer server;

	private DtlsServerBuilder builder() {
		return DtlsServer.builder()
			.credentials(new Credentials(TestCertificates.keyManager(ecdsa, rsa), null,
					(identity) -> identity.startsWith("sensor-") ? ServerFixture.PSK : null, null))
			.security(SecuritySettings.defaults().withCipherSuites(CipherSuite.secure()))
			.handshakes(HandshakeSettings.defaults()
				.withInitialRetransmit(Duration.ofMillis(10))
				.withSourceLimits(100, 100, 1000))
			.handler(this.seen)
			.observer(this.seen)
			.transports((configuration) -> this.network.bind(SERVER));
	}

	private void start(ConnectionIdSettings settings) throws IOException {
		this.server = builder().connectionIds(settings).build();
		this.server.start();
	}

	@AfterEach
	void stop() {
		if (this.server != null) {
			this.server.close();
		}
	}

	private static TestDtlsClient client(byte... connectionId) {
		TestDtlsClient client = TestDtlsClient.offering(CipherSuite.TLS_PSK_WITH_AES_128_CCM_8)
			.withPsk("sensor-1", ServerFixture.PSK);
		client.connectionId = connectionId;
		return client;
	}

	private DtlsSession connect(TestDtlsClient client, FaultyNetwork.Port port) throws Exception {
		// A HelloVerifyRequest that was sent twice to an earlier client would mislead
		// this one.
		Sent stale = port.take(0);
		while (stale != null) {
			stale = port.take(0);
		}
		client.connect(this.network.client(port, SERVER));
		return ServerFixture.next(this.seen.opened);
	}

	private static byte[] protect(TestDtlsClient client, String message) throws IOException {
		byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
		byte[] record = new byte[bytes.length + client.ownRecords.overhead()];
		int size = client.ownRecords.protect(RecordFormat.APPLICATION_DATA, bytes, 0, bytes.length, record, 0);
		return Arrays.copyOf(record, size);
	}

	private static void send(FaultyNetwork.Port from, byte[] record) {
		from.send(record, 0, record.length, SERVER);
	}

	private static String receive(TestDtlsClient client, FaultyNetwork.Port port) throws IOException {
		OpenedRecord opened = new OpenedRecord();
		for (Sent sent = take(port); sent != null; sent = take(port)) {
			byte[] record = sent.bytes();
			if (client.ownRecords.open(record, 0, record.length, opened)
					&& opened.contentType() == RecordFormat.APPLICATION_DATA) {
				return new String(opened.copyPayload(), StandardCharsets.UTF_8);
			}
		}
		return null;
	}

	private static Sent take(FaultyNetwork.Port port) throws IOException {
		return port.take(TimeUnit.SECONDS.toNanos(5));
	}

	private void echo(TestDtlsClient client, FaultyNetwork.Port port, String message) throws IOException {
		send(port, protect(client, message));
		assertThat(receive(client, port)).isEqualTo(message);
	}

	private void awaitDropped(DropReason reason) throws InterruptedException {
		ServerFixture.await("a drop for " + reason, () -> this.seen.dropped().contains(reason));
	}

	@Test
	void aClientThatDoesNotOfferGetsNoId() throws Exception {
		start(ConnectionIdSettings.defaults());
		TestDtlsClient client = client();
		client.connectionId = null;
		DtlsSession session = connect(client, this.home);
		assertThat(session.connectionId()).isEmpty();
		assertThat(session.peerConnectionId()).isEmpty();
		echo(client, this.home, "plain");
	}

	@Test
	void aServerThatGivesNoIdsAgreesToNone() throws Exception {
		start(ConnectionIdSettings.off());
		TestDtlsClient client = client(new byte[] { 7 });
		DtlsSession session = connect(client, this.home);
		assertThat(session.connectionId()).isEmpty();
		assertThat(session.peerConnectionId()).isEmpty();
		echo(client, this.home, "plain");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 8, 32, 200 })
	void aClientIdOfAnySizeIsHonoured(int size) throws Exception {
		start(ConnectionIdSettings.defaults().withLength(6));
		byte[] id = new byte[size];
		Arrays.fill(id, (byte) 9);
		TestDtlsClient client = client(id);
		DtlsSession session = connect(client, this.home);
		assertThat(session.peerConnectionId()).isEqualTo(id);
		assertThat(session.connectionId()).hasSize(6);
		echo(client, this.home, "hello");
	}

	@ParameterizedTest
	@EnumSource(value = CipherSuite.class, mode = EnumSource.Mode.MATCH_NONE, names = ".*_CBC_.*")
	void everySuiteWorksWithIds(CipherSuite suite) throws Exception {
		start(ConnectionIdSettings.defaults());
		TestDtlsClient client = TestDtlsClient.offering(suite).withPsk("sensor-1", ServerFixture.PSK);
		client.connectionId = new byte[] { 1, 2, 3 };
		connect(client, this.home);
		echo(client, this.home, "at home");
		echo(client, this.abroad, "abroad");
	}

	@Test
	void aSessionFollowsItsNewestRecordAndSoDoPushes() throws Exception {
		start(ConnectionIdSettings.defaults());
		TestDtlsClient client = client(new byte[] { 1 });
		DtlsSession session = connect(client, this.home);
		echo(client, this.home, "at home");
		echo(client, this.abroad, "abroad");
		assertThat(ServerFixture.next(this.seen.moved)).isEqualTo(HOME);
		assertThat(session.remoteAddress()).isEqualTo(ABROAD);
		session.send("push".getBytes(StandardCharsets.UTF_8));
		assertThat(receive(client, this.abroad)).isEqualTo("push");
		assertThat(this.server.statistics().sessionsMoved()).isOne();
		assertThat(this.server.sessionCount()).isOne();
		echo(client, this.home, "back home");
		assertThat(session.remoteAddress()).isEqualTo(HOME);
	}

	@Test
	void aReplayFromElsewhereMovesNothing() throws Exception {
		start(ConnectionIdSettings.defaults());
		TestDtlsClient client = client(new byte[] { 1 });
		DtlsSession session = connect(client, this.home);
		byte[] record = protect(client, "once");
		send(this.home, record);
		assertThat(receive(client, this.home)).isEqualTo("once");
		send(this.abroad, record);
		awaitDropped(DropReason.REPLAY);
		assertThat(session.remoteAddress()).isEqualTo(HOME);
		assertThat(this.seen.moved).isEmpty();
	}

	@Test
	void aForgedRecordFromElsewhereMovesNothing() throws Exception {
		start(ConnectionIdSettings.defaults());
		TestDtlsClient client = client(new byte[] { 1 });
		DtlsSession session = connect(client, this.home);
		byte[] forged = protect(client, "forged");
		forged[forged.length - 1] ^= 1;
		send(this.abroad, forged);
		awaitDropped(DropReason.BAD_RECORD);
		assertThat(session.remoteAddress()).isEqualTo(HOME);
		echo(client, this.home, "still here");
		assertThat(this.seen.moved).isEmpty();
	}

	@Test
	void anOlderRecordFromElsewhereIsDeliveredButMovesNothing() throws Exception {
		start(ConnectionIdSettings.defaults());
		TestDtlsClient client = client(new byte[] { 1 });
		DtlsSession session = connect(client, this.home);
		byte[] older = protect(client, "older");
		echo(client, this.home, "newer");
		send(this.abroad, older);
		assertThat(receive(client, this.home)).isEqualTo("older");
		assertThat(session.remoteAddress()).isEqualTo(HOME);
		assertThat(this.seen.moved).isEmpty();
	}

	@Test
	void recordsFromElsewhereAreDroppedWhereMigrationIsRejected() throws Exception {
		start(ConnectionIdSettings.defaults().withMigration(Migration.REJECT));
		TestDtlsClient client = client(new byte[] { 1 });
		DtlsSession session = connect(client, this.home);
		send(this.abroad, protect(client, "abroad"));
		awaitDropped(DropReason.FOREIGN_ADDRESS);
		echo(client, this.home, "at home");
		assertThat(session.remoteAddress()).isEqualTo(HOME);
		assertThat(this.seen.messages).containsExactly("at home");
	}

	@Test
	void anUnknownIdIsNotAnswered() throws Exception {
		start(ConnectionIdSettings.defaults());
		TestDtlsClient client = client(new byte[] { 1 });
		connect(client, this.home);
		byte[] record = protect(client, "lost");
		record[RecordFormat.CONNECTION_ID_OFFSET] ^= 1;
		send(this.abroad, record);
		awaitDropped(DropReason.UNKNOWN_CONNECTION_ID);
		assertThat(this.network.sent()).noneMatch((sent) -> sent.to().equals(ABROAD));
	}

	@Test
	void aRecordOfEpochZeroWithAnIdIsIgnored() throws Exception {
		start(ConnectionIdSettings.defaults());
		TestDtlsClient client = client(new byte[] { 1 });
		connect(client, this.home);
		byte[] record = protect(client, "early");
		record[4] = 0;
		send(this.abroad, record);
		awaitDropped(DropReason.WRONG_EPOCH);
		echo(client, this.home, "unharmed");
		assertThat(this.seen.moved).isEmpty();
	}

	@Test
	void aPlainRecordHasNoPlaceInASessionWithAnId() throws Exception {
		start(ConnectionIdSettings.defaults());
		TestDtlsClient client = client(new byte[] { 1 });
		DtlsSession session = connect(client, this.home);
		byte[] plain = new byte[40];
		RecordFormat.writeHeader(plain, 0, RecordFormat.APPLICATION_DATA, RecordFormat.DTLS_1_2, 1L << 48 | 99, 27);
		send(this.home, plain);
		awaitDropped(DropReason.UNKNOWN_CONNECTION_ID);
		assertThat(session.isOpen()).isTrue();
	}

	@Test
	void twoSessionsMayMeetAtOneAddress() throws Exception {
		start(ConnectionIdSettings.defaults());
		TestDtlsClient first = client(new byte[] { 1 });
		DtlsSession firstSession = connect(first, this.home);
		TestDtlsClient second = client(new byte[] { 2 });
		second.pskIdentity = "sensor-2";
		DtlsSession secondSession = connect(second, this.abroad);
		echo(first, this.abroad, "first, abroad");
		echo(second, this.home, "second, at home");
		echo(first, this.home, "first, at home");
		echo(second, this.home, "second, at home too");
		assertThat(firstSession.isOpen() && secondSession.isOpen()).isTrue();
	}

	@Test
	void aSessionWithoutAnIdKeepsItsAddressWhenAnotherComesThere() throws Exception {
		start(ConnectionIdSettings.defaults());
		TestDtlsClient plain = client();
		plain.connectionId = null;
		connect(plain, this.home);
		TestDtlsClient mover = client(new byte[] { 1 });
		mover.pskIdentity = "sensor-2";
		connect(mover, this.abroad);
		echo(mover, this.home, "moved");
		echo(plain, this.home, "plain");
		echo(mover, this.home, "and both live");
	}

	@Test
	void aHandshakeReplacesTheSessionOfTheSamePeerOnly() throws Exception {
		start(ConnectionIdSettings.defaults());
		TestDtlsClient first = client(new byte[] { 1 });
		connect(first, this.home);
		TestDtlsClient second = client(new byte[] { 2 });
		second.pskIdentity = "sensor-2";
		connect(second, this.home);
		echo(first, this.abroad, "first has moved");
		connect(client(new byte[] { 3 }), this.abroad);
		assertThat(ServerFixture.next(this.seen.closed)).isEqualTo(CloseReason.REPLACED);
		echo(second, this.home, "second stays");
		assertThat(this.server.sessionCount()).isEqualTo(2);
	}

	@Test
	void whoCopiesARecordOfAnAnonymousPeerCannotEndItsSessionByAHandshake() throws Exception {
		start(ConnectionIdSettings.defaults());
		TestDtlsClient victim = TestDtlsClient.offering(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
		victim.connectionId = new byte[] { 1 };
		DtlsSession session = connect(victim, this.home);
		byte[] copied = protect(victim, "copied");
		send(this.abroad, copied);
		ServerFixture.await("the move", () -> session.remoteAddress().equals(ABROAD));
		assertThat(session.provenAddress()).isEqualTo(HOME);
		TestDtlsClient copier = TestDtlsClient.offering(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
		copier.connectionId = new byte[] { 2 };
		connect(copier, this.abroad);
		echo(victim, this.home, "still served");
		assertThat(this.seen.closed).isEmpty();
	}

	@Test
	void noTwoPeersGetTheSameId() throws Exception {
		byte[] always = { 1, 2, 3, 4 };
		start(ConnectionIdSettings.defaults().withSource(new ConnectionIdSource() {

			@Override
			public int length() {
				return always.length;
			}

			@Override
			public byte[] next() {
				return always.clone();
			}

		}));
		assertThat(connect(client(new byte[] { 1 }), this.home).connectionId()).isEqualTo(always);
		TestDtlsClient second = client(new byte[] { 2 });
		assertThat(connect(second, this.abroad).connectionId()).isEmpty();
		echo(second, this.abroad, "lives without");
		this.server.sessions()
			.stream()
			.filter((session) -> session.connectionId().length > 0)
			.forEach(DtlsSession::close);
		assertThat(connect(client(new byte[] { 3 }), this.home).connectionId()).isEqualTo(always);
	}

	@Test
	void idsBeginWithTheNode() throws Exception {
		byte[] node = { 0, 42 };
		start(ConnectionIdSettings.defaults().withSource(ConnectionIdSource.ofNode(node, 8)));
		byte[] id = connect(client(new byte[] { 1 }), this.home).connectionId();
		assertThat(id).hasSize(8).startsWith(node);
		assertThat(connect(client(new byte[] { 1 }), this.abroad).connectionId()).startsWith(node).isNotEqualTo(id);
	}

	@Test
	void idsThatAreTooShortOrTooLongAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> ConnectionIdSource.random(3)).withMessageContaining("4");
		assertThatIllegalArgumentException().isThrownBy(() -> ConnectionIdSource.random(256));
		assertThatIllegalArgumentException().isThrownBy(() -> ConnectionIdSource.ofNode(new byte[5], 8))
			.withMessageContaining("9");
	}

}
