package io.dtls.internal.store;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.dtls.internal.util.ThreadPools;
import io.dtls.store.ResumptionEntry;
import io.dtls.store.ResumptionStore;

/**
 * A store of somebody else, which may be slow or down: nobody waits for it longer than
 * agreed, and what it throws is a full handshake and a count.
 */
public final class BoundedResumptionStore implements ResumptionStore {

	private static final Logger logger = LoggerFactory.getLogger(BoundedResumptionStore.class);

	private static final int THREADS = 16;

	// More than this behind, and the store is as good as down.
	private static final int QUEUE = 1024;

	private static final int KEEP_ALIVE_SECONDS = 10;

	private final ResumptionStore store;

	private final long timeoutNanos;

	private final Runnable onFailure;

	// Idle threads end, so that nobody has to close this.
	private final ThreadPoolExecutor threads;

	/**
	 * Wraps a store.
	 * @param store the slow one
	 * @param timeout how long a handshake waits for an entry
	 * @param name names the threads
	 * @param onFailure called for each call that failed or took too long
	 */
	public BoundedResumptionStore(ResumptionStore store, Duration timeout, String name, Runnable onFailure) {
		this.store = store;
		this.timeoutNanos = timeout.toNanos();
		this.onFailure = onFailure;
		this.threads = new ThreadPoolExecutor(THREADS, THREADS, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS,
				new ArrayBlockingQueue<>(QUEUE), ThreadPools.named(name + "-resumption"));
		this.threads.allowCoreThreadTimeOut(true);
	}

	@Override
	public @Nullable ResumptionEntry find(byte[] sessionId) {
		CompletableFuture<@Nullable ResumptionEntry> found = new CompletableFuture<>();
		Future<?> search;
		try {
			search = this.threads.submit(() -> search(sessionId, found));
		}
		catch (RejectedExecutionException ex) {
			failed("was too far behind", ex);
			return null;
		}
		try {
			return found.get(this.timeoutNanos, TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			failed("took too long", ex);
		}
		catch (ExecutionException ex) {
			failed("failed", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		giveUp(search, found);
		return null;
	}

	private void search(byte[] sessionId, CompletableFuture<@Nullable ResumptionEntry> found) {
		try {
			ResumptionEntry entry = this.store.find(sessionId);
			if (!found.complete(entry) && entry != null) {
				// Nobody waits for it any more.
				entry.destroy();
			}
		}
		catch (RuntimeException | Error ex) {
			found.completeExceptionally(ex);
		}
	}

	// The entry may have come at the last moment.
	private static void giveUp(Future<?> search, CompletableFuture<@Nullable ResumptionEntry> found) {
		search.cancel(true);
		found.cancel(false);
		ResumptionEntry late = found.isCompletedExceptionally() ? null : found.join();
		if (late != null) {
			late.destroy();
		}
	}

	/** Returns at once; the store has the entry soon. */
	@Override
	public void put(ResumptionEntry entry) {
		ResumptionEntry copy = new ResumptionEntry(entry.sessionId(), entry.cipherSuite(), entry.masterSecret().clone(),
				entry.extendedMasterSecret(), entry.protocol(), entry.peer(), entry.serverName(),
				entry.maxFragmentLength(), entry.created());
		boolean accepted = execute(() -> {
			try {
				this.store.put(copy);
			}
			finally {
				copy.destroy();
			}
		});
		if (!accepted) {
			copy.destroy();
		}
	}

	/** Returns at once; the store forgets the entry soon. */
	@Override
	public void remove(byte[] sessionId) {
		execute(() -> this.store.remove(sessionId));
	}

	private boolean execute(Runnable call) {
		try {
			this.threads.execute(() -> {
				try {
					call.run();
				}
				catch (RuntimeException ex) {
					failed("failed", ex);
				}
			});
			return true;
		}
		catch (RejectedExecutionException ex) {
			failed("was too far behind", ex);
			return false;
		}
	}

	private void failed(String what, Exception cause) {
		this.onFailure.run();
		logger.debug("The store of resumable sessions {}", what, cause);
	}

}
