package io.dtls.internal.record;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import io.dtls.CipherSuite.Aead;
import io.dtls.DropReason;
import io.dtls.internal.record.dtls12.AdditionalData;
import io.dtls.internal.record.dtls12.OpenedRecord;
import io.dtls.internal.record.dtls12.RecordLayer;
import io.dtls.internal.record.dtls12.RecordProtection;
import io.dtls.internal.record.dtls12.TestKeys;
import io.dtls.internal.record.dtls12.TrafficKeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * No sequence number twice under one key, and no key used too often.
 */
class KeyUsageTests {

	private final OpenedRecord into = new OpenedRecord();

	private final byte[] out = new byte[200];

	@ParameterizedTest
	@EnumSource
	void sequenceNumbersIncreaseByOneWhateverIsSent(Aead aead) throws Exception {
		RecordLayer layer = layer(aead, 5);
		Random random = new Random(7);
		for (long expected = 5; expected < 500; expected++) {
			assertThat(layer.nextWriteSequence()).isEqualTo(expected);
			layer.protect(20 + random.nextInt(5), new byte[100], 0, random.nextInt(100), this.out, 0);
			assertThat(RecordFormat.epochAndSequence(this.out, 0)).isEqualTo(1L << 48 | expected);
		}
	}

	@ParameterizedTest
	@EnumSource
	void numberOfAFailedRecordIsNotUsedAgain(Aead aead) throws Exception {
		RecordingProtection protection = new RecordingProtection(new TestKeys(aead).client());
		RecordLayer layer = new RecordLayer(protection, ConnectionIds.NONE, RecordFormat.DTLS_1_2, 0,
				new ReplayWindow());
		Random random = new Random(8);
		int failures = 0;
		for (int i = 0; i < 300; i++) {
			try {
				layer.protect(23, new byte[100], 0, 100, this.out, random.nextInt(140));
			}
			catch (RuntimeException ex) {
				failures++;
			}
		}
		assertThat(failures).isPositive();
		assertThat(protection.numbers).hasSize(300);
	}

	@ParameterizedTest
	@EnumSource
	void lastNumbersAreUsedOnceAndThenNoMore(Aead aead) throws Exception {
		long limit = KeyUsageLimits.of(aead).confidentiality();
		RecordLayer layer = layer(aead, limit - 3);
		for (long expected = limit - 3; expected < limit; expected++) {
			assertThat(layer.limitReached()).isFalse();
			protect(layer);
			assertThat(RecordFormat.sequence(this.out, 0)).isEqualTo(expected);
		}
		assertThat(layer.limitReached()).isTrue();
		for (int i = 0; i < 3; i++) {
			assertThatExceptionOfType(SequenceExhaustedException.class).isThrownBy(() -> protect(layer));
			assertThat(layer.nextWriteSequence()).isEqualTo(limit);
		}
	}

	@ParameterizedTest
	@CsvSource({ "AES_128_GCM, 23726566", "AES_256_GCM, 23726566", "CHACHA20_POLY1305, 281474976710655",
			"AES_128_CCM, 8388608", "AES_128_CCM_8, 8388608" })
	void confidentialityLimitsAreThoseOfRfc9147(Aead aead, long limit) {
		assertThat(KeyUsageLimits.of(aead).confidentiality()).isEqualTo(limit);
		assertThat(new TestKeys(aead).client().limits()).isEqualTo(KeyUsageLimits.of(aead));
	}

	@ParameterizedTest
	@CsvSource({ "AES_128_GCM, 68719476736", "AES_256_GCM, 68719476736", "CHACHA20_POLY1305, 68719476736",
			"AES_128_CCM, 11863283", "AES_128_CCM_8, 9223372036854775807" })
	void integrityLimitsAreThoseOfRfc9147(Aead aead, long limit) {
		assertThat(KeyUsageLimits.of(aead).integrity()).isEqualTo(limit);
	}

	@Test
	void numberBeyond48BitsCannotBeBegunWith() {
		assertThatIllegalArgumentException().isThrownBy(() -> layer(Aead.CHACHA20_POLY1305, -1));
		RecordLayer layer = layer(Aead.CHACHA20_POLY1305, 1L << 48);
		assertThat(layer.limitReached()).isTrue();
		assertThatExceptionOfType(SequenceExhaustedException.class).isThrownBy(() -> protect(layer));
	}

	@Test
	void afterTooManyForgeriesNothingIsOpenedAnyMore() throws Exception {
		TestKeys keys = new TestKeys(Aead.AES_128_GCM);
		RecordingProtection protection = new RecordingProtection(keys.server());
		protection.limits = new KeyUsageLimits(1000, 3);
		RecordLayer server = new RecordLayer(protection, ConnectionIds.NONE, RecordFormat.DTLS_1_2, 0,
				new ReplayWindow());
		int size = protect(keys.clientLayer(ConnectionIds.NONE));
		byte[] forged = this.out.clone();
		forged[20] ^= 1;
		for (int i = 0; i < 3; i++) {
			assertThat(server.limitReached()).isFalse();
			assertThat(server.open(forged, 0, size, this.into)).isFalse();
		}
		assertThat(server.limitReached()).isTrue();
		assertThat(server.open(this.out, 0, size, this.into)).isFalse();
		assertThat(this.into.dropReason()).isEqualTo(DropReason.BAD_RECORD);
		assertThat(protection.opens).isEqualTo(3);
	}

	@Test
	void cipherRunsOnlyForRecordsThatPassTheCheapChecks() throws Exception {
		TestKeys keys = new TestKeys(Aead.AES_128_GCM);
		RecordingProtection protection = new RecordingProtection(keys.server());
		RecordLayer server = new RecordLayer(protection, ConnectionIds.NONE, RecordFormat.DTLS_1_2, 0,
				new ReplayWindow());
		int size = protect(keys.clientLayer(ConnectionIds.NONE));
		for (int at : new int[] { 0, 1, 2, 3, 4, 11, 12 }) {
			byte[] wrong = this.out.clone();
			wrong[at] ^= 0x40;
			assertThat(server.open(wrong, 0, size, this.into)).isFalse();
		}
		assertThat(protection.opens).isZero();
		assertThat(server.open(this.out, 0, size, this.into)).isTrue();
		assertThat(server.open(this.out, 0, size, this.into)).isFalse();
		assertThat(protection.opens).isEqualTo(1);
	}

	private int protect(RecordLayer layer) throws Exception {
		return layer.protect(RecordFormat.APPLICATION_DATA, new byte[10], 0, 10, this.out, 0);
	}

	private static RecordLayer layer(Aead aead, long nextWriteSequence) {
		return new RecordLayer(new TestKeys(aead).client(), ConnectionIds.NONE, RecordFormat.DTLS_1_2,
				nextWriteSequence, new ReplayWindow());
	}

	/** Counts what is asked of a protection, and refuses a number twice. */
	private static final class RecordingProtection implements RecordProtection {

		private final RecordProtection delegate;

		private final Set<Long> numbers = new HashSet<>();

		private KeyUsageLimits limits;

		private int opens;

		RecordingProtection(RecordProtection delegate) {
			this.delegate = delegate;
			this.limits = delegate.limits();
		}

		@Override
		public TrafficKeys keys() {
			throw new UnsupportedOperationException();
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
		public int seal(AdditionalData header, byte[] plain, int off, int len, byte[] target, int outOff) {
			assertThat(this.numbers.add(header.epochAndSequence())).isTrue();
			return this.delegate.seal(header, plain, off, len, target, outOff);
		}

		@Override
		public int open(AdditionalData header, byte[] fragment, int off, int len, byte[] target, int outOff) {
			this.opens++;
			return this.delegate.open(header, fragment, off, len, target, outOff);
		}

		@Override
		public void releaseCiphers() {
		}

		@Override
		public void destroy() {
			this.delegate.destroy();
		}

	}

}
