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
 * Decides which handshakes may begin. While less than half of the places and of the rate
 * is used, whoever asks gets what is free. Above that a source may have no more than is
 * left, and a prefix twice as much: whoever has most is refused first, and a newcomer
 * always finds room. A limit that was set holds instead, at any time. Only peers with a
 * valid cookie get here, so addresses are not forged. All endpoint threads share one, and
 * its lock is taken for handshakes only.
 */
final class AdmissionControl {

	// More sources than this that have begun handshakes lately, and they are forgotten:
	// the rate of the whole endpoint still holds.
	static final int MAX_BUCKETS = 65_536;

	private static final int PREFIX_SHARES = 2;

	private final HandshakeSettings limits;

	private final Map<SourceAddress, Integer> runningPerSource = new HashMap<>();

	private final Map<SourceAddress, Integer> runningPerPrefix = new HashMap<>();

	private final Map<SourceAddress, RecentUse> begunPerSource = new HashMap<>();

	private final Map<SourceAddress, RecentUse> begunPerPrefix = new HashMap<>();

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
		if (isFull() || !hasPlace(source, prefix)) {
			return DropReason.ADMISSION_LIMIT;
		}
		if (!takeTokens(source, prefix, now)) {
			return DropReason.RATE_LIMITED;
		}
		this.running++;
		this.runningPerSource.merge(source, 1, Integer::sum);
		this.runningPerPrefix.merge(prefix, 1, Integer::sum);
		return null;
	}

	private boolean hasPlace(SourceAddress source, SourceAddress prefix) {
		int ofSource = this.runningPerSource.getOrDefault(source, 0);
		int ofPrefix = this.runningPerPrefix.getOrDefault(prefix, 0);
		int free = this.limits.maxConcurrent() - this.running;
		return ofSource < limit(this.limits.maxPerSource(), free)
				&& ofPrefix < limit(this.limits.maxPerPrefix(), PREFIX_SHARES * free);
	}

	private int limit(int chosen, int fair) {
		if (chosen != HandshakeSettings.UNSET) {
			return chosen;
		}
		return (this.running < this.limits.maxConcurrent() / 2) ? Integer.MAX_VALUE : fair;
	}

	/** Whether as many handshakes run as may, whoever asks for one more. */
	synchronized boolean isFull() {
		return this.running >= this.limits.maxConcurrent();
	}

	/** How many handshakes run, on all threads; 1 or more for one that runs itself. */
	synchronized int running() {
		return Math.max(1, this.running);
	}

	/** How many handshakes of a peer's source run, on all threads. */
	synchronized int running(InetSocketAddress peer) {
		return this.runningPerSource.getOrDefault(SourceAddress.of(peer.getAddress()), 0);
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

	private boolean takeTokens(SourceAddress source, SourceAddress prefix, long now) {
		forgetIfMany(now);
		RecentUse ofSource = this.begunPerSource.computeIfAbsent(source, (ignored) -> new RecentUse(now));
		RecentUse ofPrefix = this.begunPerPrefix.computeIfAbsent(prefix, (ignored) -> new RecentUse(now));
		double left = this.all.left(now);
		boolean fair = this.limits.perSourceRate() != HandshakeSettings.UNSET || left >= this.limits.rate() / 2.0
				|| (ofSource.count(now) < left && ofPrefix.count(now) < PREFIX_SHARES * left);
		if (!fair || !this.all.take(now)) {
			return false;
		}
		if (this.limits.perSourceRate() != HandshakeSettings.UNSET
				&& !this.buckets.computeIfAbsent(source, (ignored) -> bucket(now)).take(now)) {
			// One source must not use up what all have together.
			this.all.giveBack();
			return false;
		}
		ofSource.add();
		ofPrefix.add();
		return true;
	}

	private void forgetIfMany(long now) {
		if (this.begunPerSource.size() < MAX_BUCKETS) {
			return;
		}
		this.begunPerSource.clear();
		this.begunPerPrefix.clear();
		this.buckets.values().removeIf((bucket) -> bucket.isFull(now));
		if (this.buckets.size() >= MAX_BUCKETS) {
			this.buckets.clear();
		}
	}

	private TokenBucket bucket(long now) {
		int perSecond = this.limits.perSourceRate();
		return new TokenBucket(perSecond, Math.max(perSecond, this.limits.maxPerSource()), now);
	}

	synchronized int sourcesRemembered() {
		return Math.max(this.buckets.size(), this.begunPerSource.size());
	}

	/** How many handshakes one has begun lately: those of a second ago count a third. */
	private static final class RecentUse {

		private static final double SECOND = 1_000_000_000;

		private double count;

		private long updated;

		RecentUse(long now) {
			this.updated = now;
		}

		double count(long now) {
			if (now - this.updated > 0) {
				this.count *= Math.exp((this.updated - now) / SECOND);
				this.updated = now;
			}
			return this.count;
		}

		void add() {
			this.count++;
		}

	}

}
