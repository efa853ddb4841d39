package io.dtls.endpoint;

/**
 * Adds up what all unfinished handshakes hold in datagrams and reassembly. A handshake is
 * counted anew whenever it takes something, so the sum may be too large for a while,
 * never too small. For the endpoint thread.
 */
final class MemoryBudget {

	private final long bytes;

	private long held;

	MemoryBudget(long bytes) {
		this.bytes = bytes;
	}

	void update(PendingHandshake pending) {
		long now = pending.handshake().memoryHeld();
		this.held += now - pending.memoryCounted();
		pending.countMemory(now);
	}

	void forget(PendingHandshake pending) {
		this.held -= pending.memoryCounted();
		pending.countMemory(0);
	}

	boolean isExceeded() {
		return this.held > this.bytes;
	}

	long held() {
		return this.held;
	}

}
