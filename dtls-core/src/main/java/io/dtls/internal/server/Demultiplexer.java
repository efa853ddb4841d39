package io.dtls.internal.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.dtls.DropReason;
import io.dtls.internal.events.Announcer;
import io.dtls.internal.handshake.EarlyRecord;
import io.dtls.internal.handshake.cookie.CookieExchange;
import io.dtls.internal.loop.EndpointThread;
import io.dtls.internal.loop.SessionRecords;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.record.dtls12.OpenedRecord;
import io.dtls.internal.session.Session;
import io.dtls.internal.transport.DatagramSink;
import io.dtls.internal.transport.DatagramTransport;
import io.dtls.internal.util.RareErrors;
import io.dtls.internal.util.Slice;

/**
 * Brings each record of each datagram where it belongs: a plaintext ClientHello to the
 * cookie check, everything else to the session of its peer, or to the handshake that runs
 * with it. On the endpoint thread.
 */
final class Demultiplexer implements DatagramSink, Handshakes.EstablishedPeers {

	private static final Logger logger = LoggerFactory.getLogger(Demultiplexer.class);

	private final EndpointThread thread;

	private final DatagramTransport transport;

	private final CookieExchange cookies;

	// Who needs no cookie, as nobody else can reach this socket.
	private final @Nullable InetSocketAddress connectedPeer;

	private final Sessions sessions;

	private final SessionRecords records;

	private final Announcer announcer;

	private final Lanes.Place place;

	private final int connectionIdSize;

	private final @Nullable SnapshotLookups lookups;

	private final OpenedRecord opened = new OpenedRecord();

	private final Map<InetSocketAddress, PlainPeerSocket> plain = new HashMap<>();

	private final RareErrors errors = new RareErrors(logger);

	private final Handshakes handshakes;

	// One datagram may hold many hellos; it gets one answer.
	private boolean cookieSent;

	private boolean closed;

	Demultiplexer(EndpointThread thread, DatagramTransport transport, Sessions sessions, SharedState shared,
			Lanes.Place place, @Nullable SnapshotLookups lookups) {
		ServerConfiguration configuration = shared.configuration();
		this.thread = thread;
		this.transport = transport;
		this.sessions = sessions;
		this.records = shared.records();
		this.announcer = shared.announcer();
		this.place = place;
		this.lookups = lookups;
		this.cookies = configuration.cookies();
		this.connectedPeer = transport.connectedPeer();
		this.connectionIdSize = configuration.connectionIds().length();
		this.handshakes = new Handshakes(thread, transport, sessions, this, shared, place);
	}

	Handshakes handshakes() {
		return this.handshakes;
	}

	/** Leaves what a peer sends to a socket, as it is. */
	void leavePlain(InetSocketAddress peer, PlainPeerSocket socket) {
		if (this.closed) {
			socket.end();
			return;
		}
		this.handshakes.giveWay(peer);
		PlainPeerSocket previous = this.plain.put(peer, socket);
		if (previous != null) {
			previous.end();
			return;
		}
		this.transport.associate(peer);
	}

	/** Begins nothing new, and ends what its owner may have forgotten. */
	void close() {
		this.closed = true;
		this.handshakes.close();
		this.plain.values().forEach(PlainPeerSocket::end);
		this.plain.clear();
	}

	/** Ends {@link #leavePlain}. */
	void secure(InetSocketAddress peer, PlainPeerSocket socket) {
		if (this.plain.remove(peer, socket)) {
			this.transport.dissociate(peer);
		}
	}

	@Override
	public void datagram(byte[] buffer, int offset, int length, InetSocketAddress from) {
		try {
			PlainPeerSocket plain = this.plain.isEmpty() ? null : this.plain.get(from);
			if (plain != null) {
				plain.take(buffer, offset, length);
				return;
			}
			split(buffer, offset, offset + length, from);
		}
		catch (RuntimeException | StackOverflowError ex) {
			// A bug of ours, which must not stop the endpoint.
			this.errors.log("A datagram of {} could not be handled", from, ex.getClass(), ex, this.thread.now());
			this.announcer.dropped(DropReason.MALFORMED, from);
		}
	}

	@Override
	public void unreachable(InetSocketAddress peer) {
		this.announcer.dropped(DropReason.PORT_UNREACHABLE, peer);
	}

	@Override
	public void sendFailed(InetSocketAddress peer) {
		this.announcer.dropped(DropReason.SEND_FAILED, peer);
	}

	private void split(byte[] buffer, int offset, int end, InetSocketAddress from) {
		this.cookieSent = false;
		int at = offset;
		while (at < end) {
			int size = RecordFormat.recordSize(buffer, at, end, this.connectionIdSize);
			if (size < 0) {
				this.announcer.dropped(DropReason.MALFORMED, from);
				return;
			}
			record(buffer, at, size, from);
			at += size;
		}
	}

	private void record(byte[] buffer, int offset, int size, InetSocketAddress from) {
		if (CookieExchange.isClientHello(buffer, offset, size)) {
			hello(buffer, offset, size, from);
			return;
		}
		if (RecordFormat.contentType(buffer, offset) == RecordFormat.TLS12_CID && this.connectionIdSize > 0) {
			recordWithConnectionId(buffer, offset, size, from);
			return;
		}
		Session session = this.sessions.byAddress(from);
		if (session != null && session.receive(buffer, offset, size, from, this.opened)) {
			this.records.accept(session, this.opened, from, size);
			return;
		}
		PendingHandshake pending = this.handshakes.byPeer(from);
		if (pending != null) {
			// A peer that lost its state handshakes anew: what its old session cannot
			// authenticate may belong to the new one.
			this.handshakes.offer(pending, new Slice(buffer, offset, size));
			return;
		}
		this.announcer.dropped((session != null) ? this.opened.dropReason() : DropReason.NO_SESSION, from);
	}

	private void recordWithConnectionId(byte[] buffer, int offset, int size, InetSocketAddress from) {
		int id = offset + RecordFormat.CONNECTION_ID_OFFSET;
		if (!this.place.owns(buffer, id, this.connectionIdSize)) {
			if (!this.place.handOver(id, this.connectionIdSize, new Slice(buffer, offset, size), from)) {
				this.announcer.dropped(DropReason.HAND_OVER_LIMIT, from);
			}
			return;
		}
		Session session = this.sessions.byConnectionId(buffer, id);
		if (session == null) {
			PendingHandshake pending = this.handshakes.byConnectionId(buffer, id);
			if (pending != null) {
				this.handshakes.offer(pending, new Slice(buffer, offset, size));
				return;
			}
			DropReason dropped = lookUp(new Slice(buffer, offset, size), from);
			if (dropped != null) {
				this.announcer.dropped(dropped, from);
			}
			return;
		}
		if (session.receive(buffer, offset, size, from, this.opened)) {
			this.records.accept(session, this.opened, from, size);
		}
		else {
			this.announcer.dropped(this.opened.dropReason(), from);
		}
	}

	private @Nullable DropReason lookUp(Slice record, InetSocketAddress from) {
		return (this.lookups != null) ? this.lookups.offer(record, this.connectionIdSize, from, this)
				: DropReason.UNKNOWN_CONNECTION_ID;
	}

	private void hello(byte[] buffer, int offset, int size, InetSocketAddress from) {
		PendingHandshake pending = this.handshakes.byPeer(from);
		if (pending != null && !CookieExchange.isFirstFragment(buffer, offset)) {
			this.handshakes.offer(pending, new Slice(buffer, offset, size));
			return;
		}
		CookieExchange.Answer answer = from.equals(this.connectedPeer) ? this.cookies.admit(buffer, offset, size, from)
				: this.cookies.examine(buffer, offset, size, from, this.thread.now());
		if (answer instanceof CookieExchange.Answer.Drop drop) {
			this.announcer.dropped(drop.reason(), from);
		}
		else if (answer instanceof CookieExchange.Answer.HelloVerify verify) {
			this.announcer.dropped(DropReason.COOKIE_REQUESTED, from);
			if (!this.cookieSent) {
				this.cookieSent = true;
				send(verify.datagram(), from);
			}
		}
		else if (answer instanceof CookieExchange.Answer.Admit admit) {
			this.handshakes.hello(from, admit, new Slice(buffer, offset, size));
		}
	}

	private void send(byte[] datagram, InetSocketAddress to) {
		try {
			this.transport.send(datagram, 0, datagram.length, to);
		}
		catch (IOException ex) {
			this.announcer.dropped(DropReason.SEND_FAILED, to);
		}
	}

	@Override
	public void open(Session session, List<EarlyRecord> early, List<byte[]> remaining) {
		// A session that moved here by its connection id may live on another thread.
		InetSocketAddress proven = session.provenAddress();
		this.place.tellOthers((lane) -> lane.sessions().replacedBy(session, proven));
		this.records.acceptEarly(session, early);
		InetSocketAddress peer = session.remoteAddress();
		for (byte[] record : remaining) {
			datagram(record, 0, record.length, peer);
		}
	}

}
