package io.dtls.endpoint;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.dtls.CloseReason;
import io.dtls.DtlsSession;
import io.dtls.SnapshotLookup;
import io.dtls.internal.record.RecordFormat;
import io.dtls.testing.FaultyNetwork.Sent;
import io.dtls.testing.TestDtlsClient;

/**
 * A session in use that a balancer brings to another node.
 */
class HandOverBetweenNodesTests extends SnapshotFixture {

	private final TestDtlsClient client = client((byte) 1);

	@BeforeEach
	void nodesTalk() {
		this.store.nodesTalk = true;
	}

	private DtlsSession connect() throws Exception {
		this.a.start(this.store);
		this.b.start(this.store);
		return this.a.connect(this.client, this.home);
	}

	@Test
	void aSessionFollowsItsPeerFromNodeToNode() throws Exception {
		DtlsSession first = connect();
		echo(this.client, this.home, this.a, "on a");
		echo(this.client, this.abroad, this.b, "on b");
		Assertions.assertThat(ServerFixture.next(this.a.seen.closed)).isEqualTo(CloseReason.SAVED);
		echo(this.client, this.abroad, this.b, "still on b");
		echo(this.client, this.home, this.a, "back on a");
		Assertions.assertThat(ServerFixture.next(this.b.seen.closed)).isEqualTo(CloseReason.SAVED);
		Assertions.assertThat(this.a.server.sessions())
			.singleElement()
			.extracting(DtlsSession::id)
			.isEqualTo(first.id());
		Assertions.assertThat(this.a.server.statistics().handshakesStarted()).isOne();
		Assertions.assertThat(this.b.server.statistics().handshakesStarted()).isZero();
		Assertions.assertThat(this.store.size()).isZero();
	}

	@Test
	void whatAStrangerForgesOrRepeatsMovesNoSession() throws Exception {
		connect();
		byte[] genuine = protect(this.client, "to a");
		send(this.home, genuine, this.a);
		Assertions.assertThat(receive(this.client, this.home)).isEqualTo("to a");
		byte[] forged = protect(this.client, "forged");
		forged[forged.length - 1] ^= 1;
		send(this.abroad, forged, this.b);
		ServerFixture.await("the forgery", () -> lookups(this.b, SnapshotLookup.MISSED) == 1);
		send(this.abroad, genuine, this.b);
		ServerFixture.await("the replay", () -> lookups(this.b, SnapshotLookup.MISSED) == 2);
		echo(this.client, this.home, this.a, "still on a");
		Assertions.assertThat(this.a.seen.closed).isEmpty();
		Assertions.assertThat(this.b.server.sessionCount()).isZero();
	}

	@Test
	void aRecordThatComesLateToTheOldNodeIsHandledByTheNewOne() throws Exception {
		connect();
		byte[] late = protect(this.client, "late");
		echo(this.client, this.abroad, this.b, "newer");
		send(this.home, late, this.a);
		Assertions.assertThat(receive(this.client, this.abroad)).isEqualTo("late");
		send(this.home, late, this.a);
		echo(this.client, this.abroad, this.b, "the last");
		Assertions.assertThat(this.b.server.statistics().messagesReceived()).isEqualTo(3);
	}

	@Test
	void aForgeryThatComesFirstDoesNotKeepAPeerFromMoving() throws Exception {
		connect();
		byte[] forged = protect(this.client, "forged");
		forged[forged.length - 1] ^= 1;
		send(this.abroad, forged, this.b);
		ServerFixture.await("the forgery", () -> lookups(this.b, SnapshotLookup.REQUESTED) == 1);
		echo(this.client, this.home, this.b, "genuine");
	}

	@Test
	void aNodeAnswersWhatItHasGotBeforeItLetsASessionGo() throws Exception {
		CountDownLatch slow = new CountDownLatch(1);
		this.a.handler = (session, message) -> {
			this.a.seen.messages.add("begun");
			slow.await();
			session.send(message);
		};
		connect();
		send(this.home, protect(this.client, "slow"), this.a);
		Assertions.assertThat(ServerFixture.next(this.a.seen.messages)).isEqualTo("begun");
		send(this.abroad, protect(this.client, "quick"), this.b);
		ServerFixture.await("b to ask", () -> lookups(this.b, SnapshotLookup.REQUESTED) == 1);
		slow.countDown();
		Assertions.assertThat(receive(this.client, this.home)).isEqualTo("slow");
		Assertions.assertThat(receive(this.client, this.abroad)).isEqualTo("quick");
	}

	@Test
	void howeverOftenASessionMovesNoNumberIsUsedTwice() throws Exception {
		connect();
		AtomicBoolean over = new AtomicBoolean();
		Thread sender = new Thread(() -> {
			while (!over.get()) {
				this.a.server.sessions().forEach(SnapshotFixture::send);
				this.b.server.sessions().forEach(SnapshotFixture::send);
			}
		});
		sender.start();
		awaitSending(this.a);
		for (int i = 0; i < 10; i++) {
			Node node = (i % 2 == 0) ? this.b : this.a;
			deliver("move " + i, node);
			awaitSending(node);
		}
		over.set(true);
		sender.join();
		Set<Long> numbers = new HashSet<>();
		Set<Long> generations = new HashSet<>();
		for (Sent sent = this.home.take(1); sent != null; sent = this.home.take(1)) {
			if (RecordFormat.epoch(sent.bytes(), 0) == 1) {
				long number = RecordFormat.sequence(sent.bytes(), 0);
				Assertions.assertThat(numbers.add(number)).as("number " + number + " is new").isTrue();
				generations.add(number >>> 32);
			}
		}
		Assertions.assertThat(generations).hasSize(11);
	}

	private static void awaitSending(Node owner) throws InterruptedException {
		long before = sentBy(owner);
		ServerFixture.await("the owner to send", () -> sentBy(owner) > before);
	}

	private static long sentBy(Node node) {
		return node.server.sessions().stream().mapToLong((session) -> session.traffic().messagesSent()).sum();
	}

	// A record may get lost where it meets a session that moves, as any datagram may.
	private void deliver(String message, Node node) throws Exception {
		String delivered = null;
		for (int attempt = 0; attempt < 8 && !message.equals(delivered); attempt++) {
			send(this.home, protect(this.client, message), node);
			delivered = node.seen.messages.poll(2, TimeUnit.SECONDS);
		}
		Assertions.assertThat(delivered).isEqualTo(message);
	}

}
