package io.dtls.endpoint;

import java.net.InetSocketAddress;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.dtls.CloseReason;
import io.dtls.DropReason;
import io.dtls.DtlsSession;
import io.dtls.HandshakeFailure;
import io.dtls.SnapshotLookup;

/**
 * Announces each event once: to the statistics, the log and the observers.
 */
final class Announcer {

	private static final Logger logger = LoggerFactory.getLogger(Announcer.class);

	private final EndpointStatistics statistics;

	private final Observers observers;

	private final FailureLog failures = new FailureLog();

	Announcer(EndpointStatistics statistics, Observers observers) {
		this.statistics = statistics;
		this.observers = observers;
	}

	void dropped(DropReason reason, InetSocketAddress peer) {
		this.statistics.countDropped(reason);
		logger.debug("Dropped from {}: {}", peer, reason);
		this.observers.dropped(reason, peer);
	}

	void handshakeStarted(InetSocketAddress peer) {
		this.statistics.countHandshakeStarted();
		logger.debug("Handshake with {} started", peer);
		this.observers.handshakeStarted(peer);
	}

	void keysSeemToDiffer(InetSocketAddress peer) {
		this.failures.keysSeemToDiffer(peer, System.nanoTime());
		this.observers.keysSeemToDiffer(peer);
	}

	void handshakeFailed(HandshakeFailure failure) {
		this.statistics.countHandshakeFailed(failure.reason());
		this.failures.failed(failure, System.nanoTime());
		this.observers.handshakeFailed(failure);
	}

	void opened(DtlsSession session, long handshakeNanos) {
		this.statistics.countOpened(session.negotiated().resumed());
		logger.debug("{} opened: {}", session, session.negotiated());
		this.observers.opened(session, handshakeNanos);
	}

	void restored(DtlsSession session) {
		this.statistics.countRestored();
		logger.debug("{} restored: {}", session, session.negotiated());
		this.observers.restored(session);
	}

	void lookedUp(SnapshotLookup outcome) {
		this.statistics.countLookup(outcome);
	}

	void closed(DtlsSession session, CloseReason reason) {
		this.statistics.countClosed(reason);
		logger.debug("{} closed: {}", session, reason);
		this.observers.closed(session, reason);
	}

	void moved(DtlsSession session, InetSocketAddress previous) {
		this.statistics.countMoved();
		logger.debug("{} moved from {}", session, previous);
		this.observers.moved(session, previous);
	}

}
