package io.dtls.settings;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How many sessions may be open, and how long.
 *
 * @param max sessions at a time
 * @param maxPerSource sessions at a time from one IPv4 address or IPv6 /64; 0 for no
 * limit, as many peers may share an address behind NAT
 * @param idleTimeout after which a session ends whose peer was not heard; what only
 * leaves is no sign of a peer
 * @param maxAge after which any session ends, or null for no limit
 * @param onLimit what happens at {@code max}
 */
public record SessionSettings(int max, int maxPerSource, Duration idleTimeout, @Nullable Duration maxAge,
		OnLimit onLimit) {

	public SessionSettings {
		Ranges.requireAtLeastOne("session.max", max);
		Ranges.requireZeroOrMore("session.max-per-source", maxPerSource);
		Ranges.requirePositive("session.idle-timeout", idleTimeout);
		if (maxAge != null) {
			Ranges.requirePositive("session.max-age", maxAge);
		}
	}

	/**
	 * 100,000 sessions that end after 30 silent minutes; newcomers are refused at the
	 * limit.
	 * @return the defaults
	 */
	public static SessionSettings defaults() {
		return new SessionSettings(100_000, 0, Duration.ofMinutes(30), null, OnLimit.REJECT);
	}

	/**
	 * Sets how many sessions may be open.
	 * @param value sessions at a time, 1 or more
	 * @return a copy
	 */
	public SessionSettings withMax(int value) {
		return new SessionSettings(value, this.maxPerSource, this.idleTimeout, this.maxAge, this.onLimit);
	}

	/**
	 * Sets how many sessions one IPv4 address or IPv6 /64 may have.
	 * @param value sessions at a time; 0 for no limit
	 * @return a copy
	 */
	public SessionSettings withMaxPerSource(int value) {
		return new SessionSettings(this.max, value, this.idleTimeout, this.maxAge, this.onLimit);
	}

	/**
	 * Sets when silent sessions end.
	 * @param value time without an authentic record of the peer or a message to it
	 * @return a copy
	 */
	public SessionSettings withIdleTimeout(Duration value) {
		return new SessionSettings(this.max, this.maxPerSource, value, this.maxAge, this.onLimit);
	}

	/**
	 * Sets when sessions end however busy they are.
	 * @param value time since the handshake; null for no limit
	 * @return a copy
	 */
	public SessionSettings withMaxAge(@Nullable Duration value) {
		return new SessionSettings(this.max, this.maxPerSource, this.idleTimeout, value, this.onLimit);
	}

	/**
	 * Sets who gives way when all sessions are taken.
	 * @param value the newcomer, or the session that is idle for longest
	 * @return a copy
	 */
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
