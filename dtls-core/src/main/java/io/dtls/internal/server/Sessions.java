package io.dtls.internal.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.dtls.CloseReason;
import io.dtls.DropReason;
import io.dtls.EndpointStatistics;
import io.dtls.PeerIdentity;
import io.dtls.internal.events.Announcer;
import io.dtls.internal.handshake.Established;
import io.dtls.internal.loop.EndpointThread;
import io.dtls.internal.session.CloseNotify;
import io.dtls.internal.session.Session;
import io.dtls.internal.session.SessionHost;
import io.dtls.internal.session.SessionOrigin;
import io.dtls.internal.session.SessionRegistry;
import io.dtls.internal.session.SessionSnapshot;
import io.dtls.internal.session.SessionTable;
import io.dtls.internal.session.SourceCounts;
import io.dtls.internal.store.SnapshotVault;
import io.dtls.internal.transport.DatagramTransport;
import io.dtls.settings.Migration;
import io.dtls.settings.SessionSettings;
import io.dtls.settings.SessionSettings.OnLimit;
import io.dtls.store.ResumptionStore;

/**
 * The open sessions of one endpoint thread: their table, limits and timers. The table
 * belongs to the thread; the registry is for everybody.
 */
final class Sessions implements SessionHost {

	private final EndpointThread thread;

	private final DatagramTransport transport;

	private final SessionSettings settings;

	private final int mtu;

	private final Migration migration;

	private final Announcer announcer;

	private final EndpointStatistics statistics;

	// For the endpoint thread, which sends one datagram at a time.
	private final byte[] sendBuffer;

	private final SecureRandom random = new SecureRandom();

	private final @Nullable ResumptionStore resumption;

	private final SessionTable table;

	private final SessionRegistry registry;

	private final int connectionIdSize;

	private final @Nullable SnapshotVault vault;

	private final boolean alone;

	/**
	 * Creates an empty table.
	 * @param thread owns it
	 * @param transport of the thread
	 * @param shared what all endpoint threads have in common
	 * @param alone whether there is no other endpoint thread
	 */
	Sessions(EndpointThread thread, DatagramTransport transport, SharedState shared, boolean alone) {
		this.alone = alone;
		this.thread = thread;
		this.transport = transport;
		this.settings = shared.configuration().sessions();
		this.mtu = shared.configuration().mtu();
		this.migration = shared.configuration().connectionIds().migration();
		this.sendBuffer = new byte[this.mtu];
		this.registry = shared.registry();
		this.connectionIdSize = shared.configuration().connectionIds().length();
		this.table = new SessionTable(this.connectionIdSize, this.registry.sources());
		this.vault = shared.vault();
		this.resumption = shared.configuration().resumptionStore();
		this.announcer = shared.announcer();
		this.statistics = shared.statistics();
	}

	/**
	 * Opens the session that a handshake ended in and replaces the one its address had
	 * (RFC 6347, section 4.2.8). On the endpoint thread.
	 * @param established what the handshake agreed on
	 * @param origin where it came from
	 * @param handshakeNanos how long it took
	 * @return the new session, or null if there is no room for it any more
	 */
	@Nullable Session open(Established established, SessionOrigin origin, long handshakeNanos) {
		Session session = new Session(this.random.nextLong(), established, origin, this);
		Session previous = this.table.byAddress(origin.address());
		boolean replaces = previous != null && mayBeTheSamePeer(previous, session);
		if (!replaces && !makeRoomFor(origin.address())) {
			refuse(established, origin.address());
			return null;
		}
		if (this.vault != null) {
			session.useGeneration(0);
		}
		this.table.add(session);
		if (previous != null && replaces) {
			reserve(origin.address());
			previous.end(CloseReason.REPLACED);
		}
		endMoved(session, origin.address());
		this.registry.add(session);
		this.transport.associate(session.remoteAddress());
		session.scheduleTimers();
		this.announcer.opened(session, handshakeNanos);
		return session;
	}

	/**
	 * Goes on with a session that was saved, as its only holder. On the endpoint thread,
	 * or before it starts.
	 * @param saved the session
	 * @param address where its peer seems to be
	 * @return the session, or null if its connection id is none of this server, or it has
	 * none and its address is another's by now
	 */
	@Nullable Session restore(SnapshotVault.Restorable saved, InetSocketAddress address) {
		int idSize = saved.records().connectionIds().readSize();
		if (idSize > 0 && idSize != this.connectionIdSize) {
			saved.records().destroy();
			return null;
		}
		InetSocketAddress proven = saved.snapshot().address();
		if (!makeRoomFor(proven)) {
			reserve(proven);
		}
		Session session = new Session(saved.snapshot(), saved.records(), address, this);
		if (!this.table.addRestored(session)) {
			this.registry.giveBack();
			this.registry.sources().giveBack(proven.getAddress());
			saved.records().destroy();
			return null;
		}
		this.registry.add(session);
		this.transport.associate(proven);
		session.scheduleTimers();
		this.announcer.restored(session);
		return session;
	}

	@Override
	public boolean park(Session session) {
		return putAway(session, false);
	}

	/**
	 * Puts a session where another node that asked for it finds it. On the endpoint
	 * thread.
	 */
	void release(Session session) {
		putAway(session, true);
	}

	private boolean putAway(Session session, boolean requested) {
		SnapshotVault store = this.vault;
		if (store == null || !isFoundAgain(session)) {
			return false;
		}
		SessionSnapshot snapshot = session.suspend();
		if (snapshot != null) {
			// Its next record is looked for in the store, after this has been put there.
			this.table.remove(session);
			store.saveLater(snapshot, requested,
					(saved) -> this.thread.execute(() -> session.end(saved ? CloseReason.SAVED : CloseReason.IDLE)));
		}
		return snapshot != null;
	}

	// In a store that nodes share, sessions are found by connection id alone.
	private boolean isFoundAgain(Session session) {
		return this.vault != null && this.vault.isShared() && session.connectionId().length > 0;
	}

	// Where the system brings a peer without a connection id is known for one thread
	// only.
	private boolean isKeptHere(Session session) {
		return this.vault != null && !this.vault.isShared() && (this.alone || session.connectionId().length > 0);
	}

	/**
	 * Stops writing for all of this thread's sessions that can go on elsewhere or later.
	 * On the endpoint thread, for the last turn.
	 * @return what to save
	 */
	Map<Session, SessionSnapshot> suspendAll() {
		Map<Session, SessionSnapshot> suspended = new LinkedHashMap<>();
		for (Session session : this.registry.sessions()) {
			boolean kept = session.livesIn(this) && (isFoundAgain(session) || isKeptHere(session));
			SessionSnapshot snapshot = kept ? session.suspend() : null;
			if (snapshot != null) {
				suspended.put(session, snapshot);
			}
		}
		return suspended;
	}

	@Override
	public void generationEnds(Session session, long generation) {
		if (this.vault != null) {
			this.vault.nextGenerationLater(session.storeKey(), generation, session::useGeneration);
		}
	}

	// With a connection id the older session may be that of another peer, which had this
	// address behind its NAT before; it goes on at whatever address it has by now.
	private static boolean mayBeTheSamePeer(Session older, Session newer) {
		boolean anonymous = older.peer().equals(PeerIdentity.ANONYMOUS);
		return older.connectionId().length == 0 || anonymous || older.peer().equals(newer.peer());
	}

	/**
	 * Ends the session that a peer has here and that another thread has replaced.
	 * @param newer the session that the peer has there
	 * @param address which the newer one proved in its handshake
	 */
	void replacedBy(Session newer, InetSocketAddress address) {
		Session older = this.table.byAddress(address);
		if (older != null && mayBeTheSamePeer(older, newer)) {
			older.end(CloseReason.REPLACED);
		}
		endMoved(newer, address);
	}

	// A peer may have moved here before it began anew. Its older session only claims to
	// be
	// here, so it ends only where both have proven to be the same peer.
	private void endMoved(Session newer, InetSocketAddress address) {
		Session moved = this.table.byClaim(address);
		boolean same = moved != null && moved != newer && !moved.peer().equals(PeerIdentity.ANONYMOUS)
				&& moved.peer().equals(newer.peer());
		if (moved != null && same) {
			moved.end(CloseReason.REPLACED);
		}
	}

	@Override
	public void randomise(byte[] bytes) {
		this.random.nextBytes(bytes);
	}

	@Override
	public Migration migration() {
		return this.migration;
	}

	@Override
	public void redirected(Session session, InetSocketAddress previous) {
		this.table.redirected(session, previous);
		this.announcer.moved(session, previous);
	}

	@Override
	public void proven(Session session, InetSocketAddress previous) {
		this.table.move(session, previous);
		this.transport.associate(session.provenAddress());
		this.transport.dissociate(previous);
		this.announcer.proven(session, previous);
	}

	/**
	 * Whether a handshake with this peer could end in a session as things are. Nobody
	 * gives way yet: the peer has proved no more than its address. On the endpoint
	 * thread.
	 * @param peer the newcomer
	 * @return whether it may have a session
	 */
	boolean mayAdmit(InetSocketAddress peer) {
		return this.table.byAddress(peer) != null || mayOpen(peer);
	}

	private boolean mayOpen(InetSocketAddress peer) {
		return this.registry.sources().hasRoom(peer.getAddress())
				&& (this.registry.hasRoom(this.settings.max()) || this.settings.onLimit() == OnLimit.EVICT_IDLE);
	}

	// Many handshakes may have begun while there was room for one.
	private boolean makeRoomFor(InetSocketAddress peer) {
		SourceCounts sources = this.registry.sources();
		if (!sources.takeIfRoom(peer.getAddress())) {
			return false;
		}
		if (this.registry.reserveIfRoom(this.settings.max())) {
			return true;
		}
		if (this.settings.onLimit() != OnLimit.EVICT_IDLE) {
			sources.giveBack(peer.getAddress());
			return false;
		}
		this.registry.reserve();
		Session idlest = this.registry.idlest();
		if (idlest != null) {
			idlest.end(CloseReason.EVICTED);
		}
		return true;
	}

	// For a session that takes the place of another, or that was promised one.
	private void reserve(InetSocketAddress peer) {
		this.registry.reserve();
		this.registry.sources().take(peer.getAddress());
	}

	private void refuse(Established established, InetSocketAddress peer) {
		try {
			byte[] datagram = CloseNotify.protect(established.records());
			transmit(datagram, datagram.length, peer);
		}
		catch (IOException ex) {
			// The peer will learn of it by silence.
		}
		finally {
			established.destroy();
		}
	}

	@Nullable Session byConnectionId(byte[] record, int off) {
		return this.table.byConnectionId(record, off);
	}

	@Nullable Session byAddress(InetSocketAddress address) {
		return this.table.byAddress(address);
	}

	@Override
	public void ended(Session session, CloseReason reason) {
		this.registry.remove(session);
		this.thread.execute(() -> forget(session));
		if (reason == CloseReason.PEER_ALERT && this.resumption != null && session.resumptionId().length > 0) {
			// RFC 5246, section 7.2.2.
			this.resumption.remove(session.resumptionId());
		}
		this.announcer.closed(session, reason);
	}

	private void forget(Session session) {
		this.table.remove(session);
		this.thread.cancel(session);
		this.transport.dissociate(session.provenAddress());
		session.destroy();
	}

	@Override
	public byte[] sendBuffer(int size) {
		boolean mine = this.thread.isCurrent() && size <= this.sendBuffer.length;
		return mine ? this.sendBuffer : new byte[size];
	}

	@Override
	public void transmit(byte[] datagram, int length, InetSocketAddress to) throws IOException {
		try {
			this.transport.send(datagram, 0, length, to);
		}
		catch (IOException ex) {
			dropped(DropReason.SEND_FAILED, to);
			throw ex;
		}
	}

	@Override
	public void countSent(int bytes) {
		this.statistics.countSent(bytes);
	}

	// Later, as sessions call this under their write locks and observers may call
	// anything.
	@Override
	public void dropped(DropReason reason, InetSocketAddress peer) {
		this.thread.post(() -> this.announcer.dropped(reason, peer));
	}

	@Override
	public void schedule(Session session, long deadline) {
		this.thread.schedule(session, deadline);
	}

	@Override
	public long now() {
		return this.thread.now();
	}

	@Override
	public long currentTimeMillis() {
		return System.currentTimeMillis();
	}

	@Override
	public InetSocketAddress localAddress() {
		return this.transport.localAddress();
	}

	@Override
	public SessionSettings settings() {
		return this.settings;
	}

	@Override
	public int mtu() {
		return this.mtu;
	}

}
