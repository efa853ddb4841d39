package io.dtls.endpoint;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.dtls.DropReason;
import io.dtls.HandshakeSettings;

/**
 * Decides which handshakes may begin, so that no source and no crowd of sources takes all
 * of them. Only peers with a valid cookie get here, so addresses are not forged. For the
 * endpoint thread.
 */
final class AdmissionControl {

	private static final long SECOND = 1_000_000_000L;

	// More sources than this within one second and the oldest buckets are forgotten.
	private static final int MAX_BUCKETS = 65_536;

	private final HandshakeSettings limits;

	private final Map<InetAddress, Integer> runningPerSource = new HashMap<>();

	private final Map<ByteBuffer, Integer> runningPerPrefix = new HashMap<>();

	private final Map<InetAddress, Bucket> buckets = new HashMap<>();

	private int running;

	AdmissionControl(HandshakeSettings limits) {
		this.limits = limits;
	}

	/**
	 * Lets a handshake begin, or not. What is admitted is to be {@link #release
	 * released}.
	 * @param peer who wants one
	 * @param now the time, in nanoseconds
	 * @return null if it may begin, else why not
	 */
	@Nullable DropReason admit(InetSocketAddress peer, long now) {
		InetAddress source = peer.getAddress();
		ByteBuffer prefix = prefix(source);
		if (this.running >= this.limits.maxConcurrent()
				|| this.runningPerSource.getOrDefault(source, 0) >= this.limits.maxPerSource()
				|| this.runningPerPrefix.getOrDefault(prefix, 0) >= this.limits.maxPerPrefix()) {
			return DropReason.ADMISSION_LIMIT;
		}
		if (!takeToken(source, now)) {
			return DropReason.RATE_LIMITED;
		}
		this.running++;
		this.runningPerSource.merge(source, 1, Integer::sum);
		this.runningPerPrefix.merge(prefix, 1, Integer::sum);
		return null;
	}

	void release(InetSocketAddress peer) {
		this.running--;
		decrement(this.runningPerSource, peer.getAddress());
		decrement(this.runningPerPrefix, prefix(peer.getAddress()));
	}

	private static <K> void decrement(Map<K, Integer> counts, K key) {
		counts.computeIfPresent(key, (ignored, count) -> (count > 1) ? count - 1 : null);
	}

	private boolean takeToken(InetAddress source, long now) {
		if (this.buckets.size() >= MAX_BUCKETS) {
			this.buckets.values().removeIf((bucket) -> now - bucket.updated >= SECOND);
		}
		if (this.buckets.size() >= MAX_BUCKETS) {
			this.buckets.clear();
		}
		Bucket bucket = this.buckets.computeIfAbsent(source, (ignored) -> new Bucket(burst(), now));
		return bucket.take(this.limits.perSourceRate(), burst(), now);
	}

	private double burst() {
		return Math.max(this.limits.perSourceRate(), this.limits.maxPerSource());
	}

	private static ByteBuffer prefix(InetAddress source) {
		int length = (source instanceof Inet4Address) ? 3 : 7;
		return ByteBuffer.wrap(Arrays.copyOf(source.getAddress(), length));
	}

	/** Tokens of one source: as many a second as its rate, up to a burst. */
	private static final class Bucket {

		private double tokens;

		private long updated;

		Bucket(double tokens, long now) {
			this.tokens = tokens;
			this.updated = now;
		}

		boolean take(int perSecond, double burst, long now) {
			this.tokens = Math.min(burst, this.tokens + (double) (now - this.updated) * perSecond / SECOND);
			this.updated = now;
			if (this.tokens < 1) {
				return false;
			}
			this.tokens -= 1;
			return true;
		}

	}

}
