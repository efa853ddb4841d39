package io.dtls.internal.server;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Adds up what all unfinished handshakes hold in datagrams and reassembly. A handshake is
 * counted anew whenever it takes something, so the sum may be too large for a while,
 * never too small. Safe for use by any thread; each handshake belongs to one.
 */
final class MemoryBudget {

	private final long bytes;

	private final AtomicLong held = new AtomicLong();

	MemoryBudget(long bytes) {
		this.bytes = bytes;
	}

	void update(PendingHandshake pending) {
		long now = pending.handshake().memoryHeld();
		this.held.addAndGet(now - pending.memoryCounted());
		pending.countMemory(now);
	}

	void forget(PendingHandshake pending) {
		this.held.addAndGet(-pending.memoryCounted());
		pending.countMemory(0);
	}

	boolean isExceeded() {
		return this.held.get() > this.bytes;
	}

	long held() {
		return this.held.get();
	}

}
