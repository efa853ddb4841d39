package io.dtls.internal.server;

import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import io.dtls.internal.loop.EndpointThread;
import io.dtls.internal.store.SnapshotVault;
import io.dtls.internal.transport.DatagramTransport;
import io.dtls.settings.SnapshotSettings;

/**
 * One endpoint thread with its socket and all that it alone owns. The system keeps a peer
 * with one socket, so that lanes have little to tell each other.
 */
final class EndpointLane {

	// What waits longer than this is better lost, as it would be in the socket's buffer.
	private static final int MAX_HANDED_OVER = 4096;

	private final DatagramTransport transport;

	private final EndpointThread thread;

	private final Sessions sessions;

	private final @Nullable SnapshotLookups lookups;

	private final SessionReleases releases;

	private final Demultiplexer demultiplexer;

	private final AtomicInteger handedOver = new AtomicInteger();

	/**
	 * Wires the path of a datagram: transport, demultiplexer, session, dispatcher,
	 * handler.
	 */
	EndpointLane(String threadName, DatagramTransport transport, SharedState shared, Lanes.Place place) {
		this.transport = transport;
		this.thread = new EndpointThread(threadName, transport);
		this.sessions = new Sessions(this.thread, transport, shared, place.lanes() == 1);
		this.lookups = lookups(shared, place);
		this.releases = new SessionReleases(this.thread, this.sessions, shared.records());
		this.demultiplexer = new Demultiplexer(this.thread, transport, this.sessions, shared, place, this.lookups);
	}

	// Connection ids are spread evenly over the lanes, and so is the rate of all.
	private @Nullable SnapshotLookups lookups(SharedState shared, Lanes.Place place) {
		SnapshotSettings snapshots = shared.configuration().snapshots();
		SnapshotVault vault = shared.vault();
		if (snapshots == null || vault == null || !vault.isShared()) {
			return null;
		}
		double rate = (double) snapshots.lookupsPerSecond() / place.lanes();
		return new SnapshotLookups(this.thread, vault, this.sessions, shared.announcer(), shared.configuration(), rate);
	}

	void start(Runnable afterEachBatch, Runnable onTransportLost) {
		this.thread.start(this.demultiplexer, () -> {
			afterEachBatch.run();
			handshakes().goOn();
		}, onTransportLost);
	}

	/**
	 * Takes a record that arrived on another lane.
	 * @param buffer holds the record; copied
	 * @param offset where it begins
	 * @param length its length in bytes
	 * @param from who sent it
	 * @return false if too many wait already
	 */
	boolean takeOver(byte[] buffer, int offset, int length, InetSocketAddress from) {
		if (this.handedOver.get() >= MAX_HANDED_OVER) {
			return false;
		}
		this.handedOver.incrementAndGet();
		byte[] record = Arrays.copyOfRange(buffer, offset, offset + length);
		this.thread.execute(() -> {
			this.handedOver.decrementAndGet();
			this.demultiplexer.datagram(record, 0, record.length, from);
		});
		return true;
	}

	/** Runs a task on the endpoint thread, soon. */
	void execute(Runnable task) {
		this.thread.execute(task);
	}

	/** Runs a task on the endpoint thread and waits for it. */
	void run(Runnable task) {
		this.thread.run(task);
	}

	/** Opens a plain socket for a peer, which every lane has to know. */
	PlainPeerSocket plainSocket(InetSocketAddress peer, byte[] connectionId, Runnable onClose) throws SocketException {
		return new PlainPeerSocket(peer, connectionId, this.transport, onClose);
	}

	Demultiplexer demultiplexer() {
		return this.demultiplexer;
	}

	/** Another node asks for a session that may be here. */
	void requested(byte[] id, byte[] record) {
		this.releases.requested(id, record);
	}

	/** A session is in the store that this lane may have asked for. */
	void released(byte[] id) {
		SnapshotLookups waiting = this.lookups;
		if (waiting != null) {
			this.thread.execute(() -> waiting.released(id));
		}
	}

	/**
	 * Takes no more handshakes and plain datagrams, and looks for no more saved sessions.
	 */
	void close() {
		this.demultiplexer.close();
		if (this.lookups != null) {
			this.lookups.close();
		}
	}

	void stop() {
		this.thread.stop();
	}

	boolean isReceiving() {
		return this.thread.isAlive();
	}

	InetSocketAddress localAddress() {
		return this.transport.localAddress();
	}

	Sessions sessions() {
		return this.sessions;
	}

	Handshakes handshakes() {
		return this.demultiplexer.handshakes();
	}

}
