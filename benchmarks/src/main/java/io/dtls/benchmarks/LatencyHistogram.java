package io.dtls.benchmarks;

import java.util.Arrays;

/**
 * Counts durations in buckets that are at most 1.6 % wide, without allocation.
 */
final class LatencyHistogram {

	private static final int PRECISION_BITS = 6;

	private static final int PER_POWER = 1 << PRECISION_BITS;

	private final long[] counts = new long[(Long.SIZE - PRECISION_BITS) * PER_POWER];

	private long total;

	void record(long nanos) {
		this.counts[index(Math.max(0, nanos))]++;
		this.total++;
	}

	private static int index(long nanos) {
		if (nanos < PER_POWER) {
			return (int) nanos;
		}
		int shift = Long.SIZE - 1 - PRECISION_BITS - Long.numberOfLeadingZeros(nanos);
		return (shift << PRECISION_BITS) + (int) (nanos >>> shift);
	}

	private static long lowerBound(int index) {
		if (index < 2 * PER_POWER) {
			return index;
		}
		int shift = (index >>> PRECISION_BITS) - 1;
		return (long) (PER_POWER + (index & (PER_POWER - 1))) << shift;
	}

	/**
	 * The duration that a share of all stay below.
	 * @param share from 0 to 1
	 * @return microseconds
	 */
	double micros(double share) {
		long rank = (long) Math.ceil(share * this.total);
		long seen = 0;
		for (int i = 0; i < this.counts.length; i++) {
			seen += this.counts[i];
			if (seen >= rank && seen > 0) {
				return lowerBound(i) / 1000.0;
			}
		}
		return 0;
	}

	void clear() {
		Arrays.fill(this.counts, 0);
		this.total = 0;
	}

}
