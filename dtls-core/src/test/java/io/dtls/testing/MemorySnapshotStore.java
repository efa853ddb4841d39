package io.dtls.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import io.dtls.store.SnapshotStore;

/**
 * A store that nodes of one test share, and that can fail or hang.
 */
public final class MemorySnapshotStore implements SnapshotStore {

	private final Map<ByteBuffer, Snapshot> snapshots = new HashMap<>();

	private final Map<ByteBuffer, Long> generations = new HashMap<>();

	public volatile boolean down;

	/** While there is one, whoever asks waits for it. */
	public volatile CountDownLatch blockedBy;

	public volatile int asked;

	/** Whether nodes can ask each other for sessions. */
	public volatile boolean nodesTalk;

	private final List<Listener> listeners = new CopyOnWriteArrayList<>();

	private void ask() throws IOException {
		this.asked++;
		CountDownLatch latch = this.blockedBy;
		try {
			if (latch != null) {
				latch.await();
			}
		}
		catch (InterruptedException ex) {
			throw new IOException(ex);
		}
		if (this.down) {
			throw new IOException("The store is down");
		}
	}

	@Override
	public void put(Collection<Snapshot> some, Duration keep) throws IOException {
		ask();
		synchronized (this) {
			some.forEach((one) -> this.snapshots.put(ByteBuffer.wrap(one.key()), one));
		}
	}

	@Override
	public byte[] find(byte[] key) throws IOException {
		ask();
		synchronized (this) {
			Snapshot found = this.snapshots.get(ByteBuffer.wrap(key));
			return (found != null) ? found.content() : null;
		}
	}

	@Override
	public Taken take(byte[] key) throws IOException {
		ask();
		synchronized (this) {
			Snapshot found = this.snapshots.remove(ByteBuffer.wrap(key));
			return (found != null) ? new Taken(found, nextGeneration(key, 0)) : null;
		}
	}

	@Override
	public synchronized long nextGeneration(byte[] key, long after) {
		return this.generations.merge(ByteBuffer.wrap(key), after + 1, (last, least) -> Math.max(last + 1, least));
	}

	@Override
	public boolean request(byte[] key, byte[] record) {
		this.listeners.forEach((listener) -> listener.requested(key, record));
		return this.nodesTalk;
	}

	@Override
	public void release(byte[] key) {
		this.listeners.forEach((listener) -> listener.released(key));
	}

	@Override
	public Subscription subscribe(Listener listener) {
		if (this.nodesTalk) {
			this.listeners.add(listener);
		}
		return () -> this.listeners.remove(listener);
	}

	@Override
	public boolean isShared() {
		return true;
	}

	public synchronized int size() {
		return this.snapshots.size();
	}

	/** A copy of everything, as a backup has it. */
	public synchronized Collection<Snapshot> copies() {
		return List.copyOf(this.snapshots.values());
	}

}
