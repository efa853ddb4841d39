package io.dtls.spring;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.BackOffExecution;

import io.dtls.CloseReason;
import io.dtls.DtlsObserver;
import io.dtls.DtlsSession;
import io.dtls.endpoint.DtlsClient;

/**
 * Keeps a client's session with one server open, for servers that send unasked: connects
 * at the start, and again when the session has ended. Its thread keeps the JVM alive.
 */
public final class DtlsClientLifecycle implements SmartLifecycle, DtlsObserver {

	private static final Logger logger = LoggerFactory.getLogger(DtlsClientLifecycle.class);

	private final DtlsClientSessions sessions;

	private final String host;

	private final int port;

	private final BackOff backOff;

	private final Object monitor = new Object();

	private @Nullable Thread thread;

	/**
	 * Creates a lifecycle that is not started.
	 * @param client tells when its sessions end
	 * @param sessions of that client
	 * @param host name or address of the server
	 * @param port its port
	 * @param backOff waits between attempts
	 */
	public DtlsClientLifecycle(DtlsClient client, DtlsClientSessions sessions, String host, int port, BackOff backOff) {
		this.sessions = sessions;
		this.host = host;
		this.port = port;
		this.backOff = backOff;
		client.addObserver(this);
	}

	/** After all that handles messages. */
	@Override
	public int getPhase() {
		return DtlsServerLifecycle.PHASE;
	}

	@Override
	public void start() {
		synchronized (this.monitor) {
			if (this.thread == null) {
				this.thread = new Thread(this::keepConnected, "dtls-reconnect");
				this.thread.start();
			}
		}
	}

	private void keepConnected() {
		try {
			BackOffExecution waits = this.backOff.start();
			while (isCurrent()) {
				long wait = waits.nextBackOff();
				if (stayConnected(wait)) {
					waits = this.backOff.start();
					wait = waits.nextBackOff();
				}
				pause(wait);
			}
		}
		catch (InterruptedException ex) {
			logger.debug("Stopped while waiting");
		}
	}

	private boolean stayConnected(long nextWait) throws InterruptedException {
		try {
			DtlsSession session = this.sessions.to(this.host, this.port);
			logger.info("Connected to DTLS server {}:{}", this.host, this.port);
			awaitEnd(session);
			return true;
		}
		catch (IOException ex) {
			if (isCurrent()) {
				logger.warn("Not connected to DTLS server {}:{}, next attempt in {} ms: {}", this.host, this.port,
						nextWait, ex.getMessage());
			}
			return false;
		}
	}

	private void awaitEnd(DtlsSession session) throws InterruptedException {
		synchronized (this.monitor) {
			while (isCurrent() && session.isOpen()) {
				this.monitor.wait();
			}
		}
	}

	private void pause(long millis) throws InterruptedException {
		long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
		synchronized (this.monitor) {
			long left = millis;
			while (isCurrent() && left > 0) {
				this.monitor.wait(left);
				left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
			}
		}
	}

	/** A thread that was stopped ends, even where another was started meanwhile. */
	private boolean isCurrent() {
		synchronized (this.monitor) {
			return this.thread == Thread.currentThread();
		}
	}

	/** Connects no more; an open session stays until the client is closed. */
	@Override
	public void stop() {
		Thread running;
		synchronized (this.monitor) {
			running = this.thread;
			this.thread = null;
			this.monitor.notifyAll();
		}
		if (running != null) {
			running.interrupt();
		}
	}

	@Override
	public boolean isRunning() {
		synchronized (this.monitor) {
			return this.thread != null;
		}
	}

	@Override
	public void closed(DtlsSession session, CloseReason reason) {
		synchronized (this.monitor) {
			this.monitor.notifyAll();
		}
	}

}
