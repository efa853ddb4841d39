package io.dtls.spring.integration;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.util.Assert;

import io.dtls.DropReason;
import io.dtls.DtlsSession;

/**
 * Counts the requests that are answered later, so that peers cannot pile them up: those
 * above the limits are dropped, and counted as {@link DropReason#QUEUE_FULL}.
 */
public final class PendingReplies {

	private final int maxPerSession;

	private final int max;

	private final AtomicInteger total = new AtomicInteger();

	private final Map<DtlsSession, Integer> bySession = new ConcurrentHashMap<>();

	/** Allows 100 of each session and 10,000 in all. */
	public PendingReplies() {
		this(100, 10_000);
	}

	/**
	 * Sets the limits.
	 * @param maxPerSession requests of one session
	 * @param max requests in all
	 */
	public PendingReplies(int maxPerSession, int max) {
		Assert.isTrue(maxPerSession > 0 && max > 0, () -> "Pending requests are limited to " + maxPerSession
				+ " of each session and " + max + " in all; both have to be 1 or more");
		this.maxPerSession = maxPerSession;
		this.max = max;
	}

	/**
	 * Begins a request.
	 * @param session whose it is
	 * @return false if it has to be dropped; true if {@link #end} is to be called once
	 */
	public boolean begin(DtlsSession session) {
		if (this.total.get() >= this.max) {
			forgetEnded();
		}
		if (this.total.incrementAndGet() <= this.max && beginOf(session)) {
			return true;
		}
		this.total.decrementAndGet();
		session.countDropped(DropReason.QUEUE_FULL);
		return false;
	}

	private boolean beginOf(DtlsSession session) {
		boolean[] begun = new boolean[1];
		this.bySession.compute(session, (key, before) -> {
			int pending = (before != null) ? before : 0;
			boolean allowed = pending < this.maxPerSession;
			begun[0] = allowed;
			return allowed ? pending + 1 : pending;
		});
		return begun[0];
	}

	/**
	 * Ends a request, whatever became of it.
	 * @param session whose it was
	 */
	public void end(DtlsSession session) {
		this.bySession.computeIfPresent(session, (key, pending) -> {
			this.total.decrementAndGet();
			return (pending > 1) ? pending - 1 : null;
		});
	}

	// Nobody waits for what was owed to them, whether it ever comes or not.
	private synchronized void forgetEnded() {
		for (DtlsSession session : List.copyOf(this.bySession.keySet())) {
			Integer owed = session.isOpen() ? null : this.bySession.remove(session);
			this.total.addAndGet((owed != null) ? -owed : 0);
		}
	}

	/**
	 * Counts what has begun and not ended.
	 * @return requests of all sessions
	 */
	public int pending() {
		return this.total.get();
	}

}
