package io.dtls;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How many sessions may be open, and how long.
 *
 * @param max sessions at a time
 * @param maxPerSource sessions at a time from one IPv4 address or IPv6 /64; 0 for no
 * limit, as many peers may share an address behind NAT
 * @param idleTimeout after which a silent session ends
 * @param maxAge after which any session ends, or null for no limit
 * @param onLimit what happens at {@code max}
 */
public record SessionSettings(int max, int maxPerSource, Duration idleTimeout, @Nullable Duration maxAge,
		OnLimit onLimit) {

	public static SessionSettings defaults() {
		return new SessionSettings(100_000, 0, Duration.ofMinutes(30), null, OnLimit.REJECT);
	}

	public SessionSettings withMax(int value) {
		return new SessionSettings(value, this.maxPerSource, this.idleTimeout, this.maxAge, this.onLimit);
	}

	public SessionSettings withMaxPerSource(int value) {
		return new SessionSettings(this.max, value, this.idleTimeout, this.maxAge, this.onLimit);
	}

	public SessionSettings withIdleTimeout(Duration value) {
		return new SessionSettings(this.max, this.maxPerSource, value, this.maxAge, this.onLimit);
	}

	public SessionSettings withMaxAge(@Nullable Duration value) {
		return new SessionSettings(this.max, this.maxPerSource, this.idleTimeout, value, this.onLimit);
	}

	public SessionSettings withOnLimit(OnLimit value) {
		return new SessionSettings(this.max, this.maxPerSource, this.idleTimeout, this.maxAge, value);
	}

	/** Who gives way when all sessions are taken. */
	public enum OnLimit {

		/** The newcomer is refused. */
		REJECT,

		/** The session idle for longest ends. */
		EVICT_IDLE

	}

}
