package io.dtls.internal.server;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.dtls.internal.loop.EndpointThread;
import io.dtls.internal.loop.SessionRecords;
import io.dtls.internal.record.dtls12.OpenedRecord;
import io.dtls.internal.session.Session;
import io.dtls.internal.util.WheelTimer;

/**
 * Lets sessions go that another node asks for, because their peers talk to that one now.
 */
final class SessionReleases {

	// Whatever nodes ask, it does not keep this one from serving.
	private static final int MAX_WAITING = 1024;

	private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	// Somewhat longer than the other node waits, and it will ask again.
	private static final int MAX_RETRIES = 20;

	private final EndpointThread thread;

	private final Sessions sessions;

	private final SessionRecords records;

	private final OpenedRecord scratch = new OpenedRecord();

	private final AtomicInteger waiting = new AtomicInteger();

	SessionReleases(EndpointThread thread, Sessions sessions, SessionRecords records) {
		this.records = records;
		this.thread = thread;
		this.sessions = sessions;
	}

	/**
	 * Lets a session go, if it is here and the record proves that its peer has moved. For
	 * any thread.
	 * @param id a connection id, of the length of this server's
	 * @param record what the other node got
	 */
	void requested(byte[] id, byte[] record) {
		if (this.waiting.incrementAndGet() > MAX_WAITING) {
			this.waiting.decrementAndGet();
			return;
		}
		this.thread.execute(() -> {
			this.waiting.decrementAndGet();
			examine(id, record);
		});
	}

	private void examine(byte[] id, byte[] record) {
		Session session = this.sessions.byConnectionId(id, 0);
		if (session == null) {
			return;
		}
		if (session.isProvenBy(record, this.scratch)) {
			new Release(session).tryNow();
		}
		else if (session.open(record, 0, record.length, this.scratch)) {
			// Overtaken by newer ones that came here, so that is where it belongs.
			this.records.accept(session, this.scratch, session.remoteAddress(), record.length);
		}
	}

	/** Waits until the handler has answered what it got. */
	private final class Release extends WheelTimer {

		private final Session session;

		private int retries;

		Release(Session session) {
			this.session = session;
		}

		void tryNow() {
			if (this.session.queue().isIdle()) {
				SessionReleases.this.sessions.release(this.session);
			}
			else if (this.retries++ < MAX_RETRIES) {
				SessionReleases.this.thread.schedule(this, SessionReleases.this.thread.now() + RETRY_NANOS);
			}
		}

		@Override
		protected void expired(long now) {
			if (this.session.isOpen()) {
				tryNow();
			}
		}

	}

}
