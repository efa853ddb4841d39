package io.dtls.internal.dispatch;

import java.util.concurrent.Executor;

import io.dtls.internal.util.ThreadPools;

/**
 * Where handlers run.
 *
 * @param executor runs the workers
 * @param max workers at a time
 * @param onClose ends the threads, if they are the endpoint's own
 */
record HandlerThreads(Executor executor, int max, Runnable onClose) {

	// Handlers block on databases and brokers: more than the cores, but not a thread a
	// session.
	private static final int OWN_THREADS = Math.max(16, 4 * Runtime.getRuntime().availableProcessors());

	static HandlerThreads own(String name) {
		// Twice as many, as a worker that has finished may not be back in the pool yet.
		ThreadPools.Pool pool = ThreadPools.onDemand(name + "-handler", 2 * OWN_THREADS);
		return new HandlerThreads(pool.executor(), OWN_THREADS, pool::close);
	}

	static HandlerThreads of(Executor executor) {
		return new HandlerThreads(executor, Integer.MAX_VALUE, () -> {
		});
	}

	void close() {
		this.onClose.run();
	}

}
