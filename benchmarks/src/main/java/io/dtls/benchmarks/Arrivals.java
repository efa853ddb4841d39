package io.dtls.benchmarks;

import java.util.BitSet;
import java.util.concurrent.TimeUnit;

/**
 * What has arrived of a transfer: each message counts once. Time runs from the first to
 * the last of them, so that waiting for what was lost is no part of it.
 */
final class Arrivals {

	private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final Transfer transfer;

	private final Progress progress;

	private final BitSet seen;

	private int received;

	private long firstAt;

	private long lastAt;

	Arrivals(Transfer transfer, Progress progress) {
		this.transfer = transfer;
		this.progress = progress;
		this.seen = new BitSet(transfer.chunks());
	}

	/** Takes a message; what is none of the transfer does not count. */
	synchronized void take(byte[] chunk, int length) {
		int number = this.transfer.numberOf(chunk, length);
		if (number < 0 || this.seen.get(number)) {
			return;
		}
		this.seen.set(number);
		this.lastAt = System.nanoTime();
		if (this.received == 0) {
			this.firstAt = this.lastAt;
		}
		this.received++;
		this.progress.at(this.received);
		if (isComplete()) {
			notifyAll();
		}
	}

	synchronized boolean isComplete() {
		return this.received == this.transfer.chunks();
	}

	/** Waits until all is there, or nothing more comes. */
	synchronized Result await() throws InterruptedException {
		long silentSince = System.nanoTime();
		long left = SILENCE_NANOS;
		while (!isComplete() && left > 0) {
			TimeUnit.NANOSECONDS.timedWait(this, left);
			left = SILENCE_NANOS - (System.nanoTime() - Math.max(silentSince, this.lastAt));
		}
		return this.transfer.measured(this.received, this.lastAt - this.firstAt);
	}

}
