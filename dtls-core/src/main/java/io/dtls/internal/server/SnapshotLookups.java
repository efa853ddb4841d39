package io.dtls.internal.server;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.dtls.DropReason;
import io.dtls.SnapshotLookup;
import io.dtls.internal.events.Announcer;
import io.dtls.internal.loop.EndpointThread;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.session.Session;
import io.dtls.internal.store.SnapshotVault;
import io.dtls.internal.store.SnapshotVault.Claim;
import io.dtls.internal.store.SnapshotVault.Restorable;
import io.dtls.internal.transport.DatagramSink;
import io.dtls.internal.util.Slice;
import io.dtls.internal.util.TokenBucket;
import io.dtls.internal.util.WheelTimer;
import io.dtls.settings.Migration;

/**
 * Looks for sessions of unknown connection ids in a store that nodes share, and holds
 * their first records until the answer is there. A session that is not there may be in
 * use on another node, which is asked for it. Bounded in everything, as strangers can
 * make up ids. For the endpoint thread.
 */
final class SnapshotLookups {

	private static final int MAX_RECORDS = 8;

	private static final int MAX_LOOKUPS = 2048;

	private static final int MAX_BYTES = 4 * 1024 * 1024;

	// Long for a store and short for a peer, which repeats what got no answer.
	private static final long PATIENCE_NANOS = 1_000_000_000;

	private final EndpointThread thread;

	private final SnapshotVault vault;

	private final Sessions sessions;

	private final Migration migration;

	private final Announcer announcer;

	private final TokenBucket rate;

	private final Map<ByteBuffer, Lookup> waiting = new HashMap<>();

	private int bytes;

	private boolean closed;

	SnapshotLookups(EndpointThread thread, SnapshotVault vault, Sessions sessions, Announcer announcer,
			ServerConfiguration configuration, double lookupsPerSecond) {
		this.thread = thread;
		this.vault = vault;
		this.sessions = sessions;
		this.announcer = announcer;
		this.migration = configuration.connectionIds().migration();
		this.rate = new TokenBucket(lookupsPerSecond, Math.max(1, lookupsPerSecond), thread.now());
	}

	/**
	 * Holds a record with an unknown connection id and looks for its session.
	 * @param record the record
	 * @param idSize bytes of its connection id
	 * @param from where it came from
	 * @param restored takes the records of a session that was found
	 * @return null, or why the record is dropped
	 */
	@Nullable DropReason offer(Slice record, int idSize, InetSocketAddress from, DatagramSink restored) {
		int idStart = record.offset() + RecordFormat.CONNECTION_ID_OFFSET;
		byte[] id = Arrays.copyOfRange(record.buffer(), idStart, idStart + idSize);
		Lookup lookup = this.waiting.get(ByteBuffer.wrap(id));
		boolean full = this.bytes + record.length() > MAX_BYTES;
		if (lookup != null) {
			return (full || lookup.held.size() >= MAX_RECORDS) ? DropReason.RATE_LIMITED : join(lookup, record, from);
		}
		if (full || this.closed || this.waiting.size() >= MAX_LOOKUPS || !this.sessions.mayAdmit(from)
				|| !this.rate.take(this.thread.now())) {
			this.announcer.lookedUp(SnapshotLookup.REFUSED);
			return DropReason.RATE_LIMITED;
		}
		lookup = new Lookup(id, restored);
		this.waiting.put(ByteBuffer.wrap(id), lookup);
		claim(lookup, hold(lookup, record, from), true);
		return null;
	}

	/** Looks for nothing more; what it looks for now may still come. */
	void close() {
		this.closed = true;
	}

	/** Another node has put a session into the store. */
	void released(byte[] id) {
		Lookup lookup = this.waiting.get(ByteBuffer.wrap(id));
		if (lookup != null) {
			lookup.released = true;
			claimAgain(lookup);
		}
	}

	private @Nullable DropReason join(Lookup lookup, Slice record, InetSocketAddress from) {
		Held held = hold(lookup, record, from);
		if (lookup.requested) {
			// Whoever sent the first record, the holder may believe this one.
			this.vault.requestLater(lookup.id, held.record());
		}
		return null;
	}

	private Held hold(Lookup lookup, Slice record, InetSocketAddress from) {
		byte[] copy = Arrays.copyOfRange(record.buffer(), record.offset(), record.offset() + record.length());
		Held held = new Held(copy, from);
		lookup.held.add(held);
		this.bytes += copy.length;
		return held;
	}

	private void claim(Lookup lookup, Held proof, boolean requests) {
		this.vault.claimLater(lookup.id, proof.record(), requests,
				(claim) -> this.thread.execute(() -> answered(lookup, proof, claim)));
	}

	private void answered(Lookup lookup, Held proof, Claim claim) {
		if (claim.outcome() == SnapshotLookup.REQUESTED) {
			this.announcer.lookedUp(claim.outcome());
			lookup.requested = true;
			this.thread.schedule(lookup, this.thread.now() + PATIENCE_NANOS);
			if (lookup.released) {
				claimAgain(lookup);
			}
			return;
		}
		int next = lookup.held.indexOf(proof) + 1;
		if (claim.outcome() == SnapshotLookup.FORGED && next < lookup.held.size()
				&& this.rate.take(this.thread.now())) {
			// Whoever sent the first record, the peer may have sent another.
			this.announcer.lookedUp(claim.outcome());
			claim(lookup, lookup.held.get(next), false);
			return;
		}
		finish(lookup, proof, claim);
	}

	// Once, when the other node has answered or it is time to give up.
	private void claimAgain(Lookup lookup) {
		if (lookup.requested) {
			lookup.requested = false;
			this.thread.cancel(lookup);
			claim(lookup, lookup.held.get(0), false);
		}
	}

	private void finish(Lookup lookup, Held proof, Claim claim) {
		this.waiting.remove(ByteBuffer.wrap(lookup.id));
		lookup.held.forEach((one) -> this.bytes -= one.record().length);
		Session session = (claim.restorable() != null) ? adopt(claim.restorable(), claim.newest(), proof.from()) : null;
		if (session == null) {
			lookup.held.forEach((one) -> this.announcer.dropped(DropReason.UNKNOWN_CONNECTION_ID, one.from()));
		}
		// Counted when it is over, so that whoever sees the count sees what came of it.
		this.announcer.lookedUp(claim.outcome());
		if (session != null) {
			lookup.held.forEach((one) -> lookup.restored.datagram(one.record(), 0, one.record().length, one.from()));
		}
	}

	// Where the session was, balancers and address translators may have hidden its peer
	// behind other addresses than here.
	private @Nullable Session adopt(Restorable restorable, boolean newest, InetSocketAddress from) {
		boolean moves = newest && this.migration == Migration.NEWEST;
		return this.sessions.restore(restorable, moves ? from : restorable.snapshot().address());
	}

	/** What waits for one session; as a timer, for the answer of another node. */
	private final class Lookup extends WheelTimer {

		private final byte[] id;

		private final DatagramSink restored;

		private final List<Held> held = new ArrayList<>(1);

		private boolean requested;

		private boolean released;

		Lookup(byte[] id, DatagramSink restored) {
			this.id = id;
			this.restored = restored;
		}

		@Override
		protected void expired(long now) {
			claimAgain(this);
		}

	}

	/** A record that waits, and where it came from. */
	@SuppressWarnings("ArrayRecordComponent")
	private record Held(byte[] record, InetSocketAddress from) {

		@Override
		public boolean equals(@Nullable Object other) {
			return this == other;
		}

		@Override
		public int hashCode() {
			return System.identityHashCode(this);
		}

	}

}
