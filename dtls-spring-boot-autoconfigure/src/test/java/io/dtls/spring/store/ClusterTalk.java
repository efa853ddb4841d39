package io.dtls.spring.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.assertj.core.api.Assertions;

/**
 * Peers that talk all the time, some at once and each waiting for its echo, until told to
 * stop.
 */
final class ClusterTalk implements AutoCloseable {

	private static final int THREADS = 8;

	private static final int PATIENCE_MILLIS = 400;

	private static final int LATE_MILLIS = 10;

	private static final int PAUSE_MILLIS = 20;

	private final List<ClusterPeer> peers;

	private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

	private final List<Future<?>> running = new ArrayList<>();

	private volatile boolean over;

	ClusterTalk(List<ClusterPeer> peers) {
		this.peers = peers;
	}

	/** Does something with each peer, several at a time, and waits for the end. */
	static void each(List<ClusterPeer> peers, PeerAction action) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(THREADS);
		try {
			List<Future<?>> done = new ArrayList<>();
			for (ClusterPeer peer : peers) {
				done.add(threads.submit(() -> {
					action.with(peer);
					return null;
				}));
			}
			await(done);
		}
		finally {
			threads.shutdownNow();
		}
	}

	private static void await(List<Future<?>> futures) throws Exception {
		for (Future<?> future : futures) {
			try {
				future.get(60, TimeUnit.SECONDS);
			}
			catch (ExecutionException ex) {
				throw new AssertionError("A peer failed", ex.getCause());
			}
		}
	}

	ClusterTalk start() {
		for (int i = 0; i < THREADS; i++) {
			int first = i;
			this.running.add(this.threads.submit(() -> {
				talk(first);
				return null;
			}));
		}
		return this;
	}

	private void talk(int first) throws IOException, InterruptedException {
		while (!this.over) {
			for (int i = first; i < this.peers.size(); i += THREADS) {
				this.peers.get(i).send();
			}
			long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
			for (int i = first; i < this.peers.size(); i += THREADS) {
				this.peers.get(i).receive(Math.max(0, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
			}
			TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
		}
	}

	/** Waits until every peer has got that many more answers. */
	void awaitAnswers(int count) throws InterruptedException {
		int[] goals = this.peers.stream().mapToInt((peer) -> peer.answered() + count).toArray();
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
		for (int i = 0; i < goals.length; i++) {
			while (this.peers.get(i).answered() < goals[i]) {
				Assertions.assertThat(System.nanoTime()).as("peer " + i + " waits in vain").isLessThan(deadline);
				TimeUnit.MILLISECONDS.sleep(2);
			}
		}
	}

	/** Sends nothing more, and takes what still comes. */
	void stop() throws Exception {
		this.over = true;
		await(this.running);
		for (ClusterPeer peer : this.peers) {
			peer.receive(LATE_MILLIS);
		}
	}

	int answered() {
		return this.peers.stream().mapToInt(ClusterPeer::answered).sum();
	}

	@Override
	public void close() {
		this.over = true;
		this.threads.shutdownNow();
	}

	/** What a peer does. */
	@FunctionalInterface
	interface PeerAction {

		void with(ClusterPeer peer) throws Exception;

	}

}
