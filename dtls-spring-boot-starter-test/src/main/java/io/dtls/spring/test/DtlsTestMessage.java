package io.dtls.spring.test;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import org.assertj.core.api.AssertProvider;

/**
 * A message that arrived at a {@link DtlsTestClient}.
 */
public final class DtlsTestMessage implements AssertProvider<DtlsTestMessageAssert> {

	private static final int SHOWN_BYTES = 64;

	private final byte[] payload;

	DtlsTestMessage(byte[] payload) {
		this.payload = payload;
	}

	public byte[] getPayload() {
		return this.payload.clone();
	}

	/** The payload, read as UTF-8. */
	public String getText() {
		return new String(this.payload, StandardCharsets.UTF_8);
	}

	@Override
	public DtlsTestMessageAssert assertThat() {
		return new DtlsTestMessageAssert(this);
	}

	@Override
	public String toString() {
		String hex = HexFormat.of().formatHex(this.payload, 0, Math.min(this.payload.length, SHOWN_BYTES));
		return this.payload.length + " bytes: \"" + getText() + "\", in hexadecimal " + hex
				+ ((this.payload.length > SHOWN_BYTES) ? "..." : "");
	}

}
