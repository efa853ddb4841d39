package io.dtls.internal.events;

import java.net.InetSocketAddress;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.dtls.CloseReason;
import io.dtls.DropReason;
import io.dtls.DtlsSession;
import io.dtls.EndpointStatistics;
import io.dtls.HandshakeFailure;
import io.dtls.SnapshotLookup;

/**
 * Announces each event once: to the statistics, the log and the observers.
 */
public final class Announcer {

	private static final Logger logger = LoggerFactory.getLogger(Announcer.class);

	private final EndpointStatistics statistics;

	private final Observers observers;

	private final FailureLog failures = new FailureLog();

	public Announcer(EndpointStatistics statistics, Observers observers) {
		this.statistics = statistics;
		this.observers = observers;
	}

	public void dropped(DropReason reason, InetSocketAddress peer) {
		this.statistics.countDropped(reason);
		logger.debug("Dropped from {}: {}", peer, reason);
		this.observers.dropped(reason, peer);
	}

	public void handshakeStarted(InetSocketAddress peer) {
		this.statistics.countHandshakeStarted();
		logger.debug("Handshake with {} started", peer);
		this.observers.handshakeStarted(peer);
	}

	public void keysSeemToDiffer(InetSocketAddress peer) {
		this.failures.keysSeemToDiffer(peer, System.nanoTime());
		this.observers.keysSeemToDiffer(peer);
	}

	public void handshakeFailed(HandshakeFailure failure) {
		this.statistics.countHandshakeFailed(failure.reason());
		this.failures.failed(failure, System.nanoTime());
		this.observers.handshakeFailed(failure);
	}

	public void opened(DtlsSession session, long handshakeNanos) {
		this.statistics.countOpened(session.negotiated().resumed());
		logger.debug("{} opened: {}", session, session.negotiated());
		this.observers.opened(session, handshakeNanos);
	}

	public void restored(DtlsSession session) {
		this.statistics.countRestored();
		logger.debug("{} restored: {}", session, session.negotiated());
		this.observers.restored(session);
	}

	public void lookedUp(SnapshotLookup outcome) {
		this.statistics.countLookup(outcome);
	}

	public void closed(DtlsSession session, CloseReason reason) {
		this.statistics.countClosed(reason);
		logger.debug("{} closed: {}", session, reason);
		this.observers.closed(session, reason);
	}

	public void moved(DtlsSession session, InetSocketAddress previous) {
		this.statistics.countMoved();
		logger.debug("{} moved from {}", session, previous);
		this.observers.moved(session, previous);
	}

	public void proven(DtlsSession session, InetSocketAddress previous) {
		logger.debug("{} has proven its address; it was {}", session, previous);
		this.observers.addressProven(session, previous);
	}

}
