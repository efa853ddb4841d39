package io.dtls.internal.server;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.dtls.DropReason;
import io.dtls.HandshakeFailure;
import io.dtls.HandshakeFailureReason;
import io.dtls.OpenHandshake;
import io.dtls.internal.events.Announcer;
import io.dtls.internal.handshake.EarlyRecord;
import io.dtls.internal.handshake.Established;
import io.dtls.internal.handshake.ServerHandshakeContext;
import io.dtls.internal.handshake.cookie.CookieExchange;
import io.dtls.internal.handshake.dtls12.server.ServerHandshake;
import io.dtls.internal.loop.EndpointThread;
import io.dtls.internal.session.ConnectionIdTable;
import io.dtls.internal.session.Session;
import io.dtls.internal.session.SessionOrigin;
import io.dtls.internal.transport.DatagramTransport;
import io.dtls.internal.util.Slice;
import io.dtls.settings.ConnectionIdSource;
import io.dtls.settings.HandshakeSettings;

/**
 * The handshakes that run now: admitted after their cookie, fed by the endpoint thread,
 * run on handshake threads, and handed over on the endpoint thread again, so that a peer
 * always has either its handshake or its session. For the endpoint thread.
 */
final class Handshakes {

	// A ClientHello's fragments leave the client together; the rest is lost by then.
	private static final long HELLO_TIMEOUT_NANOS = 5_000_000_000L;

	// A client that has said nothing for so long gives way where all places are taken.
	private static final long STALLED_NANOS = 5_000_000_000L;

	// A newcomer costs no more than a look at so many.
	private static final int STALLED_LOOKED_AT = 32;

	// How often other threads are asked to make room, at most.
	private static final long ASKING_NANOS = 10_000_000L;

	private static final int ID_ATTEMPTS = 16;

	private static final Logger logger = LoggerFactory.getLogger(Handshakes.class);

	private final EndpointThread thread;

	private final DatagramTransport transport;

	private final Sessions sessions;

	private final Announcer announcer;

	private final HandshakeSettings settings;

	private final AdmissionControl admission;

	private final MemoryBudget memory;

	// Changed by the endpoint thread; others may look.
	private final Map<InetSocketAddress, PendingHandshake> byPeer = new ConcurrentHashMap<>();

	// Those that have been silent for longest come first.
	private final Set<PendingHandshake> bySilence = new LinkedHashSet<>();

	private final ConnectionIdTable<PendingHandshake> byConnectionId;

	private final @Nullable ConnectionIdSource connectionIds;

	private final EstablishedPeers established;

	private final Lanes.Place place;

	private volatile ServerHandshakeContext context;

	private volatile int running;

	private final DueHandshakes due;

	private long askedAt;

	private boolean closed;

	Handshakes(EndpointThread thread, DatagramTransport transport, Sessions sessions, EstablishedPeers established,
			SharedState shared, Lanes.Place place) {
		ServerConfiguration configuration = shared.configuration();
		this.thread = thread;
		this.transport = transport;
		this.sessions = sessions;
		this.established = established;
		this.announcer = shared.announcer();
		this.place = place;
		this.settings = configuration.handshakes();
		this.context = configuration.handshakeContext();
		this.connectionIds = configuration.connectionIds().source();
		this.byConnectionId = new ConnectionIdTable<>(configuration.connectionIds().length());
		this.admission = shared.admission();
		this.memory = shared.memory();
		this.due = new DueHandshakes(shared.handshakeThreads(), this::refused);
		this.askedAt = thread.now() - ASKING_NANOS;
	}

	/** Uses other credentials from the next handshake on. From any thread. */
	void context(ServerHandshakeContext newContext) {
		this.context = newContext;
	}

	@Nullable PendingHandshake byPeer(InetSocketAddress peer) {
		return this.byPeer.get(peer);
	}

	/**
	 * Finds the handshake that gave out a connection id.
	 * @param record holds the id
	 * @param off where the id starts; the bytes of a whole one are there
	 * @return null if none did
	 */
	@Nullable PendingHandshake byConnectionId(byte[] record, int off) {
		return this.byConnectionId.find(record, off);
	}

	/** Those that run now, oldest first. From any thread. */
	List<OpenHandshake> open() {
		long now = System.nanoTime();
		return this.byPeer.values()
			.stream()
			.map((pending) -> new OpenHandshake(pending.peer(), Duration.ofNanos(now - pending.startedAt()),
					pending.handshake().keysSeemToDiffer()))
			.sorted(Comparator.comparing(OpenHandshake::age).reversed())
			.toList();
	}

	int running() {
		return this.running;
	}

	/**
	 * Begins a handshake for a peer whose cookie was valid, or feeds the one that this
	 * hello began.
	 * @param peer who sent the hello
	 * @param admitted the hello's cookie
	 * @param record the record that holds the hello, or its first fragment
	 */
	void hello(InetSocketAddress peer, CookieExchange.Answer.Admit admitted, Slice record) {
		long tag = admitted.tag();
		PendingHandshake pending = this.byPeer.get(peer);
		if (pending != null && pending.helloTag() != tag) {
			// The client lost its state and started over: its older attempt is void.
			giveUp(pending, pending.handshake().keysSeemToDiffer() ? HandshakeFailureReason.KEYS_DIFFER
					: HandshakeFailureReason.RESTARTED, "The peer began anew");
			pending = null;
		}
		if (pending == null) {
			pending = isLateDuplicate(peer, tag) ? null : begin(peer, admitted.cookie(), tag);
		}
		if (pending != null) {
			offer(pending, record);
		}
	}

	private boolean isLateDuplicate(InetSocketAddress peer, long tag) {
		Session session = this.sessions.byAddress(peer);
		if (session == null || !session.beganWith(tag)) {
			return false;
		}
		this.announcer.dropped(DropReason.UNEXPECTED, peer);
		return true;
	}

	private @Nullable PendingHandshake begin(InetSocketAddress peer, byte[] cookie, long tag) {
		DropReason refusal = refusal(peer);
		if (refusal != null) {
			this.announcer.dropped(refusal, peer);
			return null;
		}
		PendingHandshake pending = register(peer, cookie, tag);
		this.running = this.byPeer.size();
		this.thread.schedule(pending, this.thread.now() + HELLO_TIMEOUT_NANOS);
		this.announcer.handshakeStarted(peer);
		return pending;
	}

	// What fails here gives its place back, or the server would fill up with handshakes
	// that
	// nobody runs.
	private PendingHandshake register(InetSocketAddress peer, byte[] cookie, long tag) {
		boolean registered = false;
		try {
			byte[] id = newConnectionId();
			PendingHandshake pending = new PendingHandshake(this, peer, tag, this.thread.now(), id,
					(outcome) -> new ServerHandshake(this.context, peer, cookie,
							(datagram, offset, length) -> this.transport.send(datagram, offset, length, peer), outcome,
							id));
			this.byPeer.put(peer, pending);
			registered = true;
			this.bySilence.add(pending);
			if (id != null) {
				this.byConnectionId.put(id, pending);
			}
			return pending;
		}
		finally {
			if (!registered) {
				this.admission.release(peer);
			}
		}
	}

	// Known from here on, so that nobody else gets the same one.
	private byte @Nullable [] newConnectionId() {
		if (this.connectionIds == null) {
			return null;
		}
		int attempts = ID_ATTEMPTS * this.place.lanes();
		for (int i = 0; i < attempts; i++) {
			byte[] id = this.connectionIds.next();
			if (id.length == this.connectionIds.length() && this.place.owns(id, 0, id.length)
					&& this.sessions.byConnectionId(id, 0) == null && this.byConnectionId.find(id, 0) == null) {
				return id;
			}
		}
		logger.warn("The source of connection ids made no new one of {} bytes in {} attempts; this peer gets none",
				this.connectionIds.length(), attempts);
		return null;
	}

	private @Nullable DropReason refusal(InetSocketAddress peer) {
		if (this.closed) {
			return DropReason.ADMISSION_LIMIT;
		}
		if (!this.sessions.mayAdmit(peer)) {
			return DropReason.SESSION_LIMIT;
		}
		long now = this.thread.now();
		DropReason refusal = this.admission.admit(peer, now);
		if (refusal != DropReason.ADMISSION_LIMIT) {
			return refusal;
		}
		if (evictStalledFor(peer)) {
			return this.admission.admit(peer, now);
		}
		// Too late for this hello, but the client will say it again.
		askOthers((handshakes) -> handshakes.evictStalledFor(peer));
		return refusal;
	}

	// Of those that stall for longest, the one whose source has most, but none of a
	// source
	// that has less than the newcomer's.
	private boolean evictStalledFor(InetSocketAddress newcomer) {
		long now = this.thread.now();
		PendingHandshake stalled = this.bySilence.stream()
			.limit(STALLED_LOOKED_AT)
			.takeWhile((pending) -> now - pending.lastHeard() >= STALLED_NANOS)
			.max(Comparator.comparingInt((pending) -> this.admission.running(pending.peer())))
			.filter((pending) -> this.admission.running(pending.peer()) >= this.admission.running(newcomer))
			.orElse(null);
		if (stalled != null) {
			giveUp(stalled, HandshakeFailureReason.EVICTED, "The client was silent while others waited for its place");
		}
		return stalled != null;
	}

	private void askOthers(Consumer<Handshakes> request) {
		long now = this.thread.now();
		if (now - this.askedAt >= ASKING_NANOS) {
			this.askedAt = now;
			this.place.tellOthers((lane) -> request.accept(lane.handshakes()));
		}
	}

	/**
	 * Feeds a handshake that runs.
	 * @param pending which one
	 * @param record what its peer sent
	 */
	void offer(PendingHandshake pending, Slice record) {
		DropReason dropped = pending.handshake().take(record.buffer(), record.offset(), record.length());
		if (dropped != null) {
			this.announcer.dropped(dropped, pending.peer());
			if (!pending.isRunning() && pending.handshake().sawOversizedMessage()) {
				giveUp(pending, HandshakeFailureReason.MESSAGE_TOO_LARGE, "The ClientHello is over the limit of "
						+ this.settings.maxMessageSize() + " bytes for a handshake message");
			}
			return;
		}
		pending.heard(this.thread.now());
		this.bySilence.remove(pending);
		this.bySilence.add(pending);
		this.memory.update(pending);
		if (this.memory.isExceeded() && !relieve()) {
			askOthers(Handshakes::relieve);
		}
		if (this.byPeer.get(pending.peer()) != pending) {
			return;
		}
		if (pending.isRunning()) {
			this.due.add(pending);
		}
		else if (pending.handshake().helloComplete()) {
			run(pending);
		}
	}

	// Who holds most goes first: an honest handshake holds a few kilobytes. Those that
	// hold less than most do not pay for what belongs to other threads.
	private boolean relieve() {
		this.byPeer.values().forEach(this.memory::update);
		while (this.memory.isExceeded() && !this.byPeer.isEmpty()) {
			PendingHandshake largest = Collections.max(this.byPeer.values(),
					Comparator.comparingLong(PendingHandshake::memoryCounted));
			if (largest.memoryCounted() < this.memory.held() / this.admission.running()) {
				break;
			}
			giveUp(largest, HandshakeFailureReason.EVICTED, "Unfinished handshakes held more memory than they may");
		}
		return !this.memory.isExceeded();
	}

	private void run(PendingHandshake pending) {
		// The peer has said all it can say before it hears from us.
		this.transport.associate(pending.peer());
		pending.markRunning();
		watch(pending, this.thread.now());
		this.due.add(pending);
	}

	/** Gives their threads to those that can go on. After each batch of datagrams. */
	void goOn() {
		this.due.goOn();
	}

	private void refused(PendingHandshake pending) {
		giveUp(pending, HandshakeFailureReason.EVICTED, "No thread was free for the handshake");
		this.announcer.dropped(DropReason.ADMISSION_LIMIT, pending.peer());
	}

	/** Keeps the time of a handshake that runs. */
	void watch(PendingHandshake pending, long now) {
		this.thread.schedule(pending, pending.handshake().wakeIfDue(now));
	}

	void post(Runnable outcome) {
		this.thread.execute(outcome);
	}

	void established(PendingHandshake pending, Established result) {
		if (!remove(pending)) {
			result.destroy();
			return;
		}
		long nanos = System.nanoTime() - pending.startedAt();
		SessionOrigin origin = new SessionOrigin(pending.peer(), pending.helloTag());
		List<byte[]> remaining = pending.handshake().remainingRecords();
		Session session = this.sessions.open(result, origin, nanos);
		if (session == null) {
			this.announcer.handshakeFailed(new HandshakeFailure(pending.peer(), HandshakeFailureReason.SESSION_LIMIT,
					"The session limit was reached meanwhile", null, nanos));
			return;
		}
		this.established.open(session, result.early(), remaining);
	}

	void failed(PendingHandshake pending, HandshakeFailure failure) {
		if (remove(pending)) {
			this.announcer.handshakeFailed(failure);
		}
	}

	void keysSeemToDiffer(PendingHandshake pending) {
		if (this.byPeer.get(pending.peer()) == pending) {
			this.announcer.keysSeemToDiffer(pending.peer());
		}
	}

	void helloMissing(PendingHandshake pending) {
		giveUp(pending, HandshakeFailureReason.TIMEOUT, "The rest of the ClientHello did not arrive");
	}

	/** Ends a handshake from this side, announced now rather than when it notices. */
	private void giveUp(PendingHandshake pending, HandshakeFailureReason reason, String detail) {
		if (this.closed) {
			pending.handshake().abort(reason);
		}
		else {
			// The address is free for another handshake from here on.
			pending.handshake().giveWay(reason);
		}
		failed(pending,
				new HandshakeFailure(pending.peer(), reason, detail, null, System.nanoTime() - pending.startedAt()));
	}

	private boolean remove(PendingHandshake pending) {
		if (!this.byPeer.remove(pending.peer(), pending)) {
			return false;
		}
		this.bySilence.remove(pending);
		byte[] id = pending.connectionId();
		if (id != null) {
			this.byConnectionId.remove(id, pending);
		}
		this.running = this.byPeer.size();
		this.thread.cancel(pending);
		this.due.remove(pending);
		this.admission.release(pending.peer());
		this.memory.forget(pending);
		if (pending.isRunning()) {
			this.transport.dissociate(pending.peer());
		}
		return true;
	}

	/** Ends the handshake that a peer may have, which talks in plaintext from now on. */
	void giveWay(InetSocketAddress peer) {
		PendingHandshake pending = this.byPeer.get(peer);
		if (pending != null) {
			giveUp(pending, HandshakeFailureReason.RESTARTED, "The peer's datagrams go to a plain socket");
		}
	}

	/** Takes no more hellos and gives up those that run. */
	void close() {
		this.closed = true;
		for (PendingHandshake pending : List.copyOf(this.byPeer.values())) {
			giveUp(pending, HandshakeFailureReason.SHUTDOWN, "The endpoint stopped");
		}
	}

	/** Takes over where a handshake ends. */
	interface EstablishedPeers {

		/**
		 * Goes on with a new session.
		 * @param session the session
		 * @param early what was opened during the handshake, in order
		 * @param remaining records that nobody has looked at, in order
		 */
		void open(Session session, List<EarlyRecord> early, List<byte[]> remaining);

	}

}
