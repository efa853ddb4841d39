package io.dtls.endpoint;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

import io.dtls.DtlsSession;
import io.dtls.SnapshotLookup;
import io.dtls.internal.record.RecordFormat;
import io.dtls.testing.FaultyNetwork.Sent;
import io.dtls.testing.TestDtlsClient;

/**
 * Two nodes and one session: one holder at a time, and no number twice.
 */
class TakeOverTests extends SnapshotFixture {

	@Test
	void ofTwoNodesThatRaceForASessionExactlyOneWins() throws Exception {
		this.a.start(this.store);
		this.b.start(this.store);
		Node c = new Node(new InetSocketAddress("127.0.0.10", 5684));
		c.start(this.store);
		try {
			TestDtlsClient client = client((byte) 1);
			this.a.connect(client, this.home);
			this.a.close();
			this.store.blockedBy = new CountDownLatch(1);
			byte[] record = protect(client, "whose?");
			send(this.home, record, this.b);
			send(this.home, record, c);
			ServerFixture.await("both to ask", () -> this.store.asked >= 3);
			this.store.blockedBy.countDown();
			ServerFixture.await("both to be answered",
					() -> lookups(this.b, SnapshotLookup.RESTORED) + lookups(c, SnapshotLookup.RESTORED)
							+ lookups(this.b, SnapshotLookup.MISSED) + lookups(c, SnapshotLookup.MISSED) == 2);
			Assertions.assertThat(this.b.server.sessionCount() + c.server.sessionCount()).isOne();
			Assertions.assertThat(receive(client, this.home)).isEqualTo("whose?");
		}
		finally {
			c.close();
		}
	}

	@Test
	void whileTheOldOwnerKeepsSendingNoNumberIsUsedTwice() throws Exception {
		this.a.start(this.store);
		this.b.start(this.store);
		TestDtlsClient client = client((byte) 1);
		DtlsSession old = this.a.connect(client, this.home);
		AtomicBoolean go = new AtomicBoolean(true);
		Thread[] senders = new Thread[4];
		for (int i = 0; i < senders.length; i++) {
			senders[i] = new Thread(() -> {
				while (go.get()) {
					send(old);
					this.b.server.sessions().forEach(SnapshotFixture::send);
				}
			});
			senders[i].start();
		}
		this.a.close();
		send(this.home, protect(client, "over to b"), this.b);
		Assertions.assertThat(ServerFixture.next(this.b.seen.messages)).isEqualTo("over to b");
		ServerFixture.await("b to send",
				() -> this.b.server.sessions()
					.stream()
					.anyMatch((session) -> session.traffic().messagesSent() > old.traffic().messagesSent() + 100));
		go.set(false);
		for (Thread sender : senders) {
			sender.join();
		}
		Set<Long> numbers = new HashSet<>();
		for (Sent sent = this.home.take(1); sent != null; sent = this.home.take(1)) {
			if (RecordFormat.epoch(sent.bytes(), 0) == 1) {
				Assertions.assertThat(numbers.add(RecordFormat.sequence(sent.bytes(), 0))).isTrue();
			}
		}
		Assertions.assertThat(numbers).anyMatch((number) -> number < 1L << 32).anyMatch((number) -> number >= 1L << 32);
	}

	@Test
	void aCopyThatIsLoadedAgainWritesOtherNumbersThanTheFirst() throws Exception {
		this.a.start(this.store);
		this.b.start(this.store);
		TestDtlsClient client = client((byte) 1);
		this.a.connect(client, this.home);
		this.a.close();
		var backup = this.store.copies();
		send(this.home, protect(client, "first"), this.b);
		long first = RecordFormat.sequence(take(this.home).bytes(), 0);
		while (first < 1L << 32) {
			first = RecordFormat.sequence(take(this.home).bytes(), 0);
		}
		this.store.put(backup, Duration.ofHours(1));
		Node c = new Node(new InetSocketAddress("127.0.0.10", 5684));
		c.start(this.store);
		send(this.home, protect(client, "second"), c);
		long second = RecordFormat.sequence(take(this.home).bytes(), 0);
		c.close();
		Assertions.assertThat(first).isEqualTo(1L << 32);
		Assertions.assertThat(second).isEqualTo(2L << 32);
	}

}
