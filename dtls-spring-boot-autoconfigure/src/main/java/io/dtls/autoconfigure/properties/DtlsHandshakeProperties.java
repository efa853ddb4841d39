package io.dtls.autoconfigure.properties;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.unit.DataSize;

/**
 * What can be set for handshakes, under {@code dtls.server.handshake}.
 */
public class DtlsHandshakeProperties {

	/**
	 * Time after which an unfinished handshake is given up. If a duration suffix is not
	 * specified, seconds will be used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private Duration timeout = Duration.ofSeconds(60);

	/**
	 * Time after which an unanswered flight is sent again. Doubles each time, up to 60
	 * seconds. If a duration suffix is not specified, seconds will be used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private Duration initialRetransmit = Duration.ofSeconds(1);

	/**
	 * Handshakes a second that may begin in the whole server, such as 5000/s.
	 */
	private String rate = "5000/s";

	/**
	 * Handshakes that may run at a time.
	 */
	private int maxConcurrent = 1000;

	/**
	 * Handshakes a second that one IPv4 address or IPv6 /64 may begin, such as 10/s. If
	 * not set, a source has no limit while less than half of the rate is used, and those
	 * that begin most are refused first above that.
	 */
	private @Nullable String perSourceRate;

	/**
	 * Handshakes that one IPv4 address or IPv6 /64 may run at a time. If not set, a
	 * source has no limit while less than half of all may run, and those that run most
	 * are refused first above that.
	 */
	private @Nullable Integer maxPerSource;

	/**
	 * Handshakes that one IPv4 /24 or IPv6 /56 network may run at a time. If not set, a
	 * network is limited as a source is, to twice as many.
	 */
	private @Nullable Integer maxPerPrefix;

	/**
	 * Memory that all unfinished handshakes together may hold in messages.
	 */
	private DataSize memoryBudget = DataSize.ofMegabytes(64);

	/**
	 * Size of the largest handshake message that is taken; certificate chains are what
	 * needs it.
	 */
	private DataSize maxMessageSize = DataSize.ofKilobytes(32);

	public Duration getTimeout() {
		return this.timeout;
	}

	public void setTimeout(Duration timeout) {
		this.timeout = timeout;
	}

	public Duration getInitialRetransmit() {
		return this.initialRetransmit;
	}

	public void setInitialRetransmit(Duration initialRetransmit) {
		this.initialRetransmit = initialRetransmit;
	}

	public String getRate() {
		return this.rate;
	}

	public void setRate(String rate) {
		this.rate = rate;
	}

	public int getMaxConcurrent() {
		return this.maxConcurrent;
	}

	public void setMaxConcurrent(int maxConcurrent) {
		this.maxConcurrent = maxConcurrent;
	}

	public @Nullable String getPerSourceRate() {
		return this.perSourceRate;
	}

	public void setPerSourceRate(@Nullable String perSourceRate) {
		this.perSourceRate = perSourceRate;
	}

	public @Nullable Integer getMaxPerSource() {
		return this.maxPerSource;
	}

	public void setMaxPerSource(@Nullable Integer maxPerSource) {
		this.maxPerSource = maxPerSource;
	}

	public @Nullable Integer getMaxPerPrefix() {
		return this.maxPerPrefix;
	}

	public void setMaxPerPrefix(@Nullable Integer maxPerPrefix) {
		this.maxPerPrefix = maxPerPrefix;
	}

	public DataSize getMemoryBudget() {
		return this.memoryBudget;
	}

	public void setMemoryBudget(DataSize memoryBudget) {
		this.memoryBudget = memoryBudget;
	}

	public DataSize getMaxMessageSize() {
		return this.maxMessageSize;
	}

	public void setMaxMessageSize(DataSize maxMessageSize) {
		this.maxMessageSize = maxMessageSize;
	}

}
