package io.dtls.endpoint;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.dtls.DropReason;
import io.dtls.Migration;
import io.dtls.SnapshotLookup;
import io.dtls.endpoint.SnapshotVault.Claim;
import io.dtls.endpoint.SnapshotVault.Restorable;
import io.dtls.record.RecordFormat;
import io.dtls.session.Session;
import io.dtls.session.TokenBucket;
import io.dtls.transport.DatagramSink;

/**
 * Looks for sessions of unknown connection ids in a store that nodes share, and holds
 * their first records until the answer is there. Bounded in everything, as strangers can
 * make up ids. For the endpoint thread.
 */
final class SnapshotLookups {

	private static final int MAX_RECORDS = 8;

	private static final int MAX_LOOKUPS = 1024;

	private static final int MAX_BYTES = 4 * 1024 * 1024;

	private final EndpointThread thread;

	private final SnapshotVault vault;

	private final Sessions sessions;

	private final Migration migration;

	private final Announcer announcer;

	private final TokenBucket rate;

	private final Map<ByteBuffer, List<Held>> waiting = new HashMap<>();

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
		List<Held> held = this.waiting.get(ByteBuffer.wrap(id));
		boolean full = this.bytes + record.length() > MAX_BYTES;
		if (held != null) {
			return (full || held.size() >= MAX_RECORDS) ? DropReason.RATE_LIMITED : hold(held, record, from);
		}
		if (full || this.closed || this.waiting.size() >= MAX_LOOKUPS || !this.sessions.mayAdmit(from)
				|| !this.rate.take(this.thread.now())) {
			this.announcer.lookedUp(SnapshotLookup.REFUSED);
			return DropReason.RATE_LIMITED;
		}
		List<Held> first = new ArrayList<>(1);
		this.waiting.put(ByteBuffer.wrap(id), first);
		hold(first, record, from);
		claim(id, first.get(0), restored);
		return null;
	}

	/** Looks for nothing more; what it looks for now may still come. */
	void close() {
		this.closed = true;
	}

	private @Nullable DropReason hold(List<Held> held, Slice record, InetSocketAddress from) {
		byte[] copy = Arrays.copyOfRange(record.buffer(), record.offset(), record.offset() + record.length());
		held.add(new Held(copy, from));
		this.bytes += copy.length;
		return null;
	}

	private void claim(byte[] id, Held proof, DatagramSink restored) {
		this.vault.claimLater(id, proof.record(),
				(claim) -> this.thread.execute(() -> answered(id, proof, claim, restored)));
	}

	private void answered(byte[] id, Held proof, Claim claim, DatagramSink restored) {
		this.announcer.lookedUp(claim.outcome());
		List<Held> held = this.waiting.getOrDefault(ByteBuffer.wrap(id), List.of());
		int next = held.indexOf(proof) + 1;
		if (claim.outcome() == SnapshotLookup.FORGED && next < held.size() && this.rate.take(this.thread.now())) {
			// Whoever sent the first record, the peer may have sent another.
			claim(id, held.get(next), restored);
			return;
		}
		this.waiting.remove(ByteBuffer.wrap(id));
		held.forEach((one) -> this.bytes -= one.record().length);
		Session session = (claim.restorable() != null) ? adopt(claim.restorable(), claim.newest(), proof.from()) : null;
		for (Held one : held) {
			if (session != null) {
				restored.datagram(one.record(), 0, one.record().length, one.from());
			}
			else {
				this.announcer.dropped(DropReason.UNKNOWN_CONNECTION_ID, one.from());
			}
		}
	}

	// Where the session was, balancers and address translators may have hidden its peer
	// behind other addresses than here.
	private @Nullable Session adopt(Restorable restorable, boolean newest, InetSocketAddress from) {
		boolean moves = newest && this.migration != Migration.REJECT;
		return this.sessions.restore(restorable, moves ? from : restorable.snapshot().address());
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
