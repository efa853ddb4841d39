package io.dtls.internal.record;

import java.util.HexFormat;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Content, type and padding inside a record with a connection id.
 */
class InnerPlaintextTests {

	@Test
	void typeFollowsTheContent() {
		byte[] out = new byte[6];
		int size = InnerPlaintext.write(RecordFormat.ALERT, new byte[] { 9, 1, 2, 3 }, 1, 3, out, 1);
		assertThat(size).isEqualTo(4);
		assertThat(out).containsExactly(0, 1, 2, 3, RecordFormat.ALERT, 0);
	}

	@Test
	void contentEndsBeforeTheLastByteThatIsNotZero() {
		assertThat(contentLength("01020317")).isEqualTo(3);
		assertThat(contentLength("010203170000")).isEqualTo(3);
	}

	@Test
	void zerosOfTheContentAreContent() {
		assertThat(contentLength("00000017")).isEqualTo(3);
		assertThat(contentLength("0000001700")).isEqualTo(3);
	}

	@Test
	void contentMayBeEmpty() {
		assertThat(contentLength("17")).isZero();
		assertThat(contentLength("170000")).isZero();
	}

	@Test
	void nothingButZerosHasNoContent() {
		assertThat(contentLength("")).isEqualTo(-1);
		assertThat(contentLength("00")).isEqualTo(-1);
		assertThat(contentLength("0000000000")).isEqualTo(-1);
	}

	@Test
	void whatStandsBeforeTheInnerPlaintextIsNotLookedAt() {
		assertThat(InnerPlaintext.contentLength(new byte[] { 23, 0, 0, 0 }, 2, 2)).isEqualTo(-1);
	}

	private static int contentLength(String hex) {
		byte[] inner = HexFormat.of().parseHex("ff" + hex + "ff");
		return InnerPlaintext.contentLength(inner, 1, inner.length - 2);
	}

}
