package io.dtls.internal.record.dtls12;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.dtls.CipherSuite.Aead;
import io.dtls.internal.record.ConnectionIds;
import io.dtls.internal.record.RecordFormat;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Any bytes as a record of an established session, with and without connection ids.
 */
class RecordFuzzTests {

	private static final byte[] ID = { 1, 2, 3, 4, 5, 6, 7, 8 };

	@FuzzTest(maxDuration = "10m")
	void recordsOfStrangersAreNeverOpened(byte[] input) {
		for (Aead aead : Aead.values()) {
			neverOpens(new TestKeys(aead).serverLayer(ConnectionIds.NONE), input);
			neverOpens(new TestKeys(aead).serverLayer(new ConnectionIds(ID, ID)), input);
		}
	}

	private static void neverOpens(RecordLayer layer, byte[] input) {
		OpenedRecord into = new OpenedRecord();
		int at = 0;
		int idSize = layer.connectionIds().readSize();
		int size = RecordFormat.recordSize(input, at, input.length, idSize);
		while (size > 0) {
			assertThat(layer.open(input, at, size, into)).isFalse();
			at += size;
			size = RecordFormat.recordSize(input, at, input.length, idSize);
		}
		assertThat(layer.window().newest()).isEqualTo(-1);
	}

}
