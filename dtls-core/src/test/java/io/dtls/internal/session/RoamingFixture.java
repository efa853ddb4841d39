package io.dtls.internal.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

import io.dtls.AddressUnprovenException;
import io.dtls.CipherSuite;
import io.dtls.CloseReason;
import io.dtls.DropReason;
import io.dtls.NegotiatedParameters;
import io.dtls.PeerIdentity;
import io.dtls.internal.handshake.Established;
import io.dtls.internal.handshake.ExportedKeys;
import io.dtls.internal.record.ConnectionIds;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.record.ReplayWindow;
import io.dtls.internal.record.dtls12.OpenedRecord;
import io.dtls.internal.record.dtls12.RecordLayer;
import io.dtls.internal.record.dtls12.RecordProtection;
import io.dtls.internal.record.dtls12.TrafficKeys;
import io.dtls.settings.Migration;
import io.dtls.settings.SessionSettings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A session with a connection id, its peer and the time, in the hands of a test.
 */
abstract class RoamingFixture {

	static final InetSocketAddress HOME = new InetSocketAddress("192.0.2.1", 40_000);

	static final InetSocketAddress ABROAD = new InetSocketAddress("192.0.2.2", 40_001);

	static final InetSocketAddress VICTIM = new InetSocketAddress("192.0.2.3", 40_002);

	private static final byte[] ID = { 1, 2, 3, 4, 5, 6, 7, 8 };

	final Host host = new Host();

	private final RecordLayer peer = layer(false);

	private final OpenedRecord opened = new OpenedRecord();

	Session session = session(true);

	private static RecordLayer layer(boolean server) {
		CipherSuite.Aead aead = CipherSuite.Aead.AES_128_GCM;
		ConnectionIds ids = server ? new ConnectionIds(ID, new byte[0]) : new ConnectionIds(new byte[0], ID);
		return new RecordLayer(
				RecordProtection.of(TrafficKeys.ofKeyBlock(aead, new byte[TrafficKeys.keyBlockSize(aead)], server)),
				ids, RecordFormat.DTLS_1_2, 1, new ReplayWindow());
	}

	Session session(boolean returnRoutability) {
		NegotiatedParameters negotiated = new NegotiatedParameters("DTLSv1.2",
				CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256, null, true, false, null, null, returnRoutability);
		return new Session(1, new Established(layer(true), negotiated, PeerIdentity.ANONYMOUS, null, List.of(),
				new byte[0], ExportedKeys.NONE), new SessionOrigin(HOME, 1), this.host);
	}

	byte[] record(int type, byte... content) throws Exception {
		byte[] record = new byte[content.length + this.peer.overhead()];
		return Arrays.copyOf(record, this.peer.protect(type, content, 0, content.length, record, 0));
	}

	byte[] data(int size) throws Exception {
		return record(RecordFormat.APPLICATION_DATA, new byte[size]);
	}

	// As the endpoint does it.
	DropReason arrives(byte[] record, InetSocketAddress from, boolean follows) {
		this.host.migration = follows ? Migration.NEWEST : Migration.VERIFIED;
		if (!this.session.receive(record, 0, record.length, from, this.opened)) {
			return this.opened.dropReason();
		}
		return (this.opened.contentType() == RecordFormat.RETURN_ROUTABILITY_CHECK)
				? this.session.check(this.opened, from, record.length) : null;
	}

	DropReason arrives(byte[] record, InetSocketAddress from) {
		return arrives(record, from, true);
	}

	// The message of RFC 9853 that was sent next, which has to go there.
	byte[] nextCheck(InetSocketAddress to) {
		Sent sent = this.host.sent.remove();
		assertThat(sent.to).isEqualTo(to);
		OpenedRecord message = new OpenedRecord();
		assertThat(this.peer.open(sent.bytes, 0, sent.bytes.length, message)).isTrue();
		assertThat(message.contentType()).isEqualTo(RecordFormat.RETURN_ROUTABILITY_CHECK);
		assertThat(message.length()).isEqualTo(9);
		return message.copyPayload();
	}

	byte[] answer(int type, byte[] challenge) throws Exception {
		assertThat(challenge[0]).isZero();
		byte[] answer = challenge.clone();
		answer[0] = (byte) type;
		return record(RecordFormat.RETURN_ROUTABILITY_CHECK, answer);
	}

	void pass(long millis) {
		this.host.now += Duration.ofMillis(millis).toNanos();
		if (this.host.now >= this.host.deadline) {
			this.session.expired(this.host.now);
		}
	}

	int sentTo(InetSocketAddress address) {
		return this.host.sent.stream()
			.filter((sent) -> sent.to.equals(address))
			.mapToInt((sent) -> sent.bytes.length)
			.sum();
	}

	// As much as is taken.
	void flood(int size) throws Exception {
		for (int i = 0; i < 100; i++) {
			try {
				this.session.send(new byte[size]);
			}
			catch (AddressUnprovenException ex) {
				// Counted.
			}
		}
	}

	void sendOne() {
		try {
			this.session.send(new byte[1]);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	boolean isProven(InetSocketAddress address) throws Exception {
		this.host.sent.clear();
		flood(1000);
		return sentTo(address) > 100_000;
	}

	/** A datagram on its way. */
	@SuppressWarnings("ArrayRecordComponent")
	record Sent(byte[] bytes, InetSocketAddress to) {

	}

	/** An endpoint whose time passes on request. */
	static final class Host implements SessionHost {

		final Deque<Sent> sent = new ArrayDeque<>();

		final List<DropReason> dropped = new ArrayList<>();

		final List<InetSocketAddress> proven = new ArrayList<>();

		private Migration migration = Migration.NEWEST;

		// What other threads do just then.
		Runnable aroundMoves = () -> {
		};

		private long now;

		private long deadline = Long.MAX_VALUE;

		private byte cookies;

		@Override
		public long now() {
			return this.now;
		}

		@Override
		public long currentTimeMillis() {
			return this.now / 1_000_000;
		}

		@Override
		public InetSocketAddress localAddress() {
			return new InetSocketAddress(5684);
		}

		@Override
		public SessionSettings settings() {
			return SessionSettings.defaults();
		}

		@Override
		public int mtu() {
			return 1400;
		}

		@Override
		public void transmit(byte[] datagram, int length, InetSocketAddress to) {
			this.sent.add(new Sent(Arrays.copyOf(datagram, length), to));
		}

		@Override
		public void countSent(int bytes) {
		}

		@Override
		public void dropped(DropReason reason, InetSocketAddress peer) {
			this.dropped.add(reason);
		}

		@Override
		public Migration migration() {
			return this.migration;
		}

		@Override
		public void redirected(Session session, InetSocketAddress previous) {
			this.aroundMoves.run();
		}

		@Override
		public void proven(Session session, InetSocketAddress previous) {
			this.proven.add(session.provenAddress());
		}

		@Override
		public void randomise(byte[] bytes) {
			Arrays.fill(bytes, ++this.cookies);
		}

		@Override
		public void schedule(Session session, long when) {
			this.deadline = when;
		}

		@Override
		public void ended(Session session, CloseReason reason) {
		}

	}

}
