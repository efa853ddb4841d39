package io.dtls.endpoint;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

import io.dtls.CloseReason;
import io.dtls.DropReason;
import io.dtls.DtlsSession;
import io.dtls.SessionClosedException;
import io.dtls.SnapshotLookup;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.record.dtls12.OpenedRecord;
import io.dtls.settings.SessionSettings;
import io.dtls.settings.SnapshotSettings;
import io.dtls.testing.FaultyNetwork.Sent;
import io.dtls.testing.TestDtlsClient;

/**
 * Sessions that go on on another node.
 */
class SnapshotTests extends SnapshotFixture {

	@Test
	void aSessionGoesOnOnAnotherNodeAfterAGracefulStopWithoutAHandshake() throws Exception {
		this.a.start(this.store);
		this.b.start(this.store);
		TestDtlsClient client = client((byte) 1, (byte) 2);
		DtlsSession before = this.a.connect(client, this.home);
		echo(client, this.home, this.a, "on a");
		this.a.close();
		Assertions.assertThat(ServerFixture.next(this.a.seen.closed)).isEqualTo(CloseReason.SAVED);
		Assertions.assertThatExceptionOfType(SessionClosedException.class).isThrownBy(() -> before.send(new byte[1]));
		echo(client, this.home, this.b, "on b");
		echo(client, this.home, this.b, "still on b");
		Assertions.assertThat(this.b.server.statistics().handshakesStarted()).isZero();
		Assertions.assertThat(this.b.server.statistics().sessionsRestored()).isOne();
		Assertions.assertThat(this.b.server.statistics().lookups(SnapshotLookup.RESTORED)).isOne();
		DtlsSession after = this.b.server.sessions().iterator().next();
		Assertions.assertThat(after.id()).isEqualTo(before.id());
		Assertions.assertThat(after.peer()).isEqualTo(before.peer());
		Assertions.assertThat(after.negotiated()).isEqualTo(before.negotiated());
		Assertions.assertThat(after.openedAt()).isEqualTo(before.openedAt());
		Assertions.assertThat(after.traffic().messagesReceived()).isEqualTo(3);
		after.send("pushed".getBytes(StandardCharsets.UTF_8));
		Assertions.assertThat(receive(client, this.home)).isEqualTo("pushed");
		Assertions.assertThat(this.store.size()).isZero();
	}

	@Test
	void aTakenOverSessionAnswersWhereItsPeerIsNow() throws Exception {
		this.a.start(this.store);
		this.b.start(this.store);
		TestDtlsClient client = client((byte) 1);
		this.a.connect(client, this.home);
		this.a.close();
		echo(client, this.abroad, this.b, "from elsewhere");
	}

	@Test
	void allRecordsThatArriveDuringALookupAreDeliveredInOrder() throws Exception {
		this.a.start(this.store);
		this.b.start(this.store);
		TestDtlsClient client = client((byte) 1);
		this.a.connect(client, this.home);
		this.a.close();
		this.store.blockedBy = new CountDownLatch(1);
		for (int i = 0; i < 12; i++) {
			send(this.home, protect(client, "m" + i), this.b);
		}
		ServerFixture.await("the look-up to be full", () -> this.b.seen.dropped().size() == 4);
		this.store.blockedBy.countDown();
		this.store.blockedBy = null;
		for (int i = 0; i < 8; i++) {
			Assertions.assertThat(ServerFixture.next(this.b.seen.messages)).isEqualTo("m" + i);
		}
		Assertions.assertThat(this.b.seen.dropped()).containsOnly(DropReason.RATE_LIMITED);
	}

	@Test
	void junkWithTheIdOfASavedSessionLeavesItWhereItIs() throws Exception {
		this.a.start(this.store);
		this.b.start(this.store);
		TestDtlsClient client = client((byte) 1);
		this.a.connect(client, this.home);
		this.a.close();
		byte[] forged = protect(client, "forged");
		forged[forged.length - 1] ^= 1;
		for (int i = 0; i < 5; i++) {
			int n = i;
			send(this.abroad, forged, this.b);
			ServerFixture.await("a forgery to be seen",
					() -> this.b.server.statistics().lookups(SnapshotLookup.FORGED) == n + 1);
		}
		Assertions.assertThat(this.store.size()).isOne();
		Assertions.assertThat(this.b.server.sessionCount()).isZero();
		echo(client, this.home, this.b, "genuine");
	}

	@Test
	void aStrangerThatSendsUnknownIdsLoadsTheStoreOnlyAtItsRate() throws Exception {
		this.b.start(SnapshotSettings.of(this.store, SECRETS).withLookupsPerSecond(3), SessionSettings.defaults());
		byte[] record = new byte[40];
		long start = System.nanoTime();
		for (int i = 0; i < 200; i++) {
			RecordFormat.writeConnectionIdHeader(record, 0, RecordFormat.DTLS_1_2, 1L << 48,
					new byte[] { 1, 2, 3, 4, 5, 6, 7, (byte) i }, 40 - RecordFormat.HEADER_SIZE - 8);
			send(this.abroad, record, this.b);
		}
		ServerFixture.await("all to be dropped", () -> this.b.seen.dropped().size() == 200);
		int seconds = (int) ((System.nanoTime() - start) / 1_000_000_000) + 1;
		Assertions.assertThat(this.store.asked).isBetween(3, 3 + 3 * seconds);
		Assertions.assertThat(this.b.server.statistics().lookups(SnapshotLookup.REFUSED))
			.isGreaterThan(190 - 3 * seconds);
	}

	@Test
	void afterACrashThereIsNothingToRestore() throws Exception {
		this.a.start(this.store);
		this.b.start(this.store);
		TestDtlsClient client = client((byte) 1);
		this.a.connect(client, this.home);
		send(this.home, protect(client, "to the wrong node"), this.b);
		ServerFixture.await("the look-up", () -> lookups(this.b, SnapshotLookup.MISSED) == 1);
		Assertions.assertThat(this.b.seen.dropped()).containsExactly(DropReason.UNKNOWN_CONNECTION_ID);
		Assertions.assertThat(this.b.server.sessionCount()).isZero();
	}

	@Test
	void anIdleSessionIsParkedAndFoundAgainWhenItsPeerSpeaks() throws Exception {
		this.a.start(SnapshotSettings.of(this.store, SECRETS),
				SessionSettings.defaults().withIdleTimeout(Duration.ofMillis(100)));
		TestDtlsClient client = client((byte) 1);
		this.a.connect(client, this.home);
		Assertions.assertThat(ServerFixture.next(this.a.seen.closed)).isEqualTo(CloseReason.SAVED);
		Assertions.assertThat(this.a.server.sessionCount()).isZero();
		Assertions.assertThat(this.store.size()).isOne();
		echo(client, this.abroad, this.a, "awake");
		Assertions.assertThat(this.a.server.statistics().handshakesStarted()).isOne();
	}

	@Test
	void aStoreThatIsDownEndsIdleSessionsAndStopsNoOther() throws Exception {
		this.a.start(SnapshotSettings.of(this.store, SECRETS),
				SessionSettings.defaults().withIdleTimeout(Duration.ofMillis(500)));
		this.store.down = true;
		TestDtlsClient idle = client((byte) 1);
		this.a.connect(idle, this.abroad);
		TestDtlsClient busy = client((byte) 2);
		this.a.connect(busy, this.home);
		while (this.a.seen.closed.isEmpty()) {
			echo(busy, this.home, this.a, "alive");
		}
		Assertions.assertThat(ServerFixture.next(this.a.seen.closed)).isEqualTo(CloseReason.IDLE);
		echo(busy, this.home, this.a, "still alive");
	}

	@Test
	void aStoreThatHangsDelaysNoEstablishedSession() throws Exception {
		this.a.start(this.store);
		TestDtlsClient client = client((byte) 1);
		this.a.connect(client, this.home);
		this.store.blockedBy = new CountDownLatch(1);
		byte[] record = new byte[40];
		RecordFormat.writeConnectionIdHeader(record, 0, RecordFormat.DTLS_1_2, 1L << 48, new byte[8],
				40 - RecordFormat.HEADER_SIZE - 8);
		send(this.abroad, record, this.a);
		ServerFixture.await("the store to hang", () -> this.store.asked == 1);
		for (int i = 0; i < 100; i++) {
			echo(client, this.home, this.a, "m" + i);
		}
	}

	@Test
	void whereTheStoreFailsAtTheEndPeersAreToldGoodbye() throws Exception {
		this.a.start(this.store);
		TestDtlsClient client = client((byte) 1);
		this.a.connect(client, this.home);
		this.store.down = true;
		this.a.close();
		Assertions.assertThat(ServerFixture.next(this.a.seen.closed)).isEqualTo(CloseReason.SHUTDOWN);
		OpenedRecord opened = new OpenedRecord();
		boolean told = false;
		for (Sent sent = take(this.home); sent != null && !told; sent = this.home.take(1)) {
			told = client.ownRecords.open(sent.bytes(), 0, sent.bytes().length, opened)
					&& opened.contentType() == RecordFormat.ALERT;
		}
		Assertions.assertThat(told).isTrue();
	}

	@Test
	void aSessionWithoutAConnectionIdIsToldGoodbyeWhereNodesShareTheStore() throws Exception {
		this.a.start(this.store);
		this.a.connect(client(), this.abroad);
		TestDtlsClient plain = client();
		plain.connectionId = null;
		this.a.connect(plain, this.home);
		this.a.close();
		Assertions.assertThat(ServerFixture.next(this.a.seen.closed)).isIn(CloseReason.SAVED, CloseReason.SHUTDOWN);
		Assertions.assertThat(this.store.size()).isOne();
	}

}
