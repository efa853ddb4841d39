package io.dtls.internal.store;

import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.dtls.store.ResumptionEntry;
import io.dtls.store.ResumptionStore;

/**
 * Keeps resumable sessions in memory, as bytes: bounded, timed, and the one used longest
 * ago gives way.
 */
public final class MemoryResumptionStore implements ResumptionStore {

	private final int maxEntries;

	private final Duration lifetime;

	private final LongSupplier currentTimeMillis;

	private final boolean singleUse;

	private final Map<SessionId, Kept> entries = new LinkedHashMap<>(16, 0.75f, true);

	/**
	 * Creates an empty store.
	 * @param maxEntries how many are kept at most
	 * @param lifetime how long after their handshake
	 * @param currentTimeMillis the wall clock
	 */
	public MemoryResumptionStore(int maxEntries, Duration lifetime, LongSupplier currentTimeMillis) {
		this(maxEntries, lifetime, currentTimeMillis, false);
	}

	/**
	 * Creates an empty store.
	 * @param maxEntries how many are kept at most
	 * @param lifetime how long after their handshake
	 * @param currentTimeMillis the wall clock
	 * @param singleUse whether an entry is gone once it was found
	 */
	public MemoryResumptionStore(int maxEntries, Duration lifetime, LongSupplier currentTimeMillis, boolean singleUse) {
		this.singleUse = singleUse;
		this.maxEntries = maxEntries;
		this.lifetime = lifetime;
		this.currentTimeMillis = currentTimeMillis;
	}

	@Override
	public synchronized void put(ResumptionEntry entry) {
		makeRoom();
		long expires = entry.created().plus(this.lifetime).toEpochMilli();
		Kept previous = this.entries.put(new SessionId(entry.sessionId().clone()), new Kept(entry.encode(), expires));
		if (previous != null) {
			previous.wipe();
		}
	}

	private void makeRoom() {
		long now = this.currentTimeMillis.getAsLong();
		Iterator<Kept> oldestFirst = this.entries.values().iterator();
		while (oldestFirst.hasNext()) {
			Kept oldest = oldestFirst.next();
			if (this.entries.size() < this.maxEntries && oldest.expires > now) {
				return;
			}
			oldest.wipe();
			oldestFirst.remove();
		}
	}

	@Override
	public synchronized @Nullable ResumptionEntry find(byte[] sessionId) {
		Kept kept = this.entries.get(new SessionId(sessionId));
		if (kept == null) {
			return null;
		}
		if (kept.expires <= this.currentTimeMillis.getAsLong()) {
			remove(sessionId);
			return null;
		}
		ResumptionEntry found = ResumptionEntry.decode(kept.encoded);
		if (this.singleUse) {
			remove(sessionId);
		}
		return found;
	}

	@Override
	public synchronized void remove(byte[] sessionId) {
		Kept removed = this.entries.remove(new SessionId(sessionId));
		if (removed != null) {
			removed.wipe();
		}
	}

	public synchronized int size() {
		return this.entries.size();
	}

	/** Wipes and forgets all entries. */
	public synchronized void clear() {
		this.entries.values().forEach(Kept::wipe);
		this.entries.clear();
	}

	/** A session id as a key. */
	private static final class SessionId {

		private final byte[] bytes;

		SessionId(byte[] bytes) {
			this.bytes = bytes;
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof SessionId id && Arrays.equals(this.bytes, id.bytes);
		}

		@Override
		public int hashCode() {
			return Arrays.hashCode(this.bytes);
		}

	}

	/** An entry and its end. */
	private static final class Kept {

		private final byte[] encoded;

		private final long expires;

		Kept(byte[] encoded, long expires) {
			this.encoded = encoded;
			this.expires = expires;
		}

		void wipe() {
			Arrays.fill(this.encoded, (byte) 0);
		}

	}

}
