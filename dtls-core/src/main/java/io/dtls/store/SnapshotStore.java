package io.dtls.store;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Where sessions wait while no node holds them. What it keeps is encrypted already.
 * Called on one thread of the server's own that may wait; the sessions in use do not.
 *
 * <p>
 * Two rules keep record numbers from being used twice: taking an entry removes it in the
 * same step, so that of two that take it one gets nothing; and every taker gets a
 * generation that no other taker of that key got, even if the entry came back in between,
 * as from a backup.
 */
public interface SnapshotStore {

	/**
	 * Keeps sessions that this node does not hold any more.
	 * @param snapshots what to keep; one with a known key takes the place of the other
	 * @param keep after which they may be forgotten
	 * @throws IOException if that failed, for all or some of them
	 */
	void put(Collection<Snapshot> snapshots, Duration keep) throws IOException;

	/**
	 * Looks at one session, which stays where it is.
	 * @param key a connection id
	 * @return what is kept under this key, or null
	 * @throws IOException if the store cannot be asked
	 */
	byte @Nullable [] find(byte[] key) throws IOException;

	/**
	 * Takes one session out, for this node alone.
	 * @param key a connection id
	 * @return null if the store has none under this key
	 * @throws IOException if the store cannot be asked
	 */
	@Nullable Taken take(byte[] key) throws IOException;

	/**
	 * Takes out all that a node should hold from its start on.
	 * @return nothing where {@link #isShared() nodes share} the store
	 * @throws IOException if the store cannot be read
	 */
	default Collection<Taken> takeAll() throws IOException {
		return List.of();
	}

	/**
	 * Makes a generation for a session that has used up its own, or knows of a later one
	 * than the store.
	 * @param key as in {@link #take}
	 * @param after the latest one that the session knows of
	 * @return a larger number, which no holder of this session got before or will get
	 * @throws IOException if the store cannot be asked
	 */
	long nextGeneration(byte[] key, long after) throws IOException;

	/**
	 * Asks whichever node holds a session to put it here, because its peer talks to this
	 * node now.
	 * @param key a connection id that this node does not know
	 * @param record a whole record of the peer, which proves that
	 * @return false if the nodes of this store cannot be asked
	 * @throws IOException if that failed
	 */
	default boolean request(byte[] key, byte[] record) throws IOException {
		return false;
	}

	/**
	 * Tells the nodes that asked for a session that it has been put here.
	 * @param key a connection id
	 * @throws IOException if that failed
	 */
	default void release(byte[] key) throws IOException {
	}

	/**
	 * Hears what other nodes request and release, from now on.
	 * @param listener called on threads of the store, and not for long
	 * @return ends it when closed
	 * @throws IOException if the store cannot be asked
	 */
	default Subscription subscribe(Listener listener) throws IOException {
		return () -> {
		};
	}

	/**
	 * Whether several nodes use this store, so that a session goes to the node that its
	 * peer talks to.
	 * @return false for the store of one node, which takes back at its start what it kept
	 * at its end
	 */
	boolean isShared();

	/** Hears of sessions that move between nodes; of its own node's too. */
	interface Listener {

		/**
		 * A node wants a session that this one may hold.
		 * @param key a connection id
		 * @param record what the node got from the peer, or says so
		 */
		void requested(byte[] key, byte[] record);

		/**
		 * A session is in the store that this node may have asked for.
		 * @param key a connection id
		 */
		void released(byte[] key);

	}

	/** Lasts until it is closed. */
	interface Subscription extends AutoCloseable {

		@Override
		void close();

	}

	/**
	 * A session that nobody holds.
	 *
	 * @param key connection id, or another name where it has none
	 * @param content encrypted
	 */
	@SuppressWarnings("ArrayRecordComponent")
	record Snapshot(byte[] key, byte[] content) {

		@Override
		public String toString() {
			return "Snapshot[" + this.content.length + " bytes]";
		}

	}

	/**
	 * A session and the right to go on with it.
	 *
	 * @param snapshot what was kept
	 * @param generation larger than 0, and different for every taker of this key
	 */
	record Taken(Snapshot snapshot, long generation) {

	}

}
