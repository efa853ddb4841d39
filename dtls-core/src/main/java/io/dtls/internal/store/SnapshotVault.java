package io.dtls.internal.store;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.dtls.SnapshotLookup;
import io.dtls.internal.record.dtls12.OpenedRecord;
import io.dtls.internal.record.dtls12.RecordLayer;
import io.dtls.internal.session.SessionSnapshot;
import io.dtls.internal.util.ThreadPools;
import io.dtls.settings.SnapshotSettings;
import io.dtls.store.SnapshotStore;
import io.dtls.store.SnapshotStore.Listener;
import io.dtls.store.SnapshotStore.Snapshot;
import io.dtls.store.SnapshotStore.Subscription;
import io.dtls.store.SnapshotStore.Taken;
import io.dtls.store.StoreCipher;

/**
 * The store of a server's saved sessions: encrypts, and asks the store on one thread of
 * its own, so that no session in use waits for it. What is asked later is answered later:
 * a session that is being put away is found by the next look-up.
 */
public final class SnapshotVault {

	private static final Logger logger = LoggerFactory.getLogger(SnapshotVault.class);

	private static final String PURPOSE = "session snapshots";

	private static final int KEEP_ALIVE_SECONDS = 10;

	private static final long SUBSCRIBE_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(5);

	private final SnapshotStore store;

	private final StoreCipher cipher;

	private final Duration keep;

	private final ThreadPoolExecutor thread;

	private final OpenedRecord scratch = new OpenedRecord();

	private volatile @Nullable Listener listener;

	// Of the vault's thread.
	private @Nullable Subscription subscription;

	private long nextSubscription = System.nanoTime();

	public SnapshotVault(SnapshotSettings settings, String name) {
		this.store = settings.store();
		this.cipher = new StoreCipher(settings.secrets(), PURPOSE);
		this.keep = settings.keep();
		this.thread = new ThreadPoolExecutor(1, 1, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
				ThreadPools.named(name + "-snapshots"));
		this.thread.allowCoreThreadTimeOut(true);
	}

	/** Whether sessions are found one by one, by any node. */
	public boolean isShared() {
		return this.store.isShared();
	}

	/**
	 * Puts sessions away and wipes them; returns when the store has them.
	 * @param snapshots of sessions that write nothing more
	 * @throws IOException if the store failed, for some of them at least
	 */
	public void save(List<SessionSnapshot> snapshots) throws IOException {
		List<Snapshot> sealed = new ArrayList<>(snapshots.size());
		for (SessionSnapshot snapshot : snapshots) {
			byte[] plain = snapshot.encode();
			byte[] key = snapshot.storeKey();
			sealed.add(new Snapshot(key, this.cipher.seal(plain, key)));
			Arrays.fill(plain, (byte) 0);
			snapshot.destroy();
		}
		try {
			this.store.put(sealed, this.keep);
		}
		catch (RuntimeException ex) {
			throw new IOException("The store of sessions failed", ex);
		}
	}

	/**
	 * Puts one session away.
	 * @param snapshot of a session that writes nothing more
	 * @param requested whether another node waits for it
	 * @param done told on the vault's thread whether the store has it
	 */
	public void saveLater(SessionSnapshot snapshot, boolean requested, Consumer<Boolean> done) {
		byte[] key = snapshot.storeKey();
		later(() -> {
			save(List.of(snapshot));
			if (requested) {
				this.store.release(key);
			}
			return true;
		}, false, done);
	}

	/**
	 * Takes a session out of the store, if a record proves that its peer asks for it.
	 * @param key connection id of the record
	 * @param record copy of a whole record
	 * @param requests whether to ask other nodes for a session that is not there
	 * @param done told on the vault's thread what came of it
	 */
	public void claimLater(byte[] key, byte[] record, boolean requests, Consumer<Claim> done) {
		later(() -> claim(key, record, requests), Claim.FAILED, done);
	}

	/** Shows other nodes another record of a session that this one waits for. */
	public void requestLater(byte[] key, byte[] record) {
		later(() -> this.store.request(key, record), false, (asked) -> {
		});
	}

	/** Hears what other nodes request, as soon as the store can be asked. */
	public void subscribeLater(Listener listener) {
		this.listener = listener;
		later(() -> true, false, (done) -> {
		});
	}

	// On the vault's thread, before anything else: the store may have been down before.
	private void subscribeIfNecessary() {
		Listener waiting = this.listener;
		long now = System.nanoTime();
		if (this.subscription != null || waiting == null || now - this.nextSubscription < 0) {
			return;
		}
		this.nextSubscription = now + SUBSCRIBE_AGAIN_NANOS;
		try {
			this.subscription = this.store.subscribe(waiting);
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("The store of sessions tells nothing of other nodes", ex);
		}
	}

	private Claim claim(byte[] key, byte[] record, boolean requests) throws IOException {
		byte[] found = this.store.find(key);
		if (found == null) {
			boolean asked = requests && this.store.request(key, record);
			return Claim.of(asked ? SnapshotLookup.REQUESTED : SnapshotLookup.MISSED);
		}
		if (!isAuthentic(key, found, record)) {
			return Claim.of(SnapshotLookup.FORGED);
		}
		boolean newest = this.scratch.newest();
		Taken taken = this.store.take(key);
		if (taken == null) {
			return Claim.of(SnapshotLookup.MISSED);
		}
		return new Claim(SnapshotLookup.RESTORED, restorable(taken), newest);
	}

	// Nothing is written here, so the generation does not matter.
	private boolean isAuthentic(byte[] key, byte[] content, byte[] record) throws IOException {
		SessionSnapshot snapshot = open(key, content);
		RecordLayer reader = snapshot.records().resume(snapshot.records().nextGeneration());
		try {
			return reader.open(record, 0, record.length, this.scratch);
		}
		finally {
			reader.destroy();
			snapshot.destroy();
		}
	}

	/** Takes out all that this node should hold from its start on. */
	public List<Restorable> takeAll() throws IOException {
		Collection<Taken> all = this.store.takeAll();
		List<Restorable> restorable = new ArrayList<>(all.size());
		for (Taken taken : all) {
			try {
				restorable.add(restorable(taken));
			}
			catch (IOException ex) {
				logger.warn("A saved session is lost: {}", ex.getMessage());
			}
		}
		return restorable;
	}

	private Restorable restorable(Taken taken) throws IOException {
		SessionSnapshot snapshot = open(taken.snapshot().key(), taken.snapshot().content());
		long generation = taken.generation();
		try {
			long known = snapshot.records().nextGeneration();
			if (generation < known) {
				// The store has forgotten about older holders, but their snapshot tells.
				generation = this.store.nextGeneration(taken.snapshot().key(), known - 1);
			}
			return new Restorable(snapshot, snapshot.records().resume(generation));
		}
		catch (IllegalArgumentException ex) {
			throw new IOException("Its record numbers are used up", ex);
		}
		finally {
			snapshot.destroy();
		}
	}

	private SessionSnapshot open(byte[] key, byte[] content) throws IOException {
		byte[] plain = this.cipher.open(content, key);
		if (plain == null) {
			throw new IOException("It was sealed under another secret, or changed since");
		}
		try {
			return SessionSnapshot.decode(plain);
		}
		catch (IllegalArgumentException ex) {
			throw new IOException(ex.getMessage(), ex);
		}
		finally {
			Arrays.fill(plain, (byte) 0);
		}
	}

	/**
	 * Asks for another generation of a session.
	 * @param key under which the session would be saved
	 * @param after the generation in use
	 * @param done told on the vault's thread; 0 if the store failed
	 */
	public void nextGenerationLater(byte[] key, long after, Consumer<Long> done) {
		later(() -> this.store.nextGeneration(key, after), 0L, done);
	}

	private <T> void later(Callable<T> task, T failed, Consumer<T> done) {
		try {
			this.thread.execute(() -> {
				T result = failed;
				try {
					subscribeIfNecessary();
					result = task.call();
				}
				catch (Exception ex) {
					logger.debug("The store of sessions failed", ex);
				}
				done.accept(result);
			});
		}
		catch (RejectedExecutionException ex) {
			// The server has stopped.
			done.accept(failed);
		}
	}

	/** Ends the thread when what it was asked is done, or after a while. */
	public void close(Duration patience) throws InterruptedException {
		later(() -> {
			unsubscribe();
			return true;
		}, false, (done) -> {
		});
		this.thread.shutdown();
		if (!this.thread.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
			this.thread.shutdownNow();
		}
	}

	private void unsubscribe() {
		this.listener = null;
		if (this.subscription != null) {
			this.subscription.close();
			this.subscription = null;
		}
	}

	/**
	 * A session that this node alone may go on with.
	 *
	 * @param snapshot what was saved; its keys are in the records
	 * @param records with numbers that nobody else writes
	 */
	public record Restorable(SessionSnapshot snapshot, RecordLayer records) {

	}

	/**
	 * What a look-up came to.
	 *
	 * @param outcome why there is a session, or none
	 * @param restorable the session, or null
	 * @param newest whether its record was the newest so far
	 */
	public record Claim(SnapshotLookup outcome, @Nullable Restorable restorable, boolean newest) {

		static final Claim FAILED = of(SnapshotLookup.FAILED);

		static Claim of(SnapshotLookup outcome) {
			return new Claim(outcome, null, false);
		}

	}

}
