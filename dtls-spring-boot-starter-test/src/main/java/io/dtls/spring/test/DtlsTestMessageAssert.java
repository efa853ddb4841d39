package io.dtls.spring.test;

import java.util.Arrays;
import java.util.HexFormat;

import org.assertj.core.api.AbstractByteArrayAssert;
import org.assertj.core.api.AbstractObjectAssert;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.Assertions;
import org.springframework.test.json.JsonContent;
import org.springframework.test.json.JsonContentAssert;

/**
 * What can be said of a message.
 */
public final class DtlsTestMessageAssert extends AbstractObjectAssert<DtlsTestMessageAssert, DtlsTestMessage> {

	DtlsTestMessageAssert(DtlsTestMessage actual) {
		super(actual, DtlsTestMessageAssert.class);
	}

	/**
	 * Compares the payload, as UTF-8.
	 * @param expected the whole text
	 * @return this
	 */
	public DtlsTestMessageAssert hasText(String expected) {
		String text = this.actual.getText();
		if (!text.equals(expected)) {
			failWithActualExpectedAndMessage(text, expected, "Expected the text \"%s\", and the message is %s",
					expected, this.actual);
		}
		return this;
	}

	/**
	 * Compares the payload.
	 * @param expected all of its bytes
	 * @return this
	 */
	public DtlsTestMessageAssert hasPayload(byte[] expected) {
		if (!Arrays.equals(this.actual.getPayload(), expected)) {
			failWithMessage("Expected %s, and the message is %s", HexFormat.of().formatHex(expected), this.actual);
		}
		return this;
	}

	/** Goes on with the payload as text. */
	public AbstractStringAssert<?> text() {
		return Assertions.assertThat(this.actual.getText());
	}

	/** Goes on with the payload. */
	public AbstractByteArrayAssert<?> payload() {
		return Assertions.assertThat(this.actual.getPayload());
	}

	/** Goes on with the payload as JSON. */
	public JsonContentAssert json() {
		return new JsonContentAssert(new JsonContent(this.actual.getText()));
	}

}
