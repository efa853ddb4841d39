package io.dtls.internal.record.dtls13;

/**
 * How the holders of a saved session share the sequence numbers of one epoch. Each holder
 * has a generation of its own, drawn from an atomic counter, and may write the numbers of
 * that generation only, so that two can never write the same one. The numbers of a
 * generation are few, because a peer finds its way back only within half of the 2^16 that
 * a header can tell apart.
 *
 * @param first the first number of generation {@code firstGeneration}
 * @param firstGeneration who saved this epoch first
 */
record SharedNumbers(long first, long firstGeneration) {

	/** Numbers of a generation. */
	static final int WIDTH = 1 << 11;

	/** How far a holder may be ahead of what the peer has seen. */
	static final int REACH = 1 << 15;

	/** The first number of a generation. */
	long start(long generation) {
		return this.first + (generation - this.firstGeneration) * WIDTH;
	}

	/** The first number behind a generation. */
	long end(long generation) {
		return start(generation) + WIDTH;
	}

	/**
	 * Whether a peer understands all numbers of a generation.
	 * @param generation at least {@link #firstGeneration}
	 * @param next one more than the last number that is known to be written
	 */
	boolean reaches(long generation, long next) {
		// Bounds the product before it is made: a store may count anything.
		return generation >= this.firstGeneration && generation - this.firstGeneration <= Integer.MAX_VALUE
				&& end(generation) - next <= REACH;
	}

}
