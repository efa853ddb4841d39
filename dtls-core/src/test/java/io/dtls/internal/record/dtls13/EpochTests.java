package io.dtls.internal.record.dtls13;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.dtls.CipherSuite.Aead;
import io.dtls.DropReason;
import io.dtls.internal.record.KeyUsageLimits;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.record.ReplayWindow;
import io.dtls.internal.record.SequenceExhaustedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Epochs that come and go, each with its own window and limits.
 */
class EpochTests {

	private static final Aead GCM = Aead.AES_128_GCM;

	private static final long RETENTION = ReadEpochs.RETENTION;

	private final Dtls13RecordLayer client = TestEpochs.client(GCM);

	private final Dtls13RecordLayer server = TestEpochs.server(GCM);

	private final Dtls13OpenedRecord into = new Dtls13OpenedRecord();

	private byte[] protect() throws Exception {
		return TestEpochs.protect(this.client, TestEpochs.MESSAGE);
	}

	private boolean open(byte[] record, long now) {
		return this.server.open(record, 0, record.length, false, now, this.into);
	}

	@Test
	void peerEntersTheNextEpochWhenItLikes() throws Exception {
		assertThat(this.server.updateRead()).isTrue();
		assertThat(open(protect(), 0)).isTrue();
		assertThat(this.server.readEpoch()).isEqualTo(3);
		assertThat(this.client.updateWrite()).isTrue();
		assertThat(open(protect(), 0)).isTrue();
		assertThat(this.into.number()).isEqualTo(new RecordNumber(4, 0));
		assertThat(this.into.newest()).isTrue();
		assertThat(this.server.readEpoch()).isEqualTo(4);
	}

	@Test
	void epochThatWasNotAnnouncedCannotBeRead() throws Exception {
		this.client.updateWrite();
		assertThat(open(protect(), 0)).isFalse();
		assertThat(this.into.dropReason()).isEqualTo(DropReason.WRONG_EPOCH);
	}

	@Test
	void previousEpochIsReadForAWhileAndIsNeverTheNewest() throws Exception {
		byte[] early = protect();
		byte[] late = protect();
		byte[] tooLate = protect();
		this.server.updateRead();
		this.client.updateWrite();
		assertThat(open(protect(), 1_000)).isTrue();
		assertThat(open(early, 2_000)).isTrue();
		assertThat(this.into.epoch()).isEqualTo(3);
		assertThat(this.into.newest()).isFalse();
		assertThat(open(late, 1_000 + RETENTION - 1)).isTrue();
		assertThat(open(tooLate, 1_000 + RETENTION)).isFalse();
		assertThat(this.into.dropReason()).isEqualTo(DropReason.WRONG_EPOCH);
	}

	@Test
	void timeMayPassItsLargestValue() throws Exception {
		byte[] early = protect();
		byte[] tooLate = protect();
		this.server.updateRead();
		this.client.updateWrite();
		assertThat(open(protect(), Long.MAX_VALUE - 5)).isTrue();
		this.server.expire(Long.MAX_VALUE - 4);
		assertThat(open(early, Long.MIN_VALUE + 5)).isTrue();
		this.server.expire(Long.MAX_VALUE - 5 + RETENTION);
		assertThat(open(tooLate, Long.MIN_VALUE + 5)).isFalse();
	}

	@Test
	void previousEpochIsReadUntilTheNextUpdateOnly() throws Exception {
		byte[] ofEpoch3 = protect();
		byte[] ofEpoch4 = null;
		for (int epoch = 4; epoch <= 5; epoch++) {
			this.server.updateRead();
			this.client.updateWrite();
			assertThat(open(protect(), 0)).isTrue();
			ofEpoch4 = (epoch == 4) ? protect() : ofEpoch4;
		}
		assertThat(open(ofEpoch3, 0)).isFalse();
		assertThat(open(ofEpoch4, 0)).isTrue();
	}

	@Test
	void secondUpdateBeforeThePeerEnteredTheFirstIsRefused() {
		assertThat(this.server.updateRead()).isTrue();
		assertThat(this.server.updateRead()).isFalse();
	}

	@ParameterizedTest
	@EnumSource
	void epochBitsWrapFromThreeToZeroAndOn(Aead aead) throws Exception {
		Dtls13RecordLayer sender = TestEpochs.client(aead);
		Dtls13RecordLayer receiver = TestEpochs.server(aead);
		for (long epoch = 3; epoch < 12; epoch++) {
			byte[] overtaken = TestEpochs.protect(sender, TestEpochs.MESSAGE);
			byte[] record = TestEpochs.protect(sender, TestEpochs.MESSAGE);
			assertThat(UnifiedHeader.epochBits(record[0])).isEqualTo((int) epoch % 4);
			assertThat(TestEpochs.open(receiver, record, this.into)).isTrue();
			assertThat(this.into.number()).isEqualTo(new RecordNumber(epoch, 1));
			assertThat(receiver.updateRead()).isTrue();
			assertThat(sender.updateWrite()).isTrue();
			assertThat(TestEpochs.open(receiver, overtaken, this.into)).isTrue();
			assertThat(this.into.number()).isEqualTo(new RecordNumber(epoch, 0));
			assertThat(TestEpochs.open(receiver, overtaken, this.into)).isFalse();
			assertThat(this.into.dropReason()).isEqualTo(DropReason.REPLAY);
		}
	}

	@Test
	void handshakeEpochIsWrittenAgainWhileItsMessagesMayBeRepeated() throws Exception {
		Dtls13RecordLayer sender = new Dtls13RecordLayer();
		Dtls13RecordLayer receiver = new Dtls13RecordLayer();
		byte[] message = { 20, 0, 0, 0 };
		TrafficSecret handshake = TestEpochs.secret(GCM).next();
		sender.writeIn(2, handshake.copy());
		receiver.readIn(2, handshake.copy());
		receiver.readIn(3, TestEpochs.secret(GCM));
		byte[] lost = TestEpochs.protect(sender, RecordFormat.HANDSHAKE, message);
		sender.writeIn(3, TestEpochs.secret(GCM));
		assertThat(TestEpochs.open(receiver, TestEpochs.protect(sender, TestEpochs.MESSAGE), this.into)).isTrue();
		assertThat(this.into.epoch()).isEqualTo(3);
		byte[] repeated = new byte[60];
		int size = sender.protectIn(2, RecordFormat.HANDSHAKE, message, 4, repeated, 0);
		assertThat(sender.lastProtected()).isEqualTo(new RecordNumber(2, 1));
		assertThat(receiver.open(repeated, 0, size, false, 0, this.into)).isTrue();
		assertThat(this.into.number()).isEqualTo(new RecordNumber(2, 1));
		assertThat(TestEpochs.open(receiver, lost, this.into)).isTrue();
		assertThat(sender.canWriteIn(2)).isTrue();
		sender.releasePreviousWrite();
		assertThat(sender.canWriteIn(2)).isFalse();
		assertThatIllegalStateException()
			.isThrownBy(() -> sender.protectIn(2, RecordFormat.HANDSHAKE, message, 4, repeated, 0));
	}

	@Test
	void handshakeEpochIsReadFor240SecondsAfterTheHandshake() throws Exception {
		Dtls13RecordLayer sender = new Dtls13RecordLayer();
		Dtls13RecordLayer receiver = new Dtls13RecordLayer();
		sender.writeIn(2, TestEpochs.secret(GCM).next());
		receiver.readIn(2, TestEpochs.secret(GCM).next());
		receiver.readIn(3, TestEpochs.secret(GCM));
		byte[] first = TestEpochs.protect(sender, RecordFormat.HANDSHAKE, new byte[4]);
		byte[] repeated = TestEpochs.protect(sender, RecordFormat.HANDSHAKE, new byte[4]);
		byte[] tooLate = TestEpochs.protect(sender, RecordFormat.HANDSHAKE, new byte[4]);
		sender.writeIn(3, TestEpochs.secret(GCM));
		byte[] data = TestEpochs.protect(sender, TestEpochs.MESSAGE);
		// Data overtakes the message that completes the handshake ten seconds later.
		assertThat(receiver.open(data, 0, data.length, false, 0, this.into)).isTrue();
		assertThat(receiver.open(first, 0, first.length, false, 10, this.into)).isTrue();
		receiver.handshakeComplete(10);
		assertThat(receiver.open(repeated, 0, repeated.length, false, RETENTION + 9, this.into)).isTrue();
		assertThat(receiver.open(tooLate, 0, tooLate.length, false, RETENTION + 10, this.into)).isFalse();
	}

	@Test
	void handshakeCannotBeSavedBeforeItIsComplete() {
		Dtls13RecordLayer layer = new Dtls13RecordLayer();
		layer.readIn(2, TestEpochs.secret(GCM));
		layer.readIn(3, TestEpochs.secret(GCM).next());
		layer.writeIn(3, TestEpochs.secret(GCM));
		assertThatIllegalStateException().isThrownBy(layer::state);
		layer.handshakeComplete(0);
		assertThat(layer.state().aead()).isEqualTo(GCM);
	}

	@Test
	void secretIsWipedAsSoonAsTheNextOneIsInUse() {
		WriteEpochs writes = new WriteEpochs();
		WriteEpoch write = new WriteEpoch(3, TestEpochs.secret(GCM));
		writes.enter(write);
		writes.update();
		assertThat(writes.in(3)).isSameAs(write);
		assertThatIllegalStateException().isThrownBy(() -> write.secret().bytes());
		ReadEpochs reads = new ReadEpochs();
		ReadEpoch read = new ReadEpoch(3, TestEpochs.secret(GCM));
		reads.allow(read);
		reads.update();
		assertThat(read.secret().bytes()).isNotEmpty();
		reads.enterNext(0);
		assertThatIllegalStateException().isThrownBy(() -> read.secret().bytes());
	}

	@Test
	void numbersNeverGoBackWhateverAStoreTells() {
		WriteEpoch write = new WriteEpoch(3, TestEpochs.secret(GCM), 10_000, new SharedNumbers(0, 1));
		assertThat(write.useGeneration(2)).isFalse();
		assertThat(write.left()).isZero();
		assertThat(write.useGeneration(6)).isTrue();
		assertThat(write.next()).isEqualTo(5 * SharedNumbers.WIDTH);
	}

	@Test
	void epochsDoNotGoBack() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.writeIn(3, TestEpochs.secret(GCM)));
		assertThatIllegalStateException().isThrownBy(() -> this.client.readIn(2, TestEpochs.secret(GCM)));
	}

	@Test
	void epochsEndWith16Bits() {
		WriteEpochs writes = new WriteEpochs();
		writes.enter(new WriteEpoch(0xfffe, TestEpochs.secret(GCM)));
		assertThat(writes.update()).isTrue();
		assertThat(writes.update()).isFalse();
		assertThat(writes.current().epoch()).isEqualTo(0xffff);
		ReadEpochs reads = new ReadEpochs();
		reads.allow(new ReadEpoch(0xffff, TestEpochs.secret(GCM)));
		assertThat(reads.update()).isFalse();
	}

	@ParameterizedTest
	@EnumSource(names = { "AES_128_GCM", "AES_256_GCM", "AES_128_CCM", "AES_128_CCM_8" })
	void keyProtectsAsManyRecordsAsItsLimitAllows(Aead aead) throws Exception {
		long limit = KeyUsageLimits.of(aead).confidentiality();
		assertThat(TestEpochs.clientAt(aead, limit / 8 * 7 - 1).writeUpdateDue()).isFalse();
		assertThat(TestEpochs.clientAt(aead, limit / 8 * 7).writeUpdateDue()).isTrue();
		Dtls13RecordLayer last = TestEpochs.clientAt(aead, limit - 1);
		assertThat(last.recordsLeft()).isEqualTo(1);
		TestEpochs.protect(last, TestEpochs.MESSAGE);
		assertThat(last.recordsLeft()).isZero();
		assertThatExceptionOfType(SequenceExhaustedException.class)
			.isThrownBy(() -> TestEpochs.protect(last, TestEpochs.MESSAGE));
		assertThat(last.updateWrite()).isTrue();
		TestEpochs.protect(last, TestEpochs.MESSAGE);
	}

	@Test
	void keyOpensNothingMoreAfterTooManyForgeries() throws Exception {
		Aead ccm = Aead.AES_128_CCM;
		long limit = KeyUsageLimits.of(ccm).integrity();
		ReadEpochs reads = new ReadEpochs();
		reads.allow(new ReadEpoch(3, TestEpochs.secret(ccm), new ReplayWindow(), limit - 1));
		Dtls13RecordLayer sender = TestEpochs.client(ccm);
		byte[] genuine = TestEpochs.protect(sender, TestEpochs.MESSAGE);
		assertThat(reads.open(genuine, 0, genuine.length, 0, 0, this.into)).isTrue();
		assertThat(reads.current().failureLimitNear()).isTrue();
		assertThat(reads.failureLimitReached()).isFalse();
		byte[] forged = TestEpochs.protect(sender, TestEpochs.MESSAGE);
		forged[forged.length - 1] ^= 1;
		assertThat(reads.open(forged, 0, forged.length, 0, 0, this.into)).isFalse();
		assertThat(reads.failureLimitReached()).isTrue();
		byte[] next = TestEpochs.protect(sender, TestEpochs.MESSAGE);
		assertThat(reads.open(next, 0, next.length, 0, 0, this.into)).isFalse();
		assertThat(this.into.dropReason()).isEqualTo(DropReason.BAD_RECORD);
		// The peer may go on under the keys after its update.
		assertThat(reads.update()).isTrue();
		assertThat(reads.failureLimitReached()).isFalse();
		sender.updateWrite();
		byte[] updated = TestEpochs.protect(sender, TestEpochs.MESSAGE);
		assertThat(reads.open(updated, 0, updated.length, 0, 0, this.into)).isTrue();
	}

	@Test
	void forgeriesAreCountedPerEpochAndReplaysAreNotCounted() throws Exception {
		ReadEpochs reads = new ReadEpochs();
		reads.allow(new ReadEpoch(3, TestEpochs.secret(GCM)));
		byte[] record = protect();
		assertThat(reads.open(record, 0, record.length, 0, 0, this.into)).isTrue();
		assertThat(reads.open(record, 0, record.length, 0, 0, this.into)).isFalse();
		assertThat(reads.current().failures()).isZero();
		record[record.length - 1] ^= 1;
		assertThat(reads.open(record, 0, record.length, 0, 0, this.into)).isFalse();
		assertThat(reads.current().failures()).isEqualTo(1);
		reads.update();
		reads.enterNext(0);
		assertThat(reads.open(record, 0, record.length, 0, 0, this.into)).isFalse();
		assertThat(reads.current().failures()).isZero();
	}

}
