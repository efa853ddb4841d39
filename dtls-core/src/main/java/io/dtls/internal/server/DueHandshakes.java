package io.dtls.internal.server;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import io.dtls.internal.util.ThreadPools;

/**
 * Handshakes that can go on by what this batch of datagrams brought. They get their
 * threads after it, all together, since a thread that is woken may take this one's core
 * at once. For the endpoint thread.
 */
final class DueHandshakes {

	private final ThreadPools.Pool threads;

	private final Consumer<PendingHandshake> refused;

	private final Set<PendingHandshake> due = new LinkedHashSet<>();

	/**
	 * Creates an empty set.
	 * @param threads on which handshakes run
	 * @param refused told when there is no thread for a handshake
	 */
	DueHandshakes(ThreadPools.Pool threads, Consumer<PendingHandshake> refused) {
		this.threads = threads;
		this.refused = refused;
	}

	void add(PendingHandshake pending) {
		this.due.add(pending);
	}

	/** It has ended. */
	void remove(PendingHandshake pending) {
		this.due.remove(pending);
	}

	/** Starts or wakes all, each once. */
	void goOn() {
		if (this.due.isEmpty()) {
			return;
		}
		Set<PendingHandshake> all = new LinkedHashSet<>(this.due);
		this.due.clear();
		for (PendingHandshake pending : all) {
			if (pending.start()) {
				start(pending);
			}
			else {
				pending.handshake().wake();
			}
		}
	}

	private void start(PendingHandshake pending) {
		try {
			this.threads.executor().execute(pending.handshake());
		}
		catch (RejectedExecutionException | OutOfMemoryError ex) {
			// The error says that the system has no more threads.
			this.refused.accept(pending);
		}
	}

}
