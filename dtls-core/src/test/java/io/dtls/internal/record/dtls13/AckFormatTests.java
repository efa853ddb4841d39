package io.dtls.internal.record.dtls13;

import java.util.Collections;
import java.util.HexFormat;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * ACKs as bytes.
 */
class AckFormatTests {

	private static final List<RecordNumber> NUMBERS = List.of(new RecordNumber(2, 1), new RecordNumber(3, 0x10000));

	private static final String BYTES = "0020" + "0000000000000002" + "0000000000000001" + "0000000000000003"
			+ "0000000000010000";

	@Test
	void numbersAreWrittenAndReadAsPairsOf64Bits() {
		assertThat(HexFormat.of().formatHex(AckFormat.write(NUMBERS))).isEqualTo(BYTES);
		byte[] content = HexFormat.of().parseHex("ff" + BYTES + "ff");
		assertThat(AckFormat.read(content, 1, content.length - 2)).contains(NUMBERS);
	}

	@Test
	void ackMayNameNothing() {
		assertThat(AckFormat.write(List.of())).containsExactly(0, 0);
		assertThat(AckFormat.read(new byte[2], 0, 2)).contains(List.of());
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "", "00", "0001", "000100", "0010", "001000", "0000ff", "000f000000000000000200000000000001",
					"001100000000000000020000000000000001aa", "00200000000000000002" + "0000000000000001" })
	void malformedAckIsNone(String hex) {
		byte[] content = HexFormat.of().parseHex(hex);
		assertThat(AckFormat.read(content, 0, content.length)).isEmpty();
	}

	@Test
	void capacityFitsTheContent() {
		assertThat(AckFormat.capacity(0)).isZero();
		assertThat(AckFormat.capacity(17)).isZero();
		assertThat(AckFormat.capacity(18)).isEqualTo(1);
		assertThat(AckFormat.capacity(1 << 20)).isEqualTo(4095);
		assertThat(AckFormat.write(Collections.nCopies(4095, NUMBERS.get(0)))).hasSize(2 + 4095 * 16);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> AckFormat.write(Collections.nCopies(4096, NUMBERS.get(0))));
	}

}
