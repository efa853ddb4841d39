package io.dtls.internal.session;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.dtls.CipherSuite;
import io.dtls.CipherSuite.Aead;
import io.dtls.CloseReason;
import io.dtls.DropReason;
import io.dtls.NegotiatedParameters;
import io.dtls.PeerIdentity;
import io.dtls.SessionClosedException;
import io.dtls.internal.handshake.Established;
import io.dtls.internal.handshake.ExportedKeys;
import io.dtls.internal.record.ConnectionIds;
import io.dtls.internal.record.KeyUsageLimits;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.record.ReplayWindow;
import io.dtls.internal.record.dtls12.AdditionalData;
import io.dtls.internal.record.dtls12.OpenedRecord;
import io.dtls.internal.record.dtls12.RecordLayer;
import io.dtls.internal.record.dtls12.RecordProtection;
import io.dtls.internal.record.dtls12.TrafficKeys;
import io.dtls.settings.SessionSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * When the keys of a session have been used, or attacked, as often as they may be.
 */
class SessionLimitTests {

	private static final InetSocketAddress PEER = new InetSocketAddress("192.0.2.1", 1000);

	private final Host host = new Host();

	private final OpenedRecord into = new OpenedRecord();

	private Session session(CipherSuite suite, RecordLayer records) {
		NegotiatedParameters negotiated = new NegotiatedParameters("DTLSv1.2", suite, null, true, false, null, null,
				false);
		Established established = new Established(records, negotiated, PeerIdentity.ANONYMOUS, null, List.of(),
				new byte[0], ExportedKeys.NONE);
		return new Session(1, established, new SessionOrigin(PEER, 1), this.host);
	}

	private static RecordLayer layer(RecordProtection protection) {
		return new RecordLayer(protection, ConnectionIds.NONE, RecordFormat.DTLS_1_2, 0, new ReplayWindow());
	}

	private static RecordProtection protection(Aead aead, boolean server) {
		byte[] block = new byte[TrafficKeys.keyBlockSize(aead)];
		for (int i = 0; i < block.length; i++) {
			block[i] = (byte) i;
		}
		return RecordProtection.of(TrafficKeys.ofKeyBlock(aead, block, server));
	}

	private static byte[] forged(long number) {
		byte[] record = new byte[RecordFormat.HEADER_SIZE + 40];
		RecordFormat.writeHeader(record, 0, RecordFormat.APPLICATION_DATA, RecordFormat.DTLS_1_2, 1L << 48 | number,
				40);
		return record;
	}

	private boolean open(Session session, byte[] record) {
		return session.open(record, 0, record.length, this.into);
	}

	@Test
	void aSessionEndsWithAReasonOfItsOwnBeforeItsKeyIsOverused() throws Exception {
		Limited limited = new Limited(protection(Aead.AES_128_GCM, true), new KeyUsageLimits(100, 100));
		Session session = session(CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256, layer(limited));
		int sent = 0;
		while (session.isOpen()) {
			session.send(new byte[1]);
			sent++;
		}
		assertThat(this.host.ended).containsExactly(CloseReason.KEY_LIMIT);
		assertThat(sent).isBetween(50, 99);
		assertThat(limited.sealed).isEqualTo(sent + 1).isLessThanOrEqualTo(100);
		byte[] last = this.host.sent.get(this.host.sent.size() - 1);
		assertThat(RecordFormat.contentType(last, 0)).isEqualTo(RecordFormat.ALERT);
		assertThatExceptionOfType(SessionClosedException.class).isThrownBy(() -> session.send(new byte[1]));
	}

	@Test
	void tooManyForgeriesEndASessionOnlyAtTheIntegrityLimit() {
		Limited limited = new Limited(protection(Aead.AES_128_GCM, true), new KeyUsageLimits(1000, 20));
		Session session = session(CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256, layer(limited));
		for (int i = 0; i < 19; i++) {
			assertThat(open(session, forged(i))).isFalse();
			assertThat(this.into.dropReason()).isEqualTo(DropReason.BAD_RECORD);
		}
		assertThat(session.isOpen()).isTrue();
		open(session, forged(19));
		assertThat(this.host.ended).containsExactly(CloseReason.KEY_LIMIT);
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = ".*_CBC_.*")
	void tenThousandForgeriesLeaveASessionOfAnySuiteAlive(CipherSuite suite) throws Exception {
		Session session = session(suite, layer(protection(suite.aead(), true)));
		for (int i = 0; i < 10_000; i++) {
			this.host.now += 1_000_000;
			assertThat(open(session, forged(i))).isFalse();
		}
		assertThat(session.isOpen()).isTrue();
		RecordLayer client = layer(protection(suite.aead(), false));
		byte[] out = new byte[100];
		int size = client.protect(RecordFormat.APPLICATION_DATA, new byte[3], 0, 3, out, 0);
		assertThat(open(session, Arrays.copyOf(out, size))).isTrue();
		assertThat(this.host.ended).isEmpty();
	}

	@Test
	void forgeriesForAShortTagAreLimitedInRateAndEndNothing() throws Exception {
		Limited limited = new Limited(protection(Aead.AES_128_CCM_8, true), KeyUsageLimits.of(Aead.AES_128_CCM_8));
		Session session = session(CipherSuite.TLS_PSK_WITH_AES_128_CCM_8, layer(limited));
		for (int i = 0; i < 3 * ForgeryLimit.PER_SECOND; i++) {
			open(session, forged(i));
		}
		assertThat(this.into.dropReason()).isEqualTo(DropReason.RATE_LIMITED);
		assertThat(limited.opened).isEqualTo(ForgeryLimit.PER_SECOND);
		assertThat(session.isOpen()).isTrue();
		this.host.now += 1_000_000;
		byte[] out = new byte[100];
		int size = layer(protection(Aead.AES_128_CCM_8, false)).protect(RecordFormat.APPLICATION_DATA, new byte[3], 0,
				3, out, 0);
		assertThat(open(session, Arrays.copyOf(out, size))).isTrue();
	}

	@Test
	void aWallClockThatJumpsEndsNothing() {
		Session session = session(CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256,
				layer(protection(Aead.AES_128_GCM, true)));
		this.host.millis -= 365L * 24 * 3600 * 1000;
		session.expired(this.host.now);
		this.host.millis += 2 * 365L * 24 * 3600 * 1000;
		session.expired(this.host.now);
		assertThat(session.isOpen()).isTrue();
	}

	@Test
	void theKeysOfASessionThatWasDestroyedAreGone() {
		RecordLayer records = layer(protection(Aead.AES_256_GCM, true));
		Session session = session(CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, records);
		session.end(CloseReason.LOCALLY_CLOSED);
		session.destroy();
		assertThatIllegalStateException()
			.isThrownBy(() -> records.protect(RecordFormat.APPLICATION_DATA, new byte[1], 0, 1, new byte[100], 0))
			.withMessageContaining("wiped");
	}

	/** An endpoint whose clocks the test moves. */
	private static final class Host implements SessionHost {

		private final List<CloseReason> ended = new ArrayList<>();

		private final List<byte[]> sent = new ArrayList<>();

		private long now = 1;

		private long millis = 1_000_000_000_000L;

		@Override
		public long now() {
			return this.now;
		}

		@Override
		public long currentTimeMillis() {
			return this.millis;
		}

		@Override
		public InetSocketAddress localAddress() {
			return PEER;
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
		public void transmit(byte[] datagram, int length, InetSocketAddress to) throws IOException {
			this.sent.add(Arrays.copyOf(datagram, length));
		}

		@Override
		public void countSent(int bytes) {
		}

		@Override
		public void schedule(Session session, long deadline) {
		}

		@Override
		public void ended(Session session, CloseReason reason) {
			this.ended.add(reason);
		}

	}

	/** Has limits of the test's choice. */
	private static final class Limited implements RecordProtection {

		private final RecordProtection delegate;

		private final KeyUsageLimits limits;

		private int sealed;

		private int opened;

		Limited(RecordProtection delegate, KeyUsageLimits limits) {
			this.delegate = delegate;
			this.limits = limits;
		}

		@Override
		public int expansion() {
			return this.delegate.expansion();
		}

		@Override
		public KeyUsageLimits limits() {
			return this.limits;
		}

		@Override
		public int seal(AdditionalData header, byte[] plain, int off, int len, byte[] out, int outOff) {
			this.sealed++;
			return this.delegate.seal(header, plain, off, len, out, outOff);
		}

		@Override
		public int open(AdditionalData header, byte[] fragment, int off, int len, byte[] out, int outOff) {
			this.opened++;
			return this.delegate.open(header, fragment, off, len, out, outOff);
		}

		@Override
		public TrafficKeys keys() {
			return this.delegate.keys();
		}

		@Override
		public void releaseCiphers() {
			this.delegate.releaseCiphers();
		}

		@Override
		public void destroy() {
			this.delegate.destroy();
		}

	}

}
