package io.dtls.internal.session;

import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

import com.sun.management.ThreadMXBean;
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
import io.dtls.internal.record.dtls12.AdditionalData;
import io.dtls.internal.record.dtls12.OpenedRecord;
import io.dtls.internal.record.dtls12.RecordLayer;
import io.dtls.internal.record.dtls12.RecordProtection;
import io.dtls.internal.record.dtls12.TrafficKeys;
import io.dtls.settings.SessionSettings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a session and a record may cost in memory. Counted, not timed.
 */
class SessionCostTests {

	private static final int WARM_UP = 5_000;

	private static final int ROUNDS = 2_000;

	private static final int MESSAGE = 64;

	private static final int ARRAY_HEADER = 16;

	private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private final Host host = new Host();

	private final OpenedRecord opened = new OpenedRecord();

	private final byte[] wire = new byte[1500];

	@Test
	void receivingAllocatesTheMessageAndLittleElse() throws Exception {
		Session session = session();
		RecordLayer peer = layer(false);
		long whole = 0;
		long cipher = 0;
		RecordProtection bare = RecordProtection.of(keys(true));
		AdditionalData header = new AdditionalData();
		byte[] plain = new byte[1500];
		for (int i = 0; i < WARM_UP + ROUNDS; i++) {
			int size = peer.protect(RecordFormat.APPLICATION_DATA, new byte[MESSAGE], 0, MESSAGE, this.wire, 0);
			long start = allocated();
			byte[] message = receive(session, size);
			long middle = allocated();
			header.set(RecordFormat.epochAndSequence(this.wire, 0), RecordFormat.APPLICATION_DATA,
					RecordFormat.DTLS_1_2, new byte[0]);
			bare.open(header, this.wire, RecordFormat.HEADER_SIZE, size - RecordFormat.HEADER_SIZE, plain, 0);
			if (i >= WARM_UP) {
				whole += middle - start;
				cipher += allocated() - middle;
			}
			assertThat(message).hasSize(MESSAGE);
		}
		assertThat((whole - cipher) / ROUNDS).as("bytes a record beyond the cipher's own")
			.isLessThanOrEqualTo(ARRAY_HEADER + MESSAGE + 64);
	}

	private byte[] receive(Session session, int size) {
		session.open(this.wire, 0, size, this.opened);
		byte[] message = this.opened.copyPayload();
		session.countReceived(message.length);
		session.touch();
		return message;
	}

	@Test
	void sendingFromTheEndpointThreadAllocatesNothingButTheCiphersOwn() throws Exception {
		Session session = session();
		RecordLayer bare = layer(true);
		byte[] message = new byte[MESSAGE];
		long whole = 0;
		long cipher = 0;
		for (int i = 0; i < WARM_UP + ROUNDS; i++) {
			long start = allocated();
			session.send(message);
			long middle = allocated();
			bare.protect(RecordFormat.APPLICATION_DATA, message, 0, MESSAGE, this.wire, 0);
			if (i >= WARM_UP) {
				whole += middle - start;
				cipher += allocated() - middle;
			}
		}
		assertThat((whole - cipher) / ROUNDS).as("bytes a record beyond the cipher's own").isLessThanOrEqualTo(32);
	}

	@Test
	void anIdleSessionIsSmall() {
		Session[] sessions = new Session[ROUNDS];
		for (int i = 0; i < ROUNDS; i++) {
			sessions[i] = session();
		}
		long start = allocated();
		for (int i = 0; i < ROUNDS; i++) {
			sessions[i] = session();
		}
		// All that was allocated on the way, of which some is garbage by now; the entries
		// of the tables are not in it.
		assertThat((allocated() - start) / ROUNDS).as("bytes a session").isLessThanOrEqualTo(1_200);
	}

	@Test
	void aPausingSessionLetsItsCiphersGoAndGoesOn() throws Exception {
		Session session = session();
		RecordLayer peer = layer(false);
		assertThat(receive(session, record(peer))).hasSize(MESSAGE);
		session.send(new byte[MESSAGE]);
		this.host.now += Duration.ofSeconds(31).toNanos();
		session.expired(this.host.now);
		long before = allocated();
		assertThat(receive(session, record(peer))).hasSize(MESSAGE);
		assertThat(allocated() - before).as("bytes for a cipher made anew").isGreaterThan(1_000);
		session.send(new byte[MESSAGE]);
		OpenedRecord answer = new OpenedRecord();
		assertThat(peer.open(this.host.sent, 0, this.host.sentLength, answer)).isTrue();
	}

	private int record(RecordLayer peer) throws Exception {
		return peer.protect(RecordFormat.APPLICATION_DATA, new byte[MESSAGE], 0, MESSAGE, this.wire, 0);
	}

	private long allocated() {
		return this.threads.getCurrentThreadAllocatedBytes();
	}

	private Session session() {
		NegotiatedParameters negotiated = new NegotiatedParameters("DTLSv1.2",
				CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256, null, true, false, null, null, false);
		InetSocketAddress peer = new InetSocketAddress(InetAddress.getLoopbackAddress(), 40_000);
		return new Session(1, new Established(layer(true), negotiated, PeerIdentity.ANONYMOUS, null, List.of(),
				new byte[0], ExportedKeys.NONE), new SessionOrigin(peer, 1), this.host);
	}

	private static RecordLayer layer(boolean server) {
		return new RecordLayer(RecordProtection.of(keys(server)), ConnectionIds.NONE, RecordFormat.DTLS_1_2, 1,
				new ReplayWindow());
	}

	private static TrafficKeys keys(boolean server) {
		CipherSuite.Aead aead = CipherSuite.Aead.AES_128_GCM;
		byte[] block = new byte[TrafficKeys.keyBlockSize(aead)];
		for (int i = 0; i < block.length; i++) {
			block[i] = (byte) i;
		}
		return TrafficKeys.ofKeyBlock(aead, block, server);
	}

	/** An endpoint that keeps the last datagram. */
	private static final class Host implements SessionHost {

		private final byte[] buffer = new byte[1500];

		private byte[] sent = new byte[0];

		private int sentLength;

		private long now;

		@Override
		public long now() {
			return this.now;
		}

		@Override
		public long currentTimeMillis() {
			return 0;
		}

		@Override
		public InetSocketAddress localAddress() {
			return new InetSocketAddress(0);
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
		public byte[] sendBuffer(int size) {
			return this.buffer;
		}

		@Override
		public void transmit(byte[] datagram, int length, InetSocketAddress to) {
			this.sent = datagram;
			this.sentLength = length;
		}

		@Override
		public void countSent(int bytes) {
		}

		@Override
		public void schedule(Session session, long deadline) {
		}

		@Override
		public void ended(Session session, CloseReason reason) {
		}

	}

}
