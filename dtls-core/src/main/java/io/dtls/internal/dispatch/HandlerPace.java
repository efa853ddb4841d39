package io.dtls.internal.dispatch;

import java.util.concurrent.TimeUnit;

/**
 * Whether the handler is worth a thread for each waiting session. A quick one is not:
 * waking a thread costs more than handling the message. Votes are counted rather than
 * times averaged, as a thread that was kept from running says little. Updates may be
 * lost.
 */
final class HandlerPace {

	private static final long SLOW_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

	private static final long STALLED_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	private static final int SURE = 16;

	private volatile int votes;

	private volatile long turns;

	// Of the endpoint thread.
	private long turnsSeen;

	private long seenAt = System.nanoTime();

	boolean isSlow() {
		return this.votes > 0;
	}

	/**
	 * A worker has handled messages.
	 * @param messages how many
	 * @param nanos how long all of them took
	 */
	@SuppressWarnings("NonAtomicVolatileUpdate")
	void handled(int messages, long nanos) {
		this.turns++;
		int vote = (nanos > Math.max(1, messages) * SLOW_NANOS) ? 1 : -1;
		int counted = this.votes + vote;
		if (Math.abs(counted) <= SURE) {
			this.votes = counted;
		}
	}

	/**
	 * Whether no worker has got on since the last look, a millisecond ago or more: then
	 * the handler is slow until it proves otherwise. For the endpoint thread.
	 */
	boolean isStalled() {
		long now = System.nanoTime();
		long seen = this.turns;
		if (seen != this.turnsSeen) {
			this.turnsSeen = seen;
			this.seenAt = now;
			return false;
		}
		if (now - this.seenAt < STALLED_NANOS) {
			return false;
		}
		this.votes = SURE;
		return true;
	}

	/** The workers begin now, after a pause. For the endpoint thread. */
	void begin() {
		this.turnsSeen = this.turns;
		this.seenAt = System.nanoTime();
	}

}
