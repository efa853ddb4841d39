package io.dtls.endpoint;

import java.net.InetSocketAddress;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.dtls.CloseReason;
import io.dtls.DropReason;
import io.dtls.DtlsObserver;
import io.dtls.DtlsSession;
import io.dtls.HandshakeFailure;

/**
 * Announces each event once: to the statistics, the log and the user's observer, whose
 * exceptions end here.
 */
final class Announcer {

	private static final Logger logger = LoggerFactory.getLogger(Announcer.class);

	private final EndpointStatistics statistics;

	private final DtlsObserver observer;

	Announcer(EndpointStatistics statistics, DtlsObserver observer) {
		this.statistics = statistics;
		this.observer = observer;
	}

	void dropped(DropReason reason, InetSocketAddress peer) {
		this.statistics.countDropped(reason);
		logger.debug("Dropped from {}: {}", peer, reason);
		tell((observer) -> observer.dropped(reason, peer));
	}

	void handshakeStarted(InetSocketAddress peer) {
		this.statistics.countHandshakeStarted();
		logger.debug("Handshake with {} started", peer);
		tell((observer) -> observer.handshakeStarted(peer));
	}

	void handshakeFailed(HandshakeFailure failure) {
		this.statistics.countHandshakeFailed(failure.reason());
		logger.debug("Handshake with {} failed: {} ({})", failure.peer(), failure.reason(), failure.detail());
		tell((observer) -> observer.handshakeFailed(failure));
	}

	void opened(DtlsSession session, long handshakeNanos) {
		this.statistics.countOpened();
		logger.debug("{} opened: {}", session, session.negotiated());
		tell((observer) -> observer.opened(session, handshakeNanos));
	}

	void closed(DtlsSession session, CloseReason reason) {
		this.statistics.countClosed(reason);
		logger.debug("{} closed: {}", session, reason);
		tell((observer) -> observer.closed(session, reason));
	}

	void moved(DtlsSession session, InetSocketAddress previous) {
		this.statistics.countMoved();
		logger.debug("{} moved from {}", session, previous);
		tell((observer) -> observer.moved(session, previous));
	}

	private void tell(Consumer<DtlsObserver> event) {
		if (this.observer == DtlsObserver.NONE) {
			return;
		}
		try {
			event.accept(this.observer);
		}
		catch (RuntimeException | LinkageError | AssertionError | StackOverflowError | OutOfMemoryError ex) {
			logger.error("The observer failed", ex);
		}
	}

}
