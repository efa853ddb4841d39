package io.dtls.internal.session;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import io.dtls.AddressUnprovenException;
import io.dtls.CloseReason;
import io.dtls.DropReason;
import io.dtls.DtlsSession;
import io.dtls.MessageTooLargeException;
import io.dtls.NegotiatedParameters;
import io.dtls.PeerIdentity;
import io.dtls.SessionClosedException;
import io.dtls.SessionTraffic;
import io.dtls.internal.handshake.Established;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.record.WriteNumbers;
import io.dtls.internal.record.dtls12.OpenedRecord;
import io.dtls.internal.record.dtls12.RecordLayer;
import io.dtls.internal.record.dtls12.RecordState;
import io.dtls.internal.util.WheelTimer;
import io.dtls.settings.Migration;

/**
 * An established association with one peer. What arrives is the business of the io thread
 * alone; what leaves may come from any thread and is serialised by {@link #writeLock}, so
 * that no sequence number is used twice.
 */
public final class Session extends WheelTimer implements DtlsSession {

	// Ciphers in use are kept, as making them costs as much as several records; of a
	// session that pauses for longer they would be most of its memory.
	private static final long CIPHERS_KEPT_NANOS = 30_000_000_000L;

	// Left for close_notify when the keys are used up, and for last flights before.
	private static final int RESERVED_RECORDS = 16;

	// Long enough for a store to hand out another, whatever the rate.
	private static final long GENERATION_RESERVE = 1L << 24;

	private final SessionFacts facts;

	private final SessionHost host;

	private final SessionPath path;

	private final RecordLayer records;

	private final ReentrantLock writeLock = new ReentrantLock();

	private final long helloTag;

	private final TrafficCount traffic;

	private final MessageQueue queue = new MessageQueue();

	private volatile @Nullable CloseReason closeReason;

	private final @Nullable ForgeryLimit forgeries;

	private final LastFlightRepeater lastFlight;

	// Set under the write lock: somebody else writes from then on.
	private volatile boolean suspended;

	private boolean generationRequested;

	// Of the table.
	boolean inTable;

	/**
	 * Creates the session that a handshake ended in.
	 * @param id random and unique in the endpoint
	 * @param established what the handshake agreed on
	 * @param origin where it came from
	 * @param host the endpoint
	 */
	public Session(long id, Established established, SessionOrigin origin, SessionHost host) {
		this.facts = SessionFacts.of(id, established, host);
		this.host = host;
		this.records = established.records();
		this.path = new SessionPath(new Link(), origin.address(), established.negotiated().returnRoutability());
		this.traffic = new TrafficCount(this.facts.openedAt());
		this.helloTag = origin.helloTag();
		this.lastFlight = new LastFlightRepeater(established.lastFlight(), host.now());
		this.forgeries = ForgeryLimit.of(this.facts.negotiated().cipherSuite(), host.now());
	}

	/**
	 * Goes on with a session that was saved.
	 * @param snapshot the session
	 * @param records keys and numbers, made of the snapshot for this holder alone
	 * @param address where the peer is now
	 * @param host the endpoint
	 */
	public Session(SessionSnapshot snapshot, RecordLayer records, InetSocketAddress address, SessionHost host) {
		this.facts = SessionFacts.of(snapshot, host);
		this.host = host;
		this.records = records;
		this.path = new SessionPath(new Link(), snapshot.address(), snapshot.negotiated().returnRoutability());
		this.path.beginAt(address);
		this.traffic = new TrafficCount(snapshot.traffic(),
				host.now() - SessionFacts.nanosSince(snapshot.lastActivityMillis(), host));
		this.helloTag = 0;
		this.lastFlight = new LastFlightRepeater(null, host.now());
		this.forgeries = ForgeryLimit.of(this.facts.negotiated().cipherSuite(), host.now());
	}

	/**
	 * Takes a record, on the io thread.
	 * @param datagram holds the record
	 * @param offset where it begins
	 * @param recordSize header and fragment, in bytes
	 * @param from where it came from
	 * @param into takes the plaintext, or the reason to drop the record
	 * @return whether the record is authentic, new, and from where it may come from
	 */
	public boolean receive(byte[] datagram, int offset, int recordSize, InetSocketAddress from, OpenedRecord into) {
		Migration migration = this.host.migration();
		if (!this.path.mayComeFrom(from, migration)) {
			return into.refused(DropReason.FOREIGN_ADDRESS);
		}
		if (!open(datagram, offset, recordSize, into)) {
			return false;
		}
		if (isOpen()) {
			this.path.heard(into, from, migration == Migration.NEWEST, recordSize);
		}
		return true;
	}

	/** Opens a record that proves nothing of where its peer is, on the io thread. */
	public boolean open(byte[] datagram, int offset, int recordSize, OpenedRecord into) {
		if (this.forgeries != null && this.forgeries.isReached(this.host)) {
			return into.refused(DropReason.RATE_LIMITED);
		}
		if (this.records.open(datagram, offset, recordSize, into)) {
			return true;
		}
		if (into.dropReason() == DropReason.BAD_RECORD) {
			if (this.forgeries != null) {
				this.forgeries.count(this.host);
			}
			if (this.records.limitReached()) {
				end(CloseReason.KEY_LIMIT);
			}
		}
		return false;
	}

	/**
	 * Takes an authentic return routability message, on the io thread; null if it is of
	 * use.
	 */
	public @Nullable DropReason check(OpenedRecord record, InetSocketAddress from, int size) {
		return this.path.check(record, from, size);
	}

	/**
	 * Repeats the last flight if the peer shows that it did not get it (RFC 6347, section
	 * 4.2.4), at most once a second. On the io thread.
	 * @param record an authentic handshake record
	 * @return whether the record was the peer's Finished
	 * @throws IOException if the network refuses the datagram
	 */
	public boolean answerFinished(OpenedRecord record) throws IOException {
		if (!this.lastFlight.isAskedFor(record)) {
			return false;
		}
		this.writeLock.lock();
		try {
			byte[] datagram = isOpen() ? this.lastFlight.repeat(this.records, this.host.now()) : null;
			if (datagram != null && this.path.mayTransmit(datagram.length, remoteAddress())) {
				this.host.transmit(datagram, datagram.length, remoteAddress());
			}
		}
		finally {
			this.writeLock.unlock();
		}
		return true;
	}

	/** Starts the timers. On the io thread. */
	public void scheduleTimers() {
		this.host.schedule(this, nextDeadline());
	}

	@Override
	protected void expired(long now) {
		if (!isOpen()) {
			return;
		}
		// First, so that the session has a timer whatever becomes of this one.
		this.host.schedule(this, now + CIPHERS_KEPT_NANOS);
		if (now - idleSince() >= this.host.settings().idleTimeout().toNanos()) {
			if (!this.host.park(this)) {
				end(CloseReason.IDLE);
			}
			return;
		}
		Duration maxAge = this.host.settings().maxAge();
		if (maxAge != null && now - this.facts.openedAt() >= maxAge.toNanos()) {
			end(CloseReason.MAX_AGE);
			return;
		}
		this.path.expired(now);
		this.lastFlight.forgetOld(now);
		if (now - idleSince() >= CIPHERS_KEPT_NANOS) {
			releaseCiphers();
		}
		this.host.schedule(this, nextDeadline());
	}

	private void releaseCiphers() {
		this.writeLock.lock();
		try {
			this.records.releaseCiphers();
		}
		finally {
			this.writeLock.unlock();
		}
	}

	private long nextDeadline() {
		long deadline = Math.min(this.host.now() + CIPHERS_KEPT_NANOS,
				idleSince() + this.host.settings().idleTimeout().toNanos());
		Duration maxAge = this.host.settings().maxAge();
		if (maxAge != null) {
			deadline = Math.min(deadline, this.facts.openedAt() + maxAge.toNanos());
		}
		return this.lastFlight.nextDeadline(this.path.nextDeadline(deadline));
	}

	@Override
	public void send(byte[] message) throws IOException {
		boolean keysUsedUp = false;
		this.writeLock.lock();
		try {
			requireOpen();
			int limit = maxMessageSize();
			if (message.length > limit) {
				throw new MessageTooLargeException(message.length, limit);
			}
			transmit(RecordFormat.APPLICATION_DATA, message, remoteAddress());
			this.traffic.sent(message.length);
			this.host.countSent(message.length);
			requestGeneration();
		}
		finally {
			keysUsedUp = this.records.recordsLeft() <= RESERVED_RECORDS;
			this.writeLock.unlock();
		}
		if (keysUsedUp) {
			end(CloseReason.KEY_LIMIT);
		}
	}

	private void transmit(int contentType, byte[] data, InetSocketAddress to) throws IOException {
		int size = data.length + this.records.overhead();
		if (!this.path.mayTransmit(size, to)) {
			throw new AddressUnprovenException(to);
		}
		byte[] datagram = this.host.sendBuffer(size);
		int length = this.records.protect(contentType, data, 0, data.length, datagram, 0);
		this.host.transmit(datagram, length, to);
	}

	/** Notes that an authentic record was handled, on the io thread. */
	public void touch() {
		this.traffic.heard(this.host.now());
	}

	/**
	 * Counts a message on its way to the handler, on the io thread.
	 * @param size its length in bytes
	 */
	public void countReceived(int size) {
		this.traffic.received(size);
	}

	private void requestGeneration() {
		if (!this.generationRequested && this.records.generationLeft() < GENERATION_RESERVE) {
			this.generationRequested = true;
			this.host.generationEnds(this, this.records.generation());
		}
	}

	/** Under which a store would keep the session. */
	public byte[] storeKey() {
		return SessionSnapshot.storeKey(connectionId(), this.facts.id());
	}

	/**
	 * Goes on within the numbers of a generation, from any thread.
	 * @param generation given to this holder of the session and to no other
	 */
	public void useGeneration(long generation) {
		this.writeLock.lock();
		try {
			this.records.useGeneration(generation);
			this.generationRequested = false;
		}
		finally {
			this.writeLock.unlock();
		}
	}

	/**
	 * Writes nothing more but perhaps a close_notify, so that another holder can go on.
	 * The session still has to {@link #end}. On the io thread, which must not open
	 * another record either.
	 * @return the session as it is now, or null if it has ended or cannot be saved
	 */
	public @Nullable SessionSnapshot suspend() {
		this.writeLock.lock();
		try {
			if (!isOpen() || !negotiated().cipherSuite().isAead()) {
				return null;
			}
			this.suspended = true;
			return new SessionSnapshot(this.facts.id(), this.records.state(), negotiated(), peer(), resumptionId(),
					provenAddress(), this.facts.openedAtMillis(), lastActivity().toEpochMilli(), traffic());
		}
		finally {
			this.writeLock.unlock();
		}
	}

	/**
	 * Whether a record is one of this session's peer, and the newest so far. Takes no
	 * note of it, as another holder is to open it. On the io thread.
	 * @param record a whole record, from anybody
	 * @param scratch overwritten
	 * @return false also where the session cannot change its holder any more
	 */
	public boolean isProvenBy(byte[] record, OpenedRecord scratch) {
		RecordState copy;
		this.writeLock.lock();
		try {
			if (!isOpen() || this.records.generation() + 1 >= WriteNumbers.GENERATIONS) {
				return false;
			}
			copy = this.records.state();
		}
		finally {
			this.writeLock.unlock();
		}
		return copy.endsBefore(record, scratch);
	}

	@Override
	public void countDropped(DropReason reason) {
		this.host.dropped(reason, remoteAddress());
	}

	private void requireOpen() throws SessionClosedException {
		if (!isOpen()) {
			countDropped(DropReason.SESSION_ENDED);
			CloseReason reason = this.closeReason;
			throw new SessionClosedException((reason != null) ? reason : CloseReason.SAVED);
		}
	}

	@Override
	public void close() {
		end(CloseReason.LOCALLY_CLOSED);
	}

	/**
	 * Ends the session, once; tells the peer where that makes sense.
	 * @param reason why
	 */
	public void end(CloseReason reason) {
		end(reason, CloseNotify.isDueFor(reason));
	}

	/**
	 * Ends the session, once.
	 * @param reason why
	 * @param closeNotify whether the peer is told
	 */
	public void end(CloseReason reason, boolean closeNotify) {
		this.writeLock.lock();
		try {
			if (this.closeReason != null) {
				return;
			}
			if (closeNotify) {
				byte[] datagram = CloseNotify.protect(this.records);
				if (this.path.mayTransmit(datagram.length, remoteAddress())) {
					this.host.transmit(datagram, datagram.length, remoteAddress());
				}
			}
		}
		catch (IOException ex) {
			// The peer will learn of it by silence.
		}
		finally {
			boolean first = this.closeReason == null;
			this.closeReason = first ? reason : this.closeReason;
			this.writeLock.unlock();
			if (first) {
				this.host.ended(this, reason);
			}
		}
	}

	/** Wipes the keys. On the io thread, after the session has left the table. */
	public void destroy() {
		this.writeLock.lock();
		try {
			this.facts.exported().destroy();
			this.records.destroy();
		}
		finally {
			this.writeLock.unlock();
		}
	}

	/**
	 * Whether a ClientHello with this tag is a late duplicate of the one that began this
	 * session.
	 */
	public boolean beganWith(long tag) {
		return this.helloTag == tag;
	}

	/** Whether this is a session of that io thread. */
	public boolean livesIn(SessionHost other) {
		return this.host == other;
	}

	public MessageQueue queue() {
		return this.queue;
	}

	/** Under which the session can be resumed; empty if it cannot. Not a copy. */
	public byte[] resumptionId() {
		return this.facts.resumptionId();
	}

	/** None is exported of a session that was saved and restored. */
	@Override
	public byte[] exportKeyingMaterial(String label) {
		return this.facts.exported().get(label);
	}

	@Override
	public String id() {
		return HexFormat.of().toHexDigits(this.facts.id());
	}

	@Override
	public InetSocketAddress remoteAddress() {
		return this.path.destination();
	}

	@Override
	public InetSocketAddress provenAddress() {
		return this.path.proven();
	}

	@Override
	public InetSocketAddress localAddress() {
		return this.host.localAddress();
	}

	@Override
	public NegotiatedParameters negotiated() {
		return this.facts.negotiated();
	}

	@Override
	public PeerIdentity peer() {
		return this.facts.peer();
	}

	@Override
	public Instant openedAt() {
		return Instant.ofEpochMilli(this.facts.openedAtMillis());
	}

	/** When something authentic last arrived, on the endpoint's clock, in nanoseconds. */
	public long idleSince() {
		return this.traffic.lastHeard();
	}

	@Override
	public Instant lastActivity() {
		return openedAt().plusNanos(idleSince() - this.facts.openedAt());
	}

	@Override
	public SessionTraffic traffic() {
		return this.traffic.now();
	}

	@Override
	public byte[] connectionId() {
		return this.records.connectionIds().read();
	}

	@Override
	public byte[] peerConnectionId() {
		return this.records.connectionIds().write();
	}

	@Override
	public int maxMessageSize() {
		return Math.min(this.host.mtu() - this.records.overhead(), this.records.maxPlaintext());
	}

	@Override
	public boolean isOpen() {
		return this.closeReason == null && !this.suspended;
	}

	@Override
	public String toString() {
		return "Session[" + id() + ", " + remoteAddress() + "]";
	}

	/** What the path asks of this session. */
	private final class Link implements PathLink {

		@Override
		public SessionHost host() {
			return Session.this.host;
		}

		@Override
		public void whileNothingIsSent(Runnable change) {
			Session.this.writeLock.lock();
			try {
				change.run();
			}
			finally {
				Session.this.writeLock.unlock();
			}
		}

		@Override
		public void sendCheck(byte[] message, InetSocketAddress to, int limit) {
			Session.this.writeLock.lock();
			try {
				if (isOpen() && message.length + Session.this.records.overhead() <= limit) {
					transmit(RecordFormat.RETURN_ROUTABILITY_CHECK, message, to);
				}
			}
			catch (IOException ex) {
				// Counted where it was sent; whoever waits for it will ask again.
			}
			finally {
				Session.this.writeLock.unlock();
			}
		}

		@Override
		public void scheduleTimers() {
			Session.this.scheduleTimers();
		}

		@Override
		public void redirected(InetSocketAddress previous) {
			Session.this.host.redirected(Session.this, previous);
		}

		@Override
		public void proven(InetSocketAddress previous) {
			Session.this.host.proven(Session.this, previous);
		}

	}

}
