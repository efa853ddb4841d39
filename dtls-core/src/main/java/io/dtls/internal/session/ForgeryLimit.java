package io.dtls.internal.session;

import org.jspecify.annotations.Nullable;

import io.dtls.CipherSuite;
import io.dtls.internal.util.TokenBucket;

/**
 * How many records of one session may fail to authenticate in a second. Only tags of 64
 * bits need it: the integrity limit that ends other sessions (RFC 9147, section 4.5.3)
 * would let a stranger end these with some hundred datagrams. What comes beyond the rate
 * is dropped unopened. For the io thread.
 */
final class ForgeryLimit {

	// A forger at this rate has to go on for some million years.
	static final int PER_SECOND = 10_000;

	private static final int FULL_TAG_SIZE = 16;

	private final TokenBucket allowed;

	private ForgeryLimit(long now) {
		this.allowed = new TokenBucket(PER_SECOND, PER_SECOND, now);
	}

	/** The limit of a suite, or null where its tags are long enough to need none. */
	static @Nullable ForgeryLimit of(CipherSuite suite, long now) {
		boolean shortTag = suite.isAead() && suite.aead().tagSize() < FULL_TAG_SIZE;
		return shortTag ? new ForgeryLimit(now) : null;
	}

	boolean isReached(SessionHost clock) {
		return this.allowed.isEmpty(clock.now());
	}

	void count(SessionHost clock) {
		this.allowed.take(clock.now());
	}

}
