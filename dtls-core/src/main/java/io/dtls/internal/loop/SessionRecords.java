package io.dtls.internal.loop;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.dtls.CloseReason;
import io.dtls.DropReason;
import io.dtls.EndpointStatistics;
import io.dtls.internal.dispatch.MessageDispatcher;
import io.dtls.internal.dispatch.MessageDispatcher.Outcome;
import io.dtls.internal.events.Announcer;
import io.dtls.internal.handshake.EarlyRecord;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.record.dtls12.OpenedRecord;
import io.dtls.internal.session.Session;

/**
 * What becomes of the authentic records of a session. For the endpoint thread.
 */
public final class SessionRecords {

	private static final Logger logger = LoggerFactory.getLogger(SessionRecords.class);

	private static final int ALERT_SIZE = 2;

	private static final int FATAL = 2;

	private static final int CLOSE_NOTIFY = 0;

	private final MessageDispatcher dispatcher;

	private final EndpointStatistics statistics;

	private final Announcer announcer;

	private volatile boolean draining;

	public SessionRecords(MessageDispatcher dispatcher, EndpointStatistics statistics, Announcer announcer) {
		this.dispatcher = dispatcher;
		this.statistics = statistics;
		this.announcer = announcer;
	}

	/** From now on no application data is accepted, so that what was can be handled. */
	public void drain() {
		this.draining = true;
	}

	/**
	 * Drops what the handler has not reached when it gets no more time, and says how much
	 * that is.
	 * @param sessions those that may have messages waiting
	 * @param grace how much time it had
	 */
	public void leave(Collection<? extends Session> sessions, Duration grace) {
		int messages = 0;
		int affected = 0;
		for (Session session : sessions) {
			int before = messages;
			while (session.queue().dropOldest() != null) {
				messages++;
				dropped(session, DropReason.STOPPED);
			}
			affected += (messages > before) ? 1 : 0;
		}
		int beingHandled = Math.max(0, this.dispatcher.waiting() - messages);
		logger.warn(
				"Stopped before the handler had finished: after the grace period of {} ms, {} messages of {} sessions"
						+ " were dropped, and {} were still being handled",
				grace.toMillis(), messages, affected, beingHandled);
	}

	/**
	 * Takes an authentic record.
	 * @param session whose record it is
	 * @param record what it holds
	 * @param from where it came from
	 * @param size of the record in bytes
	 */
	public void accept(Session session, OpenedRecord record, InetSocketAddress from, int size) {
		switch (record.contentType()) {
			case RecordFormat.APPLICATION_DATA -> message(session, record.copyPayload());
			case RecordFormat.ALERT -> alert(session, record.buffer(), record.offset(), record.length());
			case RecordFormat.HANDSHAKE -> handshake(session, record);
			case RecordFormat.RETURN_ROUTABILITY_CHECK -> check(session, record, from, size);
			default -> dropped(session, DropReason.UNEXPECTED);
		}
		session.touch();
	}

	/**
	 * Delivers what arrived, and was opened, before the handshake had ended.
	 * @param session the new session
	 * @param records application data and alerts, in order
	 */
	public void acceptEarly(Session session, List<EarlyRecord> records) {
		for (EarlyRecord record : records) {
			if (record.contentType() == RecordFormat.APPLICATION_DATA) {
				message(session, record.payload());
			}
			else {
				alert(session, record.payload(), 0, record.payload().length);
			}
		}
	}

	private void message(Session session, byte[] message) {
		if (this.draining) {
			dropped(session, DropReason.STOPPED);
			return;
		}
		if (!session.isOpen()) {
			dropped(session, DropReason.UNEXPECTED);
			return;
		}
		Outcome outcome = this.dispatcher.dispatch(session, message);
		if (outcome != Outcome.TAKEN) {
			dropped(session, DropReason.QUEUE_FULL);
		}
		if (outcome == Outcome.DROPPED) {
			return;
		}
		session.countReceived(message.length);
		this.statistics.countReceived(message.length);
	}

	private void alert(Session session, byte[] buffer, int offset, int length) {
		if (length != ALERT_SIZE) {
			dropped(session, DropReason.MALFORMED);
			return;
		}
		if (buffer[offset + 1] == CLOSE_NOTIFY) {
			session.end(CloseReason.PEER_CLOSED);
		}
		else if (buffer[offset] == FATAL) {
			session.end(CloseReason.PEER_ALERT);
		}
		else {
			dropped(session, DropReason.UNEXPECTED);
		}
	}

	private void handshake(Session session, OpenedRecord record) {
		try {
			if (!session.answerFinished(record)) {
				// No renegotiation (RFC 9325, section 3.5): the request is ignored.
				dropped(session, DropReason.UNEXPECTED);
			}
		}
		catch (IOException ex) {
			// Counted where it was sent; the peer will ask again.
		}
	}

	private void check(Session session, OpenedRecord record, InetSocketAddress from, int size) {
		DropReason reason = session.check(record, from, size);
		if (reason != null) {
			this.announcer.dropped(reason, from);
		}
	}

	private void dropped(Session session, DropReason reason) {
		this.announcer.dropped(reason, session.remoteAddress());
	}

}
