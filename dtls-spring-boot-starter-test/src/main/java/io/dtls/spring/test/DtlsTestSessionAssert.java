package io.dtls.spring.test;

import java.time.Duration;

import org.assertj.core.api.AbstractObjectAssert;

import io.dtls.CipherSuite;

/**
 * What can be said of a session.
 */
public final class DtlsTestSessionAssert extends AbstractObjectAssert<DtlsTestSessionAssert, DtlsTestSession> {

	private static final Duration POLL = Duration.ofMillis(10);

	DtlsTestSessionAssert(DtlsTestSession actual) {
		super(actual, DtlsTestSessionAssert.class);
	}

	/**
	 * Compares what the handshake agreed on.
	 * @param expected the suite
	 * @return this
	 */
	public DtlsTestSessionAssert hasCipherSuite(CipherSuite expected) {
		CipherSuite suite = this.actual.getSession().negotiated().cipherSuite();
		if (suite != expected) {
			failWithActualExpectedAndMessage(suite, expected, "Expected cipher suite %s, and it is %s", expected,
					suite);
		}
		return this;
	}

	/**
	 * Fails where either side has ended the session.
	 * @return this
	 */
	public DtlsTestSessionAssert isOpen() {
		if (!this.actual.isOpen()) {
			failWithMessage("Expected the session to be open, and it has ended");
		}
		return this;
	}

	/**
	 * Waits until the server ends the session.
	 * @return this
	 */
	public DtlsTestSessionAssert ends() throws InterruptedException {
		long deadline = System.nanoTime() + this.actual.patience().toNanos();
		while (this.actual.isOpen()) {
			if (System.nanoTime() > deadline) {
				failWithMessage("Expected the session to end, and it is open after %s", this.actual.patience());
			}
			Thread.sleep(POLL.toMillis());
		}
		return this;
	}

	/**
	 * Waits to see that the server is silent.
	 * @param period how long
	 * @return this
	 */
	public DtlsTestSessionAssert receivesNothingFor(Duration period) {
		byte[] payload = this.actual.poll(period);
		if (payload != null) {
			failWithMessage("Expected no message, and this one arrived: %s", new DtlsTestMessage(payload));
		}
		return this;
	}

}
