package io.dtls.internal.server;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.dtls.DropReason;
import io.dtls.internal.session.SourceAddress;
import io.dtls.internal.util.TokenBucket;
import io.dtls.settings.HandshakeSettings;

/**
 * Decides which handshakes may begin, so that no source and no crowd of sources takes all
 * of them. Only peers with a valid cookie get here, so addresses are not forged. All
 * endpoint threads share one, and its lock is taken for handshakes only.
 */
final class AdmissionControl {

	// More sources than this that have begun handshakes lately, and they are forgotten:
	// the rate of the whole endpoint still holds.
	static final int MAX_BUCKETS = 65_536;

	private final HandshakeSettings limits;

	private final Map<SourceAddress, Integer> runningPerSource = new HashMap<>();

	private final Map<SourceAddress, Integer> runningPerPrefix = new HashMap<>();

	private final Map<SourceAddress, TokenBucket> buckets = new HashMap<>();

	private final TokenBucket all;

	private int running;

	AdmissionControl(HandshakeSettings limits, long now) {
		this.limits = limits;
		this.all = new TokenBucket(limits.rate(), limits.rate(), now);
	}

	/**
	 * Lets a handshake begin, or not. What is admitted is to be {@link #release
	 * released}.
	 * @param peer who wants one
	 * @param now the time, in nanoseconds
	 * @return null if it may begin, else why not
	 */
	synchronized @Nullable DropReason admit(InetSocketAddress peer, long now) {
		SourceAddress source = SourceAddress.of(peer.getAddress());
		SourceAddress prefix = source.prefix();
		if (isFull() || this.runningPerSource.getOrDefault(source, 0) >= this.limits.maxPerSource()
				|| this.runningPerPrefix.getOrDefault(prefix, 0) >= this.limits.maxPerPrefix()) {
			return DropReason.ADMISSION_LIMIT;
		}
		if (!takeTokens(source, now)) {
			return DropReason.RATE_LIMITED;
		}
		this.running++;
		this.runningPerSource.merge(source, 1, Integer::sum);
		this.runningPerPrefix.merge(prefix, 1, Integer::sum);
		return null;
	}

	/** Whether as many handshakes run as may, whoever asks for one more. */
	synchronized boolean isFull() {
		return this.running >= this.limits.maxConcurrent();
	}

	/** How many handshakes run, on all threads; 1 or more for one that runs itself. */
	synchronized int running() {
		return Math.max(1, this.running);
	}

	synchronized void release(InetSocketAddress peer) {
		this.running--;
		SourceAddress source = SourceAddress.of(peer.getAddress());
		decrement(this.runningPerSource, source);
		decrement(this.runningPerPrefix, source.prefix());
	}

	private static void decrement(Map<SourceAddress, Integer> counts, SourceAddress key) {
		counts.computeIfPresent(key, (ignored, count) -> (count > 1) ? count - 1 : null);
	}

	private boolean takeTokens(SourceAddress source, long now) {
		if (!this.all.take(now)) {
			return false;
		}
		if (this.buckets.size() >= MAX_BUCKETS) {
			this.buckets.values().removeIf((bucket) -> bucket.isFull(now));
		}
		if (this.buckets.size() >= MAX_BUCKETS) {
			this.buckets.clear();
		}
		TokenBucket bucket = this.buckets.computeIfAbsent(source, (ignored) -> bucket(now));
		if (bucket.take(now)) {
			return true;
		}
		// One source must not use up what all have together.
		this.all.giveBack();
		return false;
	}

	private TokenBucket bucket(long now) {
		int perSecond = this.limits.perSourceRate();
		return new TokenBucket(perSecond, Math.max(perSecond, this.limits.maxPerSource()), now);
	}

	synchronized int sourcesRemembered() {
		return this.buckets.size();
	}

}
