package io.dtls.internal.session;

import java.lang.invoke.VarHandle;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.HexFormat;

import io.dtls.DtlsSession;
import io.dtls.NegotiatedParameters;
import io.dtls.PeerIdentity;
import io.dtls.SessionTraffic;
import io.dtls.internal.handshake.Established;
import io.dtls.internal.handshake.ExportedKeys;
import io.dtls.internal.record.dtls12.RecordState;
import io.dtls.internal.util.WheelTimer;

/**
 * What everybody may know of a session: who, where, since when, how much.
 */
public abstract class SessionFacts extends WheelTimer implements DtlsSession {

	final long id;

	final SessionHost host;

	final NegotiatedParameters negotiated;

	private final PeerIdentity peer;

	// Empty where nothing can be resumed.
	private final byte[] resumptionId;

	private final ExportedKeys exported;

	private final long openedAtMillis;

	final long openedAt;

	private volatile InetSocketAddress remoteAddress;

	// Written after the counters and read before them, which publishes them.
	private volatile long lastActivity;

	// Counted by the endpoint thread alone.
	private long messagesReceived;

	private long bytesReceived;

	// Counted under the write lock.
	private long messagesSent;

	private long bytesSent;

	SessionFacts(long id, Established established, InetSocketAddress address, SessionHost host) {
		this.id = id;
		this.host = host;
		this.negotiated = established.negotiated();
		this.peer = established.peer();
		this.resumptionId = established.sessionId();
		this.exported = established.exported();
		this.remoteAddress = address;
		this.openedAtMillis = host.currentTimeMillis();
		this.openedAt = host.now();
		this.lastActivity = this.openedAt;
	}

	SessionFacts(SessionSnapshot snapshot, InetSocketAddress address, SessionHost host) {
		this.id = snapshot.id();
		this.host = host;
		this.negotiated = snapshot.negotiated();
		this.peer = snapshot.peer();
		this.resumptionId = snapshot.resumptionId();
		this.exported = ExportedKeys.NONE;
		this.remoteAddress = address;
		this.openedAtMillis = snapshot.openedAtMillis();
		this.openedAt = host.now() - nanosSince(snapshot.openedAtMillis(), host);
		this.lastActivity = host.now() - nanosSince(snapshot.lastActivityMillis(), host);
		this.messagesReceived = snapshot.traffic().messagesReceived();
		this.bytesReceived = snapshot.traffic().bytesReceived();
		this.messagesSent = snapshot.traffic().messagesSent();
		this.bytesSent = snapshot.traffic().bytesSent();
	}

	private static long nanosSince(long millis, SessionHost clock) {
		return Math.max(0, clock.currentTimeMillis() - millis) * 1_000_000;
	}

	SessionSnapshot snapshot(RecordState records) {
		return new SessionSnapshot(this.id, records, this.negotiated, this.peer, this.resumptionId, provenAddress(),
				this.openedAtMillis, lastActivity().toEpochMilli(), traffic());
	}

	/** Whether this is a session of that endpoint thread. */
	public boolean livesIn(SessionHost other) {
		return this.host == other;
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

	/** Counts a message that was sent, under the write lock. */
	void countSent(int size) {
		this.messagesSent++;
		this.bytesSent += size;
		this.host.countSent(size);
		this.lastActivity = this.host.now();
	}

	/**
	 * Sends to another address from now on, as the peer was heard from there. On the
	 * endpoint thread, by the table that the session is in.
	 */
	void moveTo(InetSocketAddress address) {
		this.remoteAddress = address;
	}

	/** Where the peer is, or was before it came from an address that may be another's. */
	abstract InetSocketAddress provenAddress();

	/** Under which the session can be resumed; empty if it cannot. Not a copy. */
	public byte[] resumptionId() {
		return this.resumptionId;
	}

	void destroyExported() {
		this.exported.destroy();
	}

	/** None is exported of a session that was saved and restored. */
	@Override
	public byte[] exportKeyingMaterial(String label) {
		return this.exported.get(label);
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
	public String toString() {
		return "Session[" + id() + ", " + this.remoteAddress + "]";
	}

}
