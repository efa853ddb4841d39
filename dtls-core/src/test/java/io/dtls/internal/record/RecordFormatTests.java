package io.dtls.internal.record;

import java.util.Arrays;
import java.util.HexFormat;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The header of a record, byte by byte.
 */
class RecordFormatTests {

	private static final byte[] PLAIN = HexFormat.of()
		.parseHex("eeee" + "17fefd000100000000a1b20003" + "414243" + "ee");

	private static final byte[] WITH_ID = HexFormat.of()
		.parseHex("ee" + "19fefd0001fffffffffffe" + "c1c2c3" + "0002" + "4142");

	@Test
	void headerIsReadAtItsOffset() {
		assertThat(RecordFormat.contentType(PLAIN, 2)).isEqualTo(RecordFormat.APPLICATION_DATA);
		assertThat(RecordFormat.version(PLAIN, 2)).isEqualTo(RecordFormat.DTLS_1_2);
		assertThat(RecordFormat.epoch(PLAIN, 2)).isEqualTo(1);
		assertThat(RecordFormat.sequence(PLAIN, 2)).isEqualTo(0xa1b2);
		assertThat(RecordFormat.epochAndSequence(PLAIN, 2)).isEqualTo(0x0001_0000_0000_a1b2L);
		assertThat(RecordFormat.headerSize(PLAIN, 2, 3)).isEqualTo(13);
		assertThat(RecordFormat.length(PLAIN, 2, 3)).isEqualTo(3);
	}

	@Test
	void headerWithConnectionIdIsReadAtItsOffset() {
		assertThat(RecordFormat.contentType(WITH_ID, 1)).isEqualTo(RecordFormat.TLS12_CID);
		assertThat(RecordFormat.sequence(WITH_ID, 1)).isEqualTo((1L << 48) - 2);
		assertThat(RecordFormat.headerSize(WITH_ID, 1, 3)).isEqualTo(16);
		assertThat(RecordFormat.length(WITH_ID, 1, 3)).isEqualTo(2);
	}

	@Test
	void highBitsAreNotSigns() {
		byte[] record = HexFormat.of().parseHex("fffefffeff80000000000ffffe");
		assertThat(RecordFormat.contentType(record, 0)).isEqualTo(255);
		assertThat(RecordFormat.version(record, 0)).isEqualTo(RecordFormat.DTLS_1_0);
		assertThat(RecordFormat.epoch(record, 0)).isEqualTo(0xfeff);
		assertThat(RecordFormat.sequence(record, 0)).isEqualTo(0x8000_0000_000fL);
		assertThat(RecordFormat.length(record, 0, 0)).isEqualTo(0xfffe);
	}

	@Test
	void headerIsWrittenAsItIsRead() {
		byte[] out = PLAIN.clone();
		Arrays.fill(out, 2, 15, (byte) 0);
		RecordFormat.writeHeader(out, 2, RecordFormat.APPLICATION_DATA, RecordFormat.DTLS_1_2, 0x0001_0000_0000_a1b2L,
				3);
		assertThat(out).isEqualTo(PLAIN);
	}

	@Test
	void headerWithConnectionIdIsWrittenAsItIsRead() {
		byte[] out = WITH_ID.clone();
		Arrays.fill(out, 1, 17, (byte) 0);
		RecordFormat.writeConnectionIdHeader(out, 1, RecordFormat.DTLS_1_2, 0x0001_ffff_ffff_fffeL,
				new byte[] { (byte) 0xc1, (byte) 0xc2, (byte) 0xc3 }, 2);
		assertThat(out).isEqualTo(WITH_ID);
	}

	@Test
	void recordIsMeasuredUpToItsOwnEnd() {
		assertThat(RecordFormat.recordSize(PLAIN, 2, PLAIN.length, 0)).isEqualTo(16);
		assertThat(RecordFormat.recordSize(PLAIN, 2, PLAIN.length - 1, 0)).isEqualTo(16);
		assertThat(RecordFormat.recordSize(WITH_ID, 1, WITH_ID.length, 3)).isEqualTo(18);
	}

	@Test
	void recordThatTheLimitCutsShortHasNoSize() {
		for (int limit = 2; limit < PLAIN.length - 1; limit++) {
			assertThat(RecordFormat.recordSize(PLAIN, 2, limit, 0)).as("limit %d", limit).isEqualTo(-1);
		}
		for (int limit = 1; limit < WITH_ID.length; limit++) {
			assertThat(RecordFormat.recordSize(WITH_ID, 1, limit, 3)).as("limit %d", limit).isEqualTo(-1);
		}
	}

	@Test
	void recordLongerThanAnyMayBeHasNoSize() {
		byte[] datagram = new byte[65_535];
		RecordFormat.writeHeader(datagram, 0, RecordFormat.APPLICATION_DATA, RecordFormat.DTLS_1_2, 1, 16_384 + 2048);
		assertThat(RecordFormat.recordSize(datagram, 0, datagram.length, 0)).isEqualTo(13 + 16_384 + 2048);
		RecordFormat.writeHeader(datagram, 0, RecordFormat.APPLICATION_DATA, RecordFormat.DTLS_1_2, 1,
				16_384 + 2048 + 1);
		assertThat(RecordFormat.recordSize(datagram, 0, datagram.length, 0)).isEqualTo(-1);
	}

	@Test
	void emptyRecordIsItsHeader() {
		byte[] datagram = HexFormat.of().parseHex("17fefd00010000000000010000");
		assertThat(RecordFormat.recordSize(datagram, 0, datagram.length, 0)).isEqualTo(13);
	}

}
