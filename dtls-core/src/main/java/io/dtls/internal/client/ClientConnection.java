package io.dtls.internal.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.dtls.CloseReason;
import io.dtls.DropReason;
import io.dtls.DtlsSession;
import io.dtls.HandshakeException;
import io.dtls.HandshakeFailure;
import io.dtls.HandshakeFailureReason;
import io.dtls.internal.handshake.ClientHandshakeContext;
import io.dtls.internal.handshake.Established;
import io.dtls.internal.handshake.Outcome;
import io.dtls.internal.handshake.dtls12.client.ClientHandshake;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.record.dtls12.OpenedRecord;
import io.dtls.internal.session.Session;
import io.dtls.internal.session.SessionHost;
import io.dtls.internal.session.SessionOrigin;
import io.dtls.internal.transport.DatagramSink;
import io.dtls.internal.util.RareErrors;
import io.dtls.settings.SessionSettings;

/**
 * One association of a client from its socket to its end: first a handshake, then a
 * session. What arrives is handled on the endpoint thread.
 */
public final class ClientConnection implements DatagramSink, Outcome, SessionHost {

	private static final Logger logger = LoggerFactory.getLogger(ClientConnection.class);

	private static final byte ALERT_CLOSE_NOTIFY = 0;

	private final ClientRuntime runtime;

	private final InetSocketAddress server;

	private final ClientPort port;

	private final ClientHandshake handshake;

	private final CompletableFuture<DtlsSession> result = new CompletableFuture<>();

	private final CompletableFuture<Void> released = new CompletableFuture<>();

	private final OpenedRecord opened = new OpenedRecord();

	private final RareErrors errors = new RareErrors(logger);

	private @Nullable Session session;

	// Of the id that this side gave out.
	private int connectionIdSize;

	private volatile boolean lingering;

	private boolean releasing;

	private boolean heard;

	private final long startedAt = System.nanoTime();

	ClientConnection(ClientRuntime runtime, ClientHandshakeContext context, InetSocketAddress server, Duration timeout,
			ClientPort.Factory ports) throws IOException {
		this.runtime = runtime;
		this.server = server;
		this.port = ports.open(this);
		this.handshake = new ClientHandshake(context, server, timeout, this.port::send, this);
	}

	/** Begins the handshake. On the endpoint thread. */
	void start() {
		try {
			this.port.receive();
			this.runtime.announcer().handshakeStarted(this.server);
			this.runtime.handshakeThreads().execute(this.handshake);
		}
		catch (IOException | RejectedExecutionException ex) {
			fail(new HandshakeFailure(this.server, HandshakeFailureReason.SHUTDOWN, "The client was closed", null, 0));
		}
	}

	public CompletableFuture<DtlsSession> result() {
		return this.result;
	}

	/** Completes when the socket is closed, or its owner's again. */
	public CompletableFuture<Void> released() {
		return this.released;
	}

	public ClientPort port() {
		return this.port;
	}

	public void abort(HandshakeFailureReason why) {
		this.handshake.abort(why);
	}

	/** Gives way to another connection from the same port, whatever state it is in. */
	public void end() {
		abort(HandshakeFailureReason.RESTARTED);
		this.runtime.thread().execute(() -> {
			Session current = this.session;
			if (current != null) {
				current.end(CloseReason.LOCALLY_CLOSED);
			}
		});
	}

	@Override
	public void datagram(byte[] buffer, int offset, int length, InetSocketAddress from) {
		try {
			Session current = this.session;
			if (this.releasing) {
				return;
			}
			if (current != null) {
				split(current, buffer, offset, offset + length);
				return;
			}
			DropReason dropped = this.handshake.offer(buffer, offset, length);
			this.heard |= dropped == null;
			if (dropped != null) {
				this.runtime.announcer().dropped(dropped, from);
			}
		}
		catch (RuntimeException | StackOverflowError ex) {
			// A bug of ours, which must not stop the endpoint.
			this.errors.log("A datagram of {} could not be handled", from, ex.getClass(), ex, now());
			this.runtime.announcer().dropped(DropReason.MALFORMED, from);
		}
	}

	private void split(Session current, byte[] buffer, int offset, int end) {
		int at = offset;
		while (at < end) {
			int size = RecordFormat.recordSize(buffer, at, end, this.connectionIdSize);
			if (size < 0) {
				this.runtime.announcer().dropped(DropReason.MALFORMED, this.server);
				return;
			}
			record(current, buffer, at, size);
			at += size;
		}
	}

	private void record(Session current, byte[] buffer, int offset, int size) {
		if (!current.receive(buffer, offset, size, this.server, this.opened)) {
			this.runtime.announcer().dropped(this.opened.dropReason(), this.server);
			return;
		}
		boolean goodbye = this.opened.contentType() == RecordFormat.ALERT
				&& this.opened.buffer()[this.opened.offset() + 1] == ALERT_CLOSE_NOTIFY;
		this.runtime.records().accept(current, this.opened, this.server, size);
		if (this.lingering && goodbye) {
			release();
		}
	}

	/**
	 * Before anything was heard of the server, ICMP is believed at once; later it may
	 * well be forged.
	 */
	@Override
	public void unreachable(InetSocketAddress peer) {
		this.runtime.announcer().dropped(DropReason.PORT_UNREACHABLE, peer);
		if (!this.heard) {
			abort(HandshakeFailureReason.PORT_UNREACHABLE);
		}
	}

	@Override
	public void established(Established established) {
		this.runtime.thread().execute(() -> open(established));
	}

	private void open(Established established) {
		if (this.result.isDone()) {
			established.destroy();
			return;
		}
		Session fresh = new Session(this.runtime.nextSessionId(), established, new SessionOrigin(this.server, 0), this);
		this.connectionIdSize = fresh.connectionId().length;
		this.session = fresh;
		this.runtime.opened(fresh, this);
		fresh.scheduleTimers();
		this.runtime.announcer().opened(fresh, System.nanoTime() - this.startedAt);
		this.result.complete(fresh);
		this.runtime.records().acceptEarly(fresh, established.early());
		List<byte[]> remaining = this.handshake.remainingRecords();
		for (byte[] record : remaining) {
			datagram(record, 0, record.length, this.server);
		}
	}

	@Override
	public void failed(HandshakeFailure failure) {
		this.runtime.thread().execute(() -> fail(failure));
	}

	/**
	 * Gives up a handshake, so that nobody waits for it after the end of the client. On
	 * the endpoint thread.
	 */
	void giveUp() {
		if (this.session == null) {
			fail(new HandshakeFailure(this.server, HandshakeFailureReason.SHUTDOWN, "The client was closed", null, 0));
		}
	}

	private void fail(HandshakeFailure failure) {
		if (this.result.isDone()) {
			return;
		}
		this.runtime.announcer().handshakeFailed(failure);
		release();
		this.result.completeExceptionally(HandshakeException.of(failure));
	}

	/** The session, once there is one. For the endpoint thread. */
	@Nullable Session session() {
		return this.session;
	}

	/** Keeps the socket after the session has ended, until the peer says goodbye too. */
	public void linger() {
		this.lingering = true;
	}

	@Override
	public void ended(Session which, CloseReason reason) {
		this.runtime.announcer().closed(which, reason);
		if (reason == CloseReason.PEER_ALERT) {
			this.handshake.forgetSession();
		}
		boolean ours = reason == CloseReason.LOCALLY_CLOSED || reason == CloseReason.UNWRAPPED;
		if (!this.lingering || !ours) {
			this.runtime.thread().execute(this::release);
		}
	}

	/** Waits for no goodbye. From any thread. */
	public void releaseSoon() {
		this.runtime.thread().execute(this::release);
	}

	/** Lets go of socket and keys. On the endpoint thread. */
	void release() {
		if (this.releasing) {
			return;
		}
		this.releasing = true;
		Session ended = this.session;
		if (ended != null) {
			this.runtime.thread().cancel(ended);
			ended.destroy();
		}
		this.runtime.closed(this);
		this.port.release(() -> this.released.complete(null));
	}

	@Override
	public void transmit(byte[] datagram, int length, InetSocketAddress to) throws IOException {
		try {
			this.port.send(datagram, 0, length);
		}
		catch (IOException ex) {
			dropped(DropReason.SEND_FAILED, to);
			throw ex;
		}
	}

	@Override
	public void countSent(int bytes) {
		this.runtime.statistics().countSent(bytes);
	}

	// Later, as sessions call this under their write locks and observers may call
	// anything.
	@Override
	public void dropped(DropReason reason, InetSocketAddress peer) {
		this.runtime.thread().post(() -> this.runtime.announcer().dropped(reason, peer));
	}

	@Override
	public void schedule(Session which, long deadline) {
		this.runtime.thread().schedule(which, deadline);
	}

	@Override
	public long now() {
		return this.runtime.thread().now();
	}

	@Override
	public long currentTimeMillis() {
		return System.currentTimeMillis();
	}

	@Override
	public InetSocketAddress localAddress() {
		return this.port.localAddress();
	}

	@Override
	public SessionSettings settings() {
		return this.runtime.configuration().sessions();
	}

	@Override
	public int mtu() {
		return this.runtime.configuration().mtu();
	}

}
