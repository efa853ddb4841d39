package io.dtls.spring.test;

import org.assertj.core.api.AbstractObjectAssert;

import io.dtls.HandshakeException;
import io.dtls.HandshakeFailureReason;

/**
 * What can be said of a handshake.
 */
public final class DtlsHandshakeResultAssert
		extends AbstractObjectAssert<DtlsHandshakeResultAssert, DtlsHandshakeResult> {

	DtlsHandshakeResultAssert(DtlsHandshakeResult actual) {
		super(actual, DtlsHandshakeResultAssert.class);
	}

	/**
	 * Expects a session.
	 * @return goes on with it
	 */
	public DtlsTestSessionAssert succeeded() {
		DtlsTestSession session = this.actual.getSession();
		if (session == null) {
			throw failure("Expected a session, and the handshake failed: %s", this.actual.getFailure());
		}
		return session.assertThat();
	}

	/**
	 * Expects a failure.
	 * @param reason as the client sees it
	 * @return this
	 */
	public DtlsHandshakeResultAssert failedBecause(HandshakeFailureReason reason) {
		HandshakeException failure = this.actual.getFailure();
		if (failure == null) {
			throw failure("Expected the handshake to fail with %s, and it succeeded", reason);
		}
		if (failure.reason() != reason) {
			failWithActualExpectedAndMessage(failure.reason(), reason,
					"Expected the handshake to fail with %s, and it failed with %s: %s", reason, failure.reason(),
					failure.getMessage());
		}
		return this;
	}

	/**
	 * Fails where there is a session.
	 * @return this
	 */
	public DtlsHandshakeResultAssert failed() {
		if (this.actual.getFailure() == null) {
			failWithMessage("Expected the handshake to fail, and it succeeded");
		}
		return this;
	}

}
