package io.dtls.autoconfigure.properties;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationUnit;

import io.dtls.settings.SessionSettings.OnLimit;

/**
 * What can be set for sessions, under {@code dtls.server.session}.
 */
public class DtlsSessionProperties {

	/**
	 * Sessions that may be open at a time.
	 */
	private int max = 100000;

	/**
	 * Sessions that one IP address may have open at a time. If not set, there is no
	 * limit.
	 */
	private @Nullable Integer maxPerSource;

	/**
	 * Time after which a silent session ends. If a duration suffix is not specified,
	 * seconds will be used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private Duration idleTimeout = Duration.ofMinutes(30);

	/**
	 * Time after which any session ends. If not set, there is no limit. If a duration
	 * suffix is not specified, seconds will be used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private @Nullable Duration maxAge;

	/**
	 * Who gives way when all sessions are taken.
	 */
	private OnLimit onLimit = OnLimit.REJECT;

	public int getMax() {
		return this.max;
	}

	public void setMax(int max) {
		this.max = max;
	}

	public @Nullable Integer getMaxPerSource() {
		return this.maxPerSource;
	}

	public void setMaxPerSource(@Nullable Integer maxPerSource) {
		this.maxPerSource = maxPerSource;
	}

	public Duration getIdleTimeout() {
		return this.idleTimeout;
	}

	public void setIdleTimeout(Duration idleTimeout) {
		this.idleTimeout = idleTimeout;
	}

	public @Nullable Duration getMaxAge() {
		return this.maxAge;
	}

	public void setMaxAge(@Nullable Duration maxAge) {
		this.maxAge = maxAge;
	}

	public OnLimit getOnLimit() {
		return this.onLimit;
	}

	public void setOnLimit(OnLimit onLimit) {
		this.onLimit = onLimit;
	}

}
