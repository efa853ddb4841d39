package io.dtls.endpoint;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.dtls.ConnectionIdSource;
import io.dtls.DropReason;
import io.dtls.HandshakeFailure;
import io.dtls.HandshakeFailureReason;
import io.dtls.HandshakeSettings;
import io.dtls.handshake.EarlyRecord;
import io.dtls.handshake.Established;
import io.dtls.handshake.ServerHandshake;
import io.dtls.handshake.ServerHandshakeContext;
import io.dtls.session.ConnectionIdTable;
import io.dtls.session.Session;
import io.dtls.session.SessionOrigin;
import io.dtls.transport.DatagramTransport;

/**
 * The handshakes that run now: admitted after their cookie, fed by the endpoint thread,
 * run on handshake threads, and handed over on the endpoint thread again, so that a peer
 * always has either its handshake or its session. For the endpoint thread.
 */
final class Handshakes {

	// A ClientHello's fragments leave the client together; what is missing after this is
	// lost, and the client starts over.
	private static final long HELLO_TIMEOUT_NANOS = 5_000_000_000L;

	private static final int ID_ATTEMPTS = 16;

	private static final Logger logger = LoggerFactory.getLogger(Handshakes.class);

	private final EndpointThread thread;

	private final DatagramTransport transport;

	private final Sessions sessions;

	private final Announcer announcer;

	private final ThreadPools.Pool threads;

	private final HandshakeSettings settings;

	private final AdmissionControl admission;

	private final Map<InetSocketAddress, PendingHandshake> byPeer = new HashMap<>();

	private final ConnectionIdTable<PendingHandshake> byConnectionId;

	private final @Nullable ConnectionIdSource connectionIds;

	private final EstablishedPeers established;

	private volatile ServerHandshakeContext context;

	private volatile int running;

	private boolean closed;

	Handshakes(EndpointThread thread, DatagramTransport transport, Sessions sessions, EstablishedPeers established,
			Announcer announcer, ServerConfiguration configuration) {
		this.thread = thread;
		this.transport = transport;
		this.sessions = sessions;
		this.established = established;
		this.announcer = announcer;
		this.settings = configuration.handshakes();
		this.context = configuration.handshakeContext();
		this.connectionIds = configuration.connectionIds().source();
		this.byConnectionId = new ConnectionIdTable<>(configuration.connectionIds().length());
		this.admission = new AdmissionControl(this.settings);
		this.threads = ThreadPools.forHandshakes(configuration.name(), this.settings.maxConcurrent());
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

	int running() {
		return this.running;
	}

	/**
	 * Begins a handshake for a peer whose cookie was valid, or feeds the one that this
	 * hello began.
	 * @param peer who sent the hello
	 * @param cookie what proved the peer's address
	 * @param record the record that holds the hello, or its first fragment
	 */
	void hello(InetSocketAddress peer, byte[] cookie, Slice record) {
		long tag = tag(cookie);
		PendingHandshake pending = this.byPeer.get(peer);
		if (pending != null && pending.helloTag() != tag) {
			// The client lost its state and started over: its older attempt is void.
			pending.handshake().abort(HandshakeFailureReason.PROTOCOL_ERROR);
			remove(pending);
			pending = null;
		}
		if (pending == null) {
			pending = isLateDuplicate(peer, tag) ? null : begin(peer, cookie, tag);
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
		byte[] id = newConnectionId();
		PendingHandshake pending = new PendingHandshake(this, peer, tag, this.thread.now(), id,
				(outcome) -> new ServerHandshake(this.context, peer, cookie,
						(datagram, offset, length) -> this.transport.send(datagram, offset, length, peer), outcome,
						id));
		this.byPeer.put(peer, pending);
		if (id != null) {
			this.byConnectionId.put(id, pending);
		}
		this.running = this.byPeer.size();
		this.thread.schedule(pending, this.thread.now() + HELLO_TIMEOUT_NANOS);
		this.announcer.handshakeStarted(peer);
		return pending;
	}

	// Known from here on, so that nobody else gets the same one.
	private byte @Nullable [] newConnectionId() {
		if (this.connectionIds == null) {
			return null;
		}
		for (int i = 0; i < ID_ATTEMPTS; i++) {
			byte[] id = this.connectionIds.next();
			if (id.length == this.connectionIds.length() && this.sessions.byConnectionId(id, 0) == null
					&& this.byConnectionId.find(id, 0) == null) {
				return id;
			}
		}
		logger.warn("The source of connection ids made no new one of {} bytes in {} attempts; this peer gets none",
				this.connectionIds.length(), ID_ATTEMPTS);
		return null;
	}

	private @Nullable DropReason refusal(InetSocketAddress peer) {
		if (this.closed) {
			return DropReason.ADMISSION_LIMIT;
		}
		if (!this.sessions.makeRoomFor(peer)) {
			return DropReason.SESSION_LIMIT;
		}
		return this.admission.admit(peer, this.thread.now());
	}

	/**
	 * Feeds a handshake that runs.
	 * @param pending which one
	 * @param record what its peer sent
	 */
	void offer(PendingHandshake pending, Slice record) {
		DropReason dropped = pending.handshake().offer(record.buffer(), record.offset(), record.length());
		if (dropped != null) {
			this.announcer.dropped(dropped, pending.peer());
		}
		if (!pending.isRunning() && pending.handshake().helloComplete()) {
			run(pending);
		}
	}

	private void run(PendingHandshake pending) {
		try {
			this.threads.executor().execute(pending.handshake());
			pending.markRunning();
			this.thread.cancel(pending);
		}
		catch (RejectedExecutionException ex) {
			remove(pending);
			this.announcer.dropped(DropReason.ADMISSION_LIMIT, pending.peer());
		}
	}

	void post(Runnable outcome) {
		this.thread.execute(outcome);
	}

	void established(PendingHandshake pending, Established result) {
		if (!remove(pending)) {
			return;
		}
		long nanos = System.nanoTime() - pending.startedAt();
		SessionOrigin origin = new SessionOrigin(pending.peer(), pending.helloTag());
		List<byte[]> remaining = pending.handshake().remainingRecords();
		this.established.open(this.sessions.open(result, origin, nanos), result.early(), remaining);
	}

	void failed(PendingHandshake pending, HandshakeFailure failure) {
		if (remove(pending)) {
			this.announcer.handshakeFailed(failure);
		}
	}

	void helloMissing(PendingHandshake pending) {
		failed(pending, new HandshakeFailure(pending.peer(), HandshakeFailureReason.TIMEOUT,
				"The rest of the ClientHello did not arrive", null, HELLO_TIMEOUT_NANOS));
	}

	private boolean remove(PendingHandshake pending) {
		if (!this.byPeer.remove(pending.peer(), pending)) {
			return false;
		}
		byte[] id = pending.connectionId();
		if (id != null) {
			this.byConnectionId.remove(id, pending);
		}
		this.running = this.byPeer.size();
		this.thread.cancel(pending);
		this.admission.release(pending.peer());
		return true;
	}

	/** Takes no more hellos and gives up those that run. */
	void close() {
		this.closed = true;
		for (PendingHandshake pending : List.copyOf(this.byPeer.values())) {
			pending.handshake().abort(HandshakeFailureReason.SHUTDOWN);
		}
	}

	/** Ends the handshake threads, after the endpoint thread has ended. */
	void closeThreads() {
		this.threads.close();
	}

	private static long tag(byte[] cookie) {
		long tag = 0;
		for (int i = 0; i < Long.BYTES; i++) {
			tag = tag << 8 | (cookie[i] & 0xff);
		}
		return tag;
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
