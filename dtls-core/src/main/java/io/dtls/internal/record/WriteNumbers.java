package io.dtls.internal.record;

/**
 * The record numbers of an epoch that one holder of its keys may write.
 *
 * @param next the first that is free
 * @param end the first that it may not write
 */
public record WriteNumbers(long next, long end) {

	/** Generations that the 48 bits of a number have room for. */
	public static final long GENERATIONS = 1L << 16;

	private static final int GENERATION_BITS = 32;

	public WriteNumbers {
		if (next < 0 || end > RecordFormat.MAX_SEQUENCE) {
			throw new IllegalArgumentException("Not numbers of an epoch: " + next + " to " + end);
		}
	}

	/**
	 * The numbers of a generation: 2^32 of them. Each holder of a session gets one of its
	 * own, so that two can never write the same number.
	 * @param generation 0 for the holder that made the handshake
	 */
	public static WriteNumbers ofGeneration(long generation) {
		if (generation < 0 || generation >= GENERATIONS) {
			throw new IllegalArgumentException("There is no generation " + generation);
		}
		// The last number of all is never used.
		long end = Math.min((generation + 1) << GENERATION_BITS, RecordFormat.MAX_SEQUENCE);
		return new WriteNumbers(generation << GENERATION_BITS, end);
	}

	/** The generation that a number belongs to. */
	public static long generationOf(long number) {
		return number >>> GENERATION_BITS;
	}

}
