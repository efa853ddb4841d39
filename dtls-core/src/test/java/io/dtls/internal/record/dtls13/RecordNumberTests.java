package io.dtls.internal.record.dtls13;

import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.dtls.internal.record.RecordFormat;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whole sequence numbers from the 8 or 16 bits in a header.
 */
class RecordNumberTests {

	@ParameterizedTest
	@CsvSource({
			// low bits, bits, expected, number
			"0, 16, 0, 0", "65535, 16, 0, 65535", "32768, 16, 0, 32768", "255, 8, 0, 255",
			// behind and ahead of the border
			"65535, 16, 65536, 65535", "0, 16, 65536, 65536", "0, 16, 65535, 65536", "1, 16, 65535, 65537",
			"65535, 16, 65537, 65535", "255, 8, 256, 255", "0, 8, 255, 256", "3, 8, 254, 259",
			// half a cycle away
			"32767, 16, 65536, 98303", "32768, 16, 65536, 98304", "32769, 16, 65536, 32769", "128, 8, 256, 384",
			"129, 8, 256, 129", "40000, 16, 200000, 171072" })
	void closestNumberIsMeant(int lowBits, int bits, long expected, long number) {
		assertThat(RecordNumber.reconstruct(lowBits, bits, expected)).isEqualTo(number);
	}

	@Test
	void numberNeverExceeds48Bits() {
		long last = RecordFormat.MAX_SEQUENCE;
		assertThat(RecordNumber.reconstruct(0, 16, last)).isEqualTo(last - 0xffff);
		assertThat(RecordNumber.reconstruct(0xffff, 16, last + 1)).isEqualTo(last);
		assertThat(RecordNumber.reconstruct(0xfffe, 16, last)).isEqualTo(last - 1);
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4 })
	void anyNumberWithinHalfACycleIsFound(long seed) {
		Random random = new Random(seed);
		for (int i = 0; i < 100_000; i++) {
			int bits = random.nextBoolean() ? 8 : 16;
			int half = 1 << (bits - 1);
			long expected = random.nextLong() >>> (16 + random.nextInt(48));
			long number = Math.max(0, expected - half + 1) + random.nextInt(half);
			number += random.nextBoolean() ? Math.min(half, expected) : 0;
			number = Math.min(number, RecordFormat.MAX_SEQUENCE);
			int lowBits = (int) (number & ((1 << bits) - 1));
			assertThat(RecordNumber.reconstruct(lowBits, bits, expected)).as("%d bits around %d", bits, expected)
				.isEqualTo(number);
		}
	}

	@Test
	void numbersAreOrderedByEpochFirst() {
		RecordNumber late = new RecordNumber(2, 900);
		RecordNumber early = new RecordNumber(2, 7);
		RecordNumber next = new RecordNumber(3, 0);
		assertThat(List.of(next, late, early).stream().sorted()).containsExactly(early, late, next);
	}

}
