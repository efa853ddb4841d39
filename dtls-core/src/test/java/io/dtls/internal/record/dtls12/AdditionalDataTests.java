package io.dtls.internal.record.dtls12;

import java.util.Arrays;
import java.util.HexFormat;

import org.junit.jupiter.api.Test;

import io.dtls.internal.record.RecordFormat;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The additional data, written out by hand from the two RFCs.
 */
class AdditionalDataTests {

	private static final byte[] NO_ID = {};

	private static final byte[] ID = HexFormat.of().parseHex("c1c2c3c4c5");

	private final AdditionalData data = new AdditionalData();

	@Test
	void plainRecordIsCoveredAsRfc5246Says() {
		this.data.set(0x0001_0000_0000_002aL, RecordFormat.APPLICATION_DATA, RecordFormat.DTLS_1_2, NO_ID);
		// seq_num, type, version, length
		assertThat(completed(0x0102)).isEqualTo("000100000000002a" + "17" + "fefd" + "0102");
	}

	@Test
	void recordWithConnectionIdIsCoveredAsRfc9146Says() {
		this.data.set(0x0001_0000_0000_002aL, RecordFormat.TLS12_CID, RecordFormat.DTLS_1_2, ID);
		// seq_num_placeholder, tls12_cid, cid_length, tls12_cid, version, epoch,
		// sequence_number, cid, length_of_DTLSInnerPlaintext
		assertThat(completed(0x0102)).isEqualTo(
				"ffffffffffffffff" + "19" + "05" + "19" + "fefd" + "0001" + "00000000002a" + "c1c2c3c4c5" + "0102");
	}

	@Test
	void nothingOfAnEarlierRecordStays() {
		this.data.set(-1, RecordFormat.TLS12_CID, RecordFormat.DTLS_1_2, new byte[255]);
		this.data.complete(0xffff);
		plainRecordIsCoveredAsRfc5246Says();
		recordWithConnectionIdIsCoveredAsRfc9146Says();
		plainRecordIsCoveredAsRfc5246Says();
	}

	@Test
	void longestConnectionIdHasItsLengthInOneByte() {
		this.data.set(0x0001_0000_0000_0000L, RecordFormat.TLS12_CID, RecordFormat.DTLS_1_2, new byte[255]);
		assertThat(completed(1)).startsWith("ffffffffffffffff" + "19" + "ff" + "19").hasSize(2 * (23 + 255));
	}

	@Test
	void numberAndTypeCanBeAskedFor() {
		this.data.set(0x0001_0000_0000_002aL, RecordFormat.ALERT, RecordFormat.DTLS_1_2, NO_ID);
		assertThat(this.data.epochAndSequence()).isEqualTo(0x0001_0000_0000_002aL);
		assertThat(this.data.contentType()).isEqualTo(RecordFormat.ALERT);
	}

	private String completed(int length) {
		int size = this.data.complete(length);
		return HexFormat.of().formatHex(Arrays.copyOf(this.data.bytes(), size));
	}

}
