package io.dtls.internal.record.dtls13;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the next ACK tells.
 */
class ReceivedHandshakeRecordsTests {

	private final ReceivedHandshakeRecords records = new ReceivedHandshakeRecords(3);

	private static RecordNumber number(long sequence) {
		return new RecordNumber(2, sequence);
	}

	@Test
	void numbersAreToldOnceInAscendingOrder() {
		this.records.add(new RecordNumber(3, 0));
		this.records.add(number(5));
		this.records.add(number(4));
		this.records.add(number(5));
		assertThat(this.records.size()).isEqualTo(3);
		assertThat(this.records.highest(9)).containsExactly(number(4), number(5), new RecordNumber(3, 0));
	}

	@Test
	void lowestNumbersGiveWay() {
		for (int i = 0; i < 100; i++) {
			this.records.add(number(i));
		}
		assertThat(this.records.highest(9)).containsExactly(number(97), number(98), number(99));
		assertThat(this.records.highest(1)).containsExactly(number(99));
		assertThat(this.records.highest(0)).isEmpty();
	}

	@Test
	void numbersCanBeForgotten() {
		this.records.add(number(1));
		this.records.add(number(2));
		List<RecordNumber> told = this.records.highest(1);
		this.records.removeAll(told);
		assertThat(this.records.highest(9)).containsExactly(number(1));
		this.records.clear();
		assertThat(this.records.isEmpty()).isTrue();
		assertThat(told).containsExactly(number(2));
	}

}
