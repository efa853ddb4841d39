package io.dtls.internal.session;

import org.jspecify.annotations.Nullable;

import io.dtls.CipherSuite;
import io.dtls.internal.util.TokenBucket;

/**
 * How many records of one session may fail to authenticate in a second. Only tags of 64
 * bits need it: the integrity limit that ends other sessions (RFC 9147, section 4.5.3)
 * would let a stranger end these with some hundred datagrams. What comes beyond the rate
 * is dropped unopened. For the endpoint thread.
 */
final class ForgeryLimit {

	// A forger at this rate has to go on for some million years.
	static final int PER_SECOND = 10_000;

	private static final int FULL_TAG_SIZE = 16;

	private final @Nullable TokenBucket allowed;

	ForgeryLimit(CipherSuite suite, long now) {
		boolean shortTag = suite.isAead() && suite.aead().tagSize() < FULL_TAG_SIZE;
		this.allowed = shortTag ? new TokenBucket(PER_SECOND, PER_SECOND, now) : null;
	}

	boolean isReached(SessionHost clock) {
		return this.allowed != null && this.allowed.isEmpty(clock.now());
	}

	void count(SessionHost clock) {
		if (this.allowed != null) {
			this.allowed.take(clock.now());
		}
	}

}
