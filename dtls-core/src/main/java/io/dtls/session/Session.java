package io.dtls.session;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import io.dtls.CloseReason;
import io.dtls.DropReason;
import io.dtls.DtlsSession;
import io.dtls.MessageTooLargeException;
import io.dtls.NegotiatedParameters;
import io.dtls.PeerIdentity;
import io.dtls.SessionClosedException;
import io.dtls.SessionTraffic;
import io.dtls.handshake.Established;
import io.dtls.handshake.LastFlight;
import io.dtls.record.OpenedRecord;
import io.dtls.record.RecordFormat;
import io.dtls.record.RecordLayer;

/**
 * An established association with one peer. What arrives is the business of the endpoint
 * thread alone; what leaves may come from any thread and is serialised by
 * {@link #writeLock}, so that no sequence number is used twice.
 */
public final class Session extends WheelTimer implements DtlsSession {

	// RFC 6347, section 4.2.4: twice the maximum segment lifetime of RFC 793.
	private static final long LAST_FLIGHT_NANOS = 240_000_000_000L;

	// Often enough for a peer that retransmits after a second, too rare to amplify.
	private static final long LAST_FLIGHT_INTERVAL_NANOS = 1_000_000_000L;

	// Left for close_notify when the keys are used up, and for last flights before.
	private static final int RESERVED_RECORDS = 16;

	private final long id;

	private final SessionHost host;

	private final RecordLayer records;

	private final NegotiatedParameters negotiated;

	private final PeerIdentity peer;

	// Empty where nothing can be resumed.
	private final byte[] resumptionId;

	private final long helloTag;

	private final long openedAtMillis;

	private final long openedAt;

	private final ReentrantLock writeLock = new ReentrantLock();

	private final MessageQueue queue = new MessageQueue();

	private volatile InetSocketAddress remoteAddress;

	private volatile @Nullable CloseReason closeReason;

	// Written after the counters and read before them, which publishes them.
	private volatile long lastActivity;

	// Counted by the endpoint thread alone.
	private long messagesReceived;

	private long bytesReceived;

	// Counted under the write lock.
	private long messagesSent;

	private long bytesSent;

	private final ForgeryLimit forgeries;

	private @Nullable LastFlight lastFlight;

	private long lastFlightAnswered;

	/**
	 * Creates the session that a handshake ended in.
	 * @param id random and unique in the endpoint
	 * @param established what the handshake agreed on
	 * @param origin where it came from
	 * @param host the endpoint
	 */
	public Session(long id, Established established, SessionOrigin origin, SessionHost host) {
		this.id = id;
		this.host = host;
		this.records = established.records();
		this.negotiated = established.negotiated();
		this.peer = established.peer();
		this.remoteAddress = origin.address();
		this.resumptionId = established.sessionId();
		this.helloTag = origin.helloTag();
		this.openedAtMillis = host.currentTimeMillis();
		this.openedAt = host.now();
		this.lastActivity = this.openedAt;
		this.lastFlight = established.lastFlight();
		this.lastFlightAnswered = this.openedAt - LAST_FLIGHT_INTERVAL_NANOS;
		this.forgeries = new ForgeryLimit(this.negotiated.cipherSuite().aead(), this.openedAt);
	}

	/**
	 * Opens a record, on the endpoint thread.
	 * @param datagram holds the record
	 * @param offset where it begins
	 * @param recordSize header and fragment, in bytes
	 * @param into takes the plaintext, or the reason to drop the record
	 * @return whether the record is authentic and new
	 */
	public boolean open(byte[] datagram, int offset, int recordSize, OpenedRecord into) {
		if (this.forgeries.isReached(this.host)) {
			return into.refused(DropReason.RATE_LIMITED);
		}
		if (this.records.open(datagram, offset, recordSize, into)) {
			return true;
		}
		if (into.dropReason() == DropReason.BAD_RECORD) {
			this.forgeries.count(this.host);
			if (this.records.limitReached()) {
				end(CloseReason.KEY_LIMIT);
			}
		}
		return false;
	}

	/**
	 * Notes that an authentic record has arrived and was handled, on the endpoint thread.
	 */
	public void touch() {
		this.lastActivity = this.host.now();
	}

	/**
	 * Counts a message on its way to the handler, on the endpoint thread.
	 * @param size its length in bytes
	 */
	public void countReceived(int size) {
		this.messagesReceived++;
		this.bytesReceived += size;
	}

	/**
	 * Repeats the last flight if the peer shows that it did not get it (RFC 6347, section
	 * 4.2.4), at most once a second. On the endpoint thread.
	 * @param record an authentic handshake record
	 * @return whether the record was the peer's Finished
	 * @throws IOException if the network refuses the datagram
	 */
	public boolean answerFinished(OpenedRecord record) throws IOException {
		LastFlight flight = this.lastFlight;
		if (flight == null || !flight.answers(record)) {
			return false;
		}
		long now = this.host.now();
		if (now - this.lastFlightAnswered >= LAST_FLIGHT_INTERVAL_NANOS) {
			this.lastFlightAnswered = now;
			this.writeLock.lock();
			try {
				byte[] datagram = flight.protectAgain(this.records);
				this.host.transmit(datagram, datagram.length, this.remoteAddress);
			}
			finally {
				this.writeLock.unlock();
			}
		}
		return true;
	}

	/** Starts the timers. On the endpoint thread. */
	public void scheduleTimers() {
		this.host.schedule(this, nextDeadline());
	}

	@Override
	protected void expired(long now) {
		if (!isOpen()) {
			return;
		}
		if (now - this.lastActivity >= this.host.settings().idleTimeout().toNanos()) {
			end(CloseReason.IDLE);
			return;
		}
		Duration maxAge = this.host.settings().maxAge();
		if (maxAge != null && now - this.openedAt >= maxAge.toNanos()) {
			end(CloseReason.MAX_AGE);
			return;
		}
		if (now - this.openedAt >= LAST_FLIGHT_NANOS) {
			this.lastFlight = null;
		}
		this.host.schedule(this, nextDeadline());
	}

	private long nextDeadline() {
		long deadline = this.lastActivity + this.host.settings().idleTimeout().toNanos();
		Duration maxAge = this.host.settings().maxAge();
		if (maxAge != null) {
			deadline = Math.min(deadline, this.openedAt + maxAge.toNanos());
		}
		return (this.lastFlight != null) ? Math.min(deadline, this.openedAt + LAST_FLIGHT_NANOS) : deadline;
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
			transmit(message);
			this.messagesSent++;
			this.bytesSent += message.length;
			this.host.countSent(message.length);
			this.lastActivity = this.host.now();
		}
		finally {
			keysUsedUp = this.records.recordsLeft() <= RESERVED_RECORDS;
			this.writeLock.unlock();
		}
		if (keysUsedUp) {
			end(CloseReason.KEY_LIMIT);
		}
	}

	private void transmit(byte[] data) throws IOException {
		byte[] datagram = new byte[data.length + this.records.overhead()];
		int length = this.records.protect(RecordFormat.APPLICATION_DATA, data, 0, data.length, datagram, 0);
		this.host.transmit(datagram, length, this.remoteAddress);
	}

	private void requireOpen() throws SessionClosedException {
		CloseReason reason = this.closeReason;
		if (reason != null) {
			throw new SessionClosedException(reason);
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
		this.writeLock.lock();
		try {
			if (this.closeReason != null) {
				return;
			}
			if (tellsPeer(reason)) {
				byte[] datagram = CloseNotify.protect(this.records);
				this.host.transmit(datagram, datagram.length, this.remoteAddress);
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

	private static boolean tellsPeer(CloseReason reason) {
		return switch (reason) {
			case PEER_CLOSED, LOCALLY_CLOSED, IDLE, MAX_AGE, EVICTED, KEY_LIMIT, UNWRAPPED, SHUTDOWN -> true;
			case PEER_ALERT, REPLACED, SAVED, TRANSPORT_FAILED, INTERNAL_ERROR -> false;
		};
	}

	/** Wipes the keys. On the endpoint thread, after the session has left the table. */
	public void destroy() {
		this.writeLock.lock();
		try {
			this.records.destroy();
		}
		finally {
			this.writeLock.unlock();
		}
	}

	/**
	 * Whether a ClientHello with this tag is a late duplicate of the one that began this
	 * session.
	 * @param tag from the cookie of the hello
	 * @return whether it is the same hello
	 */
	public boolean beganWith(long tag) {
		return this.helloTag == tag;
	}

	/** Sends there from now on. On the endpoint thread, by the session's table. */
	void moveTo(InetSocketAddress address) {
		this.remoteAddress = address;
	}

	/** Under which the session can be resumed; empty if it cannot. Not a copy. */
	public byte[] resumptionId() {
		return this.resumptionId;
	}

	public MessageQueue queue() {
		return this.queue;
	}

	@Override
	public String id() {
		return HexFormat.of().toHexDigits(this.id);
	}

	@Override
	public InetSocketAddress remoteAddress() {
		return this.remoteAddress;
	}

	@Override
	public InetSocketAddress localAddress() {
		return this.host.localAddress();
	}

	@Override
	public NegotiatedParameters negotiated() {
		return this.negotiated;
	}

	@Override
	public PeerIdentity peer() {
		return this.peer;
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
	public Instant openedAt() {
		return Instant.ofEpochMilli(this.openedAtMillis);
	}

	/** When something last arrived or left, on the endpoint's clock. */
	public long idleSince() {
		return this.lastActivity;
	}

	@Override
	public Instant lastActivity() {
		return openedAt().plusNanos(this.lastActivity - this.openedAt);
	}

	@Override
	public SessionTraffic traffic() {
		VarHandle.acquireFence();
		return new SessionTraffic(this.messagesReceived, this.bytesReceived, this.messagesSent, this.bytesSent);
	}

	@Override
	public int maxMessageSize() {
		return Math.min(this.host.mtu() - this.records.overhead(), RecordFormat.MAX_FRAGMENT);
	}

	@Override
	public boolean isOpen() {
		return this.closeReason == null;
	}

	@Override
	public String toString() {
		return "Session[" + id() + ", " + this.remoteAddress + "]";
	}

}
