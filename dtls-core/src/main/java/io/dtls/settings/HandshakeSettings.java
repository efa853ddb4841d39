package io.dtls.settings;

import java.time.Duration;

/**
 * How long a handshake may take, and how many may run at once.
 *
 * @param timeout after which a handshake is given up
 * @param initialRetransmit wait before a flight is sent again the first time; doubles up
 * to 60 seconds (RFC 6347, section 4.2.4.1)
 * @param maxConcurrent handshakes at a time in the whole endpoint
 * @param maxPerSource handshakes at a time from one source, an IPv4 address or IPv6 /64,
 * or {@link #UNSET}
 * @param maxPerPrefix handshakes at a time from one IPv4 /24 or IPv6 /56, or
 * {@link #UNSET}
 * @param perSourceRate new handshakes a second from one source, or {@link #UNSET}
 * @param rate new handshakes a second in the whole endpoint
 * @param memoryBudget bytes that all unfinished handshakes may hold in datagrams and
 * reassembly
 * @param maxMessageSize largest handshake message taken, in bytes; certificate chains are
 * what needs it
 */
public record HandshakeSettings(Duration timeout, Duration initialRetransmit, int maxConcurrent, int maxPerSource,
		int maxPerPrefix, int perSourceRate, int rate, long memoryBudget, int maxMessageSize) {

	public HandshakeSettings {
		Ranges.requirePositive("handshake.timeout", timeout);
		Ranges.requirePositive("handshake.initial-retransmit", initialRetransmit);
		Ranges.requireAtLeastOne("handshake.max-concurrent", maxConcurrent);
		Ranges.requireZeroOrMore("handshake.max-per-source", maxPerSource);
		Ranges.requireZeroOrMore("handshake.max-per-prefix", maxPerPrefix);
		Ranges.requireZeroOrMore("handshake.per-source-rate", perSourceRate);
		Ranges.requireAtLeastOne("handshake.rate", rate);
		Ranges.requireAtLeastOne("handshake.memory-budget", memoryBudget);
		Ranges.requireAtLeastOne("handshake.max-message-size", maxMessageSize);
	}

	/**
	 * No fixed limit for a source: it gets what is free while less than half of all is
	 * used, and above that as much as is left, so that those who have most are refused
	 * first.
	 */
	public static final int UNSET = 0;

	/**
	 * 60 seconds for each of at most 1,000 handshakes, without a fixed limit for a
	 * source.
	 * @return the defaults
	 */
	public static HandshakeSettings defaults() {
		return new HandshakeSettings(Duration.ofSeconds(60), Duration.ofSeconds(1), 1000, UNSET, UNSET, UNSET, 5000,
				64L * 1024 * 1024, 32 * 1024);
	}

	/**
	 * Sets when an unfinished handshake is given up.
	 * @param value time since it began
	 * @return a copy
	 */
	public HandshakeSettings withTimeout(Duration value) {
		return new HandshakeSettings(value, this.initialRetransmit, this.maxConcurrent, this.maxPerSource,
				this.maxPerPrefix, this.perSourceRate, this.rate, this.memoryBudget, this.maxMessageSize);
	}

	/**
	 * Sets when a flight that is not answered is sent again.
	 * @param value first wait; doubles up to 60 seconds (RFC 6347, section 4.2.4.1)
	 * @return a copy
	 */
	public HandshakeSettings withInitialRetransmit(Duration value) {
		return new HandshakeSettings(this.timeout, value, this.maxConcurrent, this.maxPerSource, this.maxPerPrefix,
				this.perSourceRate, this.rate, this.memoryBudget, this.maxMessageSize);
	}

	/**
	 * Sets how many handshakes may run in the whole endpoint.
	 * @param value handshakes at a time
	 * @return a copy
	 */
	public HandshakeSettings withMaxConcurrent(int value) {
		return new HandshakeSettings(this.timeout, this.initialRetransmit, value, this.maxPerSource, this.maxPerPrefix,
				this.perSourceRate, this.rate, this.memoryBudget, this.maxMessageSize);
	}

	/**
	 * Sets the limits a single source is held to, however much is free.
	 * @param perSource handshakes at a time from one IPv4 address or IPv6 /64, or
	 * {@link #UNSET}
	 * @param perPrefix handshakes at a time from one prefix, or {@link #UNSET}
	 * @param ratePerSource new handshakes a second from one source, or {@link #UNSET}
	 * @return a copy with these limits
	 */
	public HandshakeSettings withSourceLimits(int perSource, int perPrefix, int ratePerSource) {
		return new HandshakeSettings(this.timeout, this.initialRetransmit, this.maxConcurrent, perSource, perPrefix,
				ratePerSource, this.rate, this.memoryBudget, this.maxMessageSize);
	}

	/**
	 * Sets how many handshakes may begin in the whole endpoint, whoever asks.
	 * @param perSecond new handshakes a second; as many at once may come after a silence
	 * @return a copy with this limit
	 */
	public HandshakeSettings withRate(int perSecond) {
		return new HandshakeSettings(this.timeout, this.initialRetransmit, this.maxConcurrent, this.maxPerSource,
				this.maxPerPrefix, this.perSourceRate, perSecond, this.memoryBudget, this.maxMessageSize);
	}

	/**
	 * Sets what all unfinished handshakes together may hold.
	 * @param bytes of datagrams and reassembly
	 * @return a copy
	 */
	public HandshakeSettings withMemoryBudget(long bytes) {
		return new HandshakeSettings(this.timeout, this.initialRetransmit, this.maxConcurrent, this.maxPerSource,
				this.maxPerPrefix, this.perSourceRate, this.rate, bytes, this.maxMessageSize);
	}

	/**
	 * Sets the largest handshake message that is taken.
	 * @param bytes of one message; long certificate chains need many
	 * @return a copy
	 */
	public HandshakeSettings withMaxMessageSize(int bytes) {
		return new HandshakeSettings(this.timeout, this.initialRetransmit, this.maxConcurrent, this.maxPerSource,
				this.maxPerPrefix, this.perSourceRate, this.rate, this.memoryBudget, bytes);
	}

}
