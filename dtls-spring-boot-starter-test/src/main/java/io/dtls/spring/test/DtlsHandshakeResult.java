package io.dtls.spring.test;

import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;

import io.dtls.HandshakeException;

/**
 * What came of a handshake: a session, or a failure.
 */
public final class DtlsHandshakeResult implements AssertProvider<DtlsHandshakeResultAssert> {

	private final @Nullable DtlsTestSession session;

	private final @Nullable HandshakeException failure;

	DtlsHandshakeResult(@Nullable DtlsTestSession session, @Nullable HandshakeException failure) {
		this.session = session;
		this.failure = failure;
	}

	/** Null where it failed. */
	public @Nullable DtlsTestSession getSession() {
		return this.session;
	}

	/** Null where it did not. */
	public @Nullable HandshakeException getFailure() {
		return this.failure;
	}

	@Override
	public DtlsHandshakeResultAssert assertThat() {
		return new DtlsHandshakeResultAssert(this);
	}

}
