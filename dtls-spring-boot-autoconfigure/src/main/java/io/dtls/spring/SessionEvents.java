package io.dtls.spring;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

import io.dtls.CloseReason;
import io.dtls.DtlsObserver;
import io.dtls.DtlsSession;
import io.dtls.HandshakeFailure;

/**
 * Publishes what happens at a server or client as application events, in order and on one
 * thread of its own, so that a listener that blocks holds up no peer. When very many
 * wait, further ones are dropped.
 */
final class SessionEvents implements DtlsObserver {

	private static final Logger logger = LoggerFactory.getLogger(SessionEvents.class);

	// A burst of handshakes after a restart; a few megabytes at most.
	private static final int MAX_WAITING = 10_000;

	private static final int KEEP_ALIVE_SECONDS = 10;

	// Peers decide how often something happens.
	private final RareErrors errors = new RareErrors(logger);

	private final Object source;

	private final String name;

	private final ApplicationEventPublisher publisher;

	private final ThreadPoolExecutor thread;

	/**
	 * Creates an observer.
	 * @param source the server or client
	 * @param name its bean name
	 * @param publisher of the application
	 */
	SessionEvents(Object source, String name, ApplicationEventPublisher publisher) {
		this.source = source;
		this.name = name;
		this.publisher = publisher;
		CustomizableThreadFactory threads = new CustomizableThreadFactory(name + "-events-");
		threads.setDaemon(true);
		this.thread = new ThreadPoolExecutor(1, 1, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS,
				new ArrayBlockingQueue<>(MAX_WAITING), threads,
				(task, executor) -> logger.debug("Dropped an event: too many wait"));
		this.thread.allowCoreThreadTimeOut(true);
	}

	@Override
	public void opened(DtlsSession session, long handshakeNanos) {
		publish(new DtlsSessionOpenedEvent(this.source, this.name, session, false));
	}

	@Override
	public void restored(DtlsSession session) {
		publish(new DtlsSessionOpenedEvent(this.source, this.name, session, true));
	}

	@Override
	public void closed(DtlsSession session, CloseReason reason) {
		publish(new DtlsSessionClosedEvent(this.source, this.name, session, reason));
	}

	@Override
	public void handshakeFailed(HandshakeFailure failure) {
		publish(new DtlsHandshakeFailedEvent(this.source, this.name, failure));
	}

	private void publish(DtlsEvent event) {
		this.thread.execute(() -> {
			try {
				this.publisher.publishEvent(event);
			}
			catch (RuntimeException ex) {
				this.errors.log("A listener of {} failed", event, ex);
			}
		});
	}

	/**
	 * Waits until what has happened is published, while listeners are still there.
	 * @param patience how long at most
	 */
	void flush(Duration patience) {
		CountDownLatch published = new CountDownLatch(1);
		this.thread.execute(published::countDown);
		try {
			if (!published.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
				logger.debug("Events of {} still wait for their listeners", this.name);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
