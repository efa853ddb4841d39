package io.dtls.internal.dispatch;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Adds up what the messages hold that wait for the handler, over all sessions of the
 * endpoint. Safe for use by any thread.
 */
final class WaitingBytes {

	// What an array and its place in the queue cost, so that empty messages are not free.
	static final int OVERHEAD = 48;

	private final long budget;

	private final AtomicLong held = new AtomicLong();

	WaitingBytes(long budget) {
		this.budget = budget;
	}

	/** Counts a message, unless that would exceed the budget. */
	boolean takeIfRoom(byte[] message) {
		long size = sizeOf(message);
		if (this.held.addAndGet(size) > this.budget) {
			this.held.addAndGet(-size);
			return false;
		}
		return true;
	}

	/** A message that was counted has been handled or dropped. */
	void giveBack(byte[] message) {
		this.held.addAndGet(-sizeOf(message));
	}

	private static long sizeOf(byte[] message) {
		return message.length + (long) OVERHEAD;
	}

}
