package io.dtls.internal.record.dtls13;

import io.dtls.internal.record.RecordFormat;

/**
 * Names a record (RFC 9147, section 4). Ordered by epoch, then by sequence number.
 *
 * @param epoch which keys protect the record, 0 for none
 * @param sequence the number of the record within its epoch
 */
public record RecordNumber(long epoch, long sequence) implements Comparable<RecordNumber> {

	@Override
	public int compareTo(RecordNumber other) {
		int byEpoch = Long.compareUnsigned(this.epoch, other.epoch);
		return (byEpoch != 0) ? byEpoch : Long.compareUnsigned(this.sequence, other.sequence);
	}

	/**
	 * Finds the sequence number of which a header carries the lowest bits only: the one
	 * closest to the expected (RFC 9147, section 4.2.2). Of two equally close ones it is
	 * the larger, because records are more often lost than late by half a cycle.
	 * @param lowBits what the header carries
	 * @param bits how many bits that are, 8 or 16
	 * @param expected one more than the largest number opened in the epoch so far
	 * @return a number of at most 48 bits
	 */
	public static long reconstruct(int lowBits, int bits, long expected) {
		long cycle = 1L << bits;
		long sequence = (expected & -cycle) | lowBits;
		if (expected - sequence >= cycle / 2 && sequence + cycle <= RecordFormat.MAX_SEQUENCE) {
			return sequence + cycle;
		}
		if (sequence - expected > cycle / 2 && sequence >= cycle) {
			return sequence - cycle;
		}
		return sequence;
	}

}
