package io.dtls.spring;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanNameAware;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationEventPublisherAware;
import org.springframework.context.SmartLifecycle;

import io.dtls.DtlsSession;
import io.dtls.endpoint.DtlsClient;

/**
 * The sessions of a client by where they lead: one for each destination, made when it is
 * first needed, used again while it is open. When there are as many as allowed, the one
 * used longest ago ends; the client's idle timeout ends those that nobody uses. As a bean
 * it ends all sessions when the application stops or pauses, and publishes what happens
 * to them as application events.
 */
public final class DtlsClientSessions
		implements SmartLifecycle, DisposableBean, BeanNameAware, ApplicationEventPublisherAware {

	private static final int DEFAULT_MAX = 1000;

	private static final Duration EVENT_PATIENCE = Duration.ofSeconds(2);

	private final DtlsClient client;

	private final int max;

	private final ReentrantLock lock = new ReentrantLock();

	// In the order of their last use; what is not complete is being connected.
	private final Map<Destination, CompletableFuture<DtlsSession>> sessions = new LinkedHashMap<>(16, 0.75f, true);

	private String name = "dtlsClient";

	private @Nullable SessionEvents events;

	private volatile boolean running;

	/**
	 * Creates an empty pool of at most 1000 sessions.
	 * @param client makes the sessions, in its own connect timeout
	 */
	public DtlsClientSessions(DtlsClient client) {
		this(client, DEFAULT_MAX);
	}

	/**
	 * Creates an empty pool.
	 * @param client makes the sessions, in its own connect timeout
	 * @param max sessions at a time
	 */
	public DtlsClientSessions(DtlsClient client, int max) {
		if (max < 1) {
			throw new IllegalArgumentException("max is " + max + ": a pool needs one session at least");
		}
		this.client = client;
		this.max = max;
	}

	@Override
	public void setBeanName(String name) {
		this.name = name;
	}

	@Override
	public void setApplicationEventPublisher(ApplicationEventPublisher publisher) {
		this.events = new SessionEvents(this.client, this.name, publisher);
		this.client.addObserver(this.events);
	}

	/**
	 * Finds or makes the session with a server. Who needs the same server meanwhile waits
	 * for the same handshake, and fails with it.
	 * @param host name or address of the server
	 * @param port its port
	 * @return an open session
	 * @throws IOException if no session can be made; says why
	 */
	public DtlsSession to(String host, int port) throws IOException {
		Destination destination = new Destination(host, port);
		CompletableFuture<DtlsSession> mine = new CompletableFuture<>();
		CompletableFuture<DtlsSession> session = findOrPut(destination, mine);
		if (session == mine) {
			connect(destination, mine);
		}
		return await(session);
	}

	private CompletableFuture<DtlsSession> findOrPut(Destination destination, CompletableFuture<DtlsSession> fresh)
			throws IOException {
		DtlsSession evicted = null;
		this.lock.lock();
		try {
			CompletableFuture<DtlsSession> known = this.sessions.get(destination);
			if (known != null && (!known.isDone() || openSession(known) != null)) {
				return known;
			}
			if (known == null && this.sessions.size() >= this.max) {
				evicted = makeRoom();
			}
			this.sessions.put(destination, fresh);
		}
		finally {
			this.lock.unlock();
		}
		if (evicted != null) {
			evicted.close();
		}
		return fresh;
	}

	private @Nullable DtlsSession makeRoom() throws IOException {
		for (Iterator<CompletableFuture<DtlsSession>> all = this.sessions.values().iterator(); all.hasNext();) {
			CompletableFuture<DtlsSession> oldest = all.next();
			if (oldest.isDone()) {
				all.remove();
				return openSession(oldest);
			}
		}
		throw new IOException("All " + this.max + " sessions of this client are just being made");
	}

	private static @Nullable DtlsSession openSession(CompletableFuture<DtlsSession> done) {
		if (done.isCompletedExceptionally()) {
			return null;
		}
		DtlsSession session = done.join();
		return session.isOpen() ? session : null;
	}

	private void connect(Destination destination, CompletableFuture<DtlsSession> session) {
		try {
			session.complete(this.client.connect(destination.host(), destination.port()));
		}
		catch (IOException | RuntimeException ex) {
			session.completeExceptionally(ex);
		}
		finally {
			// After an error nobody may wait for ever.
			session.cancel(false);
		}
	}

	private static DtlsSession await(CompletableFuture<DtlsSession> session) throws IOException {
		try {
			return session.get();
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof IOException cause) {
				throw cause;
			}
			throw new IOException(ex.getCause());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("Interrupted while waiting for a session");
		}
	}

	@Override
	public void start() {
		this.running = true;
	}

	/** Ends all sessions with close_notify; the next use makes new ones. */
	@Override
	public void stop() {
		this.running = false;
		this.lock.lock();
		try {
			this.sessions.clear();
		}
		finally {
			this.lock.unlock();
		}
		this.client.close();
		if (this.events != null) {
			this.events.flush(EVENT_PATIENCE);
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/** Stops last, as flows may send until they have stopped. */
	@Override
	public int getPhase() {
		return Integer.MIN_VALUE;
	}

	@Override
	public void destroy() {
		stop();
	}

	private record Destination(String host, int port) {

	}

}
