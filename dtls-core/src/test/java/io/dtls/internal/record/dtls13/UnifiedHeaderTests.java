package io.dtls.internal.record.dtls13;

import java.util.HexFormat;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The eight forms of a header, as bytes.
 */
class UnifiedHeaderTests {

	@ParameterizedTest
	@CsvSource({ "20, 2, 1, false, false", "24, 4, 1, false, true", "28, 3, 2, false, false", "2c, 5, 2, false, true",
			"30, 5, 1, true, false", "34, 7, 1, true, true", "38, 6, 2, true, false", "3c, 8, 2, true, true" })
	void firstByteTellsTheForm(String hex, int size, int sequenceSize, boolean id, boolean length) {
		for (int epochBits = 0; epochBits < 4; epochBits++) {
			byte first = (byte) (Integer.parseInt(hex, 16) | epochBits);
			assertThat(UnifiedHeader.is(first)).isTrue();
			assertThat(UnifiedHeader.size(first, 3)).isEqualTo(size);
			assertThat(UnifiedHeader.sequenceSize(first)).isEqualTo(sequenceSize);
			assertThat(UnifiedHeader.hasConnectionId(first)).isEqualTo(id);
			assertThat(UnifiedHeader.hasLength(first)).isEqualTo(length);
			assertThat(UnifiedHeader.epochBits(first)).isEqualTo(epochBits);
		}
	}

	@Test
	void onlyAnEighthOfAllFirstBytesIsAUnifiedHeader() {
		for (int first = 0; first < 256; first++) {
			assertThat(UnifiedHeader.is((byte) first)).isEqualTo(first > 31 && first < 64);
		}
	}

	@Test
	void headerIsWrittenAsFigure4Shows() {
		byte[] out = new byte[9];
		assertThat(UnifiedHeader.write(out, 1, 6, new byte[] { 0x55, 0x66 }, 0x123456, 0x789)).isEqualTo(7);
		assertThat(HexFormat.of().formatHex(out)).isEqualTo("003e556634560789" + "00");
		assertThat(UnifiedHeader.writeWithoutLength(out, 0, 3, new byte[0], 0xffffL)).isEqualTo(3);
		assertThat(HexFormat.of().formatHex(out, 0, 3)).isEqualTo("2bffff");
	}

	@Test
	void recordWithoutALengthEndsTheDatagram() {
		byte[] datagram = new byte[60];
		datagram[10] = 0x28;
		assertThat(UnifiedHeader.recordSize(datagram, 10, 60, 0)).isEqualTo(50);
		assertThat(UnifiedHeader.recordSize(datagram, 10, 13, 0)).isEqualTo(3);
		assertThat(UnifiedHeader.recordSize(datagram, 10, 12, 0)).isEqualTo(-1);
		assertThat(UnifiedHeader.recordSize(datagram, 10, 10, 0)).isEqualTo(-1);
	}

	@Test
	void recordEndsWhereItsLengthTells() {
		byte[] datagram = HexFormat.of().parseHex("2c0000000311223344");
		assertThat(UnifiedHeader.recordSize(datagram, 0, 9, 0)).isEqualTo(8);
		assertThat(UnifiedHeader.recordSize(datagram, 0, 8, 0)).isEqualTo(8);
		assertThat(UnifiedHeader.recordSize(datagram, 0, 7, 0)).isEqualTo(-1);
		assertThat(UnifiedHeader.recordSize(datagram, 0, 4, 0)).isEqualTo(-1);
	}

	@Test
	void fragmentIsAtMost256BytesLongerThanAnyPlaintext() {
		byte[] datagram = new byte[20_000];
		UnifiedHeader.write(datagram, 0, 3, new byte[0], 0, 16_384 + 256);
		assertThat(UnifiedHeader.recordSize(datagram, 0, 20_000, 0)).isEqualTo(5 + 16_384 + 256);
		UnifiedHeader.write(datagram, 0, 3, new byte[0], 0, 16_384 + 257);
		assertThat(UnifiedHeader.recordSize(datagram, 0, 20_000, 0)).isEqualTo(-1);
		UnifiedHeader.writeWithoutLength(datagram, 0, 3, new byte[0], 0);
		datagram[0] &= ~0x04;
		assertThat(UnifiedHeader.recordSize(datagram, 0, 3 + 16_384 + 257, 0)).isEqualTo(-1);
	}

	@Test
	void maskGoesOverTheNumberAndComesOffAgain() {
		byte[] header = HexFormat.of().parseHex("3cc0ffee12340011");
		assertThat(UnifiedHeader.applyMask(header, 0, 3, 0xff0f)).isEqualTo(0xed3b);
		assertThat(HexFormat.of().formatHex(header)).isEqualTo("3cc0ffeeed3b0011");
		assertThat(UnifiedHeader.applyMask(header, 0, 3, 0xff0f)).isEqualTo(0x1234);
		byte[] minimal = HexFormat.of().parseHex("2012ff");
		assertThat(UnifiedHeader.applyMask(minimal, 0, 3, 0xff0f)).isEqualTo(0xed);
		assertThat(HexFormat.of().formatHex(minimal)).isEqualTo("20edff");
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4 })
	void walkThroughAnyBytesStaysWithinThem(long seed) {
		Random random = new Random(seed);
		for (int i = 0; i < 20_000; i++) {
			byte[] datagram = new byte[random.nextInt(100)];
			random.nextBytes(datagram);
			int idSize = random.nextInt(21);
			int at = 0;
			int size = 0;
			do {
				at += size;
				if (at < datagram.length) {
					datagram[at] = (byte) (0x20 | datagram[at] & 0x1f);
				}
				size = UnifiedHeader.recordSize(datagram, at, datagram.length, idSize);
				assertThat(at + Math.max(0, size)).isLessThanOrEqualTo(datagram.length);
			}
			while (size > 0);
			assertThat(size).isEqualTo(-1);
		}
	}

}
