package io.dtls.endpoint;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

import io.dtls.CipherSuite;
import io.dtls.CloseReason;
import io.dtls.NegotiatedParameters;
import io.dtls.PeerIdentity;
import io.dtls.internal.handshake.Established;
import io.dtls.internal.handshake.ExportedKeys;
import io.dtls.internal.record.ConnectionIds;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.record.ReplayWindow;
import io.dtls.internal.record.dtls12.RecordLayer;
import io.dtls.internal.record.dtls12.RecordProtection;
import io.dtls.internal.record.dtls12.TrafficKeys;
import io.dtls.internal.session.Session;
import io.dtls.internal.session.SessionHost;
import io.dtls.internal.session.SessionOrigin;
import io.dtls.internal.store.SnapshotVault;
import io.dtls.settings.SessionSettings;
import io.dtls.settings.SnapshotSettings;
import io.dtls.store.Secrets;
import io.dtls.testing.MemorySnapshotStore;

/**
 * A session that writes more than one generation has numbers for.
 */
class GenerationTests {

	private static final long GENERATION = 1L << 32;

	private static final CipherSuite SUITE = CipherSuite.TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256;

	private final MemorySnapshotStore store = new MemorySnapshotStore();

	private final SnapshotVault vault = new SnapshotVault(
			SnapshotSettings.of(this.store, Secrets.of(new byte[16], null)), "test");

	private final Host host = new Host();

	// The last so many of the first generation are left.
	private Session session(long left) {
		RecordProtection protection = RecordProtection
			.of(TrafficKeys.ofKeyBlock(SUITE.aead(), new byte[TrafficKeys.keyBlockSize(SUITE.aead())], true));
		RecordLayer records = new RecordLayer(protection, new ConnectionIds(new byte[8], new byte[0]),
				RecordFormat.DTLS_1_2, GENERATION - left, new ReplayWindow());
		NegotiatedParameters negotiated = new NegotiatedParameters("DTLSv1.2", SUITE, null, true, false, null, null,
				false);
		Session session = new Session(1, new Established(records, negotiated, PeerIdentity.ANONYMOUS, null, List.of(),
				new byte[0], ExportedKeys.NONE), new SessionOrigin(new InetSocketAddress("127.0.0.1", 1), 1),
				this.host);
		session.useGeneration(0);
		return session;
	}

	@Test
	void aSessionGoesOnInAnotherGenerationBeforeItsOwnEnds() throws Exception {
		Session session = session(1_000_000);
		while (session.isOpen() && this.host.lastNumber < GENERATION) {
			session.send(new byte[1]);
		}
		Assertions.assertThat(this.host.lastNumber).isEqualTo(GENERATION);
		for (int i = 1; i <= 100; i++) {
			session.send(new byte[1]);
			Assertions.assertThat(this.host.lastNumber).isEqualTo(GENERATION + i);
		}
		Assertions.assertThat(this.host.generationsAskedFor).isOne();
		Assertions.assertThat(this.store.nextGeneration(new byte[8], 0)).isEqualTo(2);
	}

	@Test
	void withoutAStoreASessionEndsBeforeItWritesInTheGenerationOfAnother() throws Exception {
		this.host.isStoreDown = true;
		Session session = session(100);
		while (session.isOpen()) {
			session.send(new byte[1]);
		}
		Assertions.assertThat(this.host.ended).containsExactly(CloseReason.KEY_LIMIT);
		Assertions.assertThat(this.host.lastNumber).isLessThan(GENERATION);
	}

	/** Asks the vault, as a server does. */
	private final class Host implements SessionHost {

		private final Queue<CloseReason> ended = new ConcurrentLinkedQueue<>();

		private long lastNumber = -1;

		private int generationsAskedFor;

		private boolean isStoreDown;

		@Override
		public void generationEnds(Session session, long generation) {
			this.generationsAskedFor++;
			if (!this.isStoreDown) {
				GenerationTests.this.vault.nextGenerationLater(session.storeKey(), generation, session::useGeneration);
			}
		}

		@Override
		public void transmit(byte[] datagram, int length, InetSocketAddress to) {
			long number = RecordFormat.sequence(datagram, 0);
			Assertions.assertThat(number).isGreaterThan(this.lastNumber);
			this.lastNumber = number;
		}

		@Override
		public void ended(Session session, CloseReason reason) {
			this.ended.add(reason);
		}

		@Override
		public void schedule(Session session, long deadline) {
		}

		@Override
		public void countSent(int bytes) {
		}

		@Override
		public long now() {
			return 0;
		}

		@Override
		public long currentTimeMillis() {
			return 0;
		}

		@Override
		public InetSocketAddress localAddress() {
			return new InetSocketAddress("127.0.0.1", 2);
		}

		@Override
		public SessionSettings settings() {
			return SessionSettings.defaults();
		}

		@Override
		public int mtu() {
			return 1400;
		}

	}

}
