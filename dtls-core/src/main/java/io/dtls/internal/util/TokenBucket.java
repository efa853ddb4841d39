package io.dtls.internal.util;

/**
 * Tokens that come back at a rate, up to a burst. For one thread.
 */
public final class TokenBucket {

	private static final double SECOND = 1_000_000_000;

	private final double perSecond;

	private final double burst;

	private double tokens;

	private long updated;

	/**
	 * Creates a full bucket.
	 * @param perSecond tokens that come back in a second
	 * @param burst tokens it holds
	 * @param now the time, in nanoseconds
	 */
	public TokenBucket(double perSecond, double burst, long now) {
		this.perSecond = perSecond;
		this.burst = burst;
		this.tokens = burst;
		this.updated = now;
	}

	/**
	 * Takes a token.
	 * @param now the time, in nanoseconds
	 * @return whether there was one
	 */
	public boolean take(long now) {
		if (isEmpty(now)) {
			return false;
		}
		this.tokens -= 1;
		return true;
	}

	public boolean isEmpty(long now) {
		refill(now);
		return this.tokens < 1;
	}

	/** How many tokens it holds now. */
	public double left(long now) {
		refill(now);
		return this.tokens;
	}

	/** Puts a token back that was taken in vain. */
	public void giveBack() {
		this.tokens = Math.min(this.burst, this.tokens + 1);
	}

	/** Whether it is as full as a new one, so that it can be forgotten. */
	public boolean isFull(long now) {
		refill(now);
		return this.tokens >= this.burst;
	}

	// A clock that stands still or steps back brings no tokens.
	private void refill(long now) {
		long elapsed = now - this.updated;
		if (elapsed > 0) {
			this.tokens = Math.min(this.burst, this.tokens + elapsed * this.perSecond / SECOND);
			this.updated = now;
		}
	}

}
