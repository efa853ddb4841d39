package io.dtls.internal.dispatch;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.dtls.internal.session.MessageQueue.Offer;
import io.dtls.internal.session.Session;
import io.dtls.settings.DispatchSettings;
import io.dtls.settings.DispatchSettings.OnFull;

/**
 * Runs the handler on worker threads: in order for one session, in parallel across
 * sessions. Each session has a bounded queue; sessions with messages stand in one line
 * that the workers serve. A batch of datagrams wakes one worker; more of them come where
 * the handler is slow, so that it holds up nobody but its own peer.
 */
final class OrderedDispatcher implements MessageDispatcher {

	private static final Logger logger = LoggerFactory.getLogger(OrderedDispatcher.class);

	// A session gives way to others after this many messages.
	private static final int TURN = 64;

	private final HandlerCall handler;

	private final DispatchSettings settings;

	private final Executor executor;

	private final int maxWorkers;

	private final Queue<Session> line = new ConcurrentLinkedQueue<>();

	private final AtomicInteger sessionsInLine = new AtomicInteger();

	private final AtomicInteger workers = new AtomicInteger();

	private final AtomicInteger unhandled = new AtomicInteger();

	private final WaitingBytes bytes;

	private final HandlerPace pace = new HandlerPace();

	private final Runnable onClose;

	// The pool interrupts its threads when it ends, and handlers do not pass that on.
	private volatile boolean closed;

	/**
	 * Creates a dispatcher.
	 * @param handler takes the messages
	 * @param settings queue bound and policy
	 * @param threads runs the workers
	 */
	OrderedDispatcher(HandlerCall handler, DispatchSettings settings, HandlerThreads threads) {
		this.handler = handler;
		this.settings = settings;
		this.bytes = new WaitingBytes(settings.memoryBudget());
		this.executor = threads.executor();
		this.maxWorkers = threads.max();
		this.onClose = threads::close;
	}

	@Override
	public Outcome dispatch(Session session, byte[] message) {
		if (!this.bytes.takeIfRoom(message)) {
			return Outcome.DROPPED;
		}
		Offer offer = session.queue().offer(message, this.settings.queueCapacity());
		Outcome outcome = Outcome.TAKEN;
		if (offer == Offer.FULL) {
			if (this.settings.onFull() == OnFull.DROP_NEWEST) {
				this.bytes.giveBack(message);
				return Outcome.DROPPED;
			}
			// A handler thread may have emptied the queue meanwhile.
			byte[] oldest = session.queue().dropOldest();
			if (oldest != null) {
				done(oldest);
				outcome = Outcome.TAKEN_FOR_OLDEST;
			}
			offer = session.queue().offer(message, this.settings.queueCapacity());
		}
		this.unhandled.incrementAndGet();
		if (offer == Offer.WAKE) {
			this.sessionsInLine.incrementAndGet();
			this.line.add(session);
		}
		return outcome;
	}

	@Override
	public void flush() {
		if (this.sessionsInLine.get() == 0) {
			return;
		}
		if (this.workers.get() == 0) {
			this.pace.begin();
			startWorker();
		}
		else if (this.pace.isSlow() || this.pace.isStalled()) {
			startWorker();
		}
	}

	private void startWorker() {
		int running = this.workers.get();
		while (running < this.maxWorkers) {
			if (this.workers.compareAndSet(running, running + 1)) {
				execute();
				return;
			}
			running = this.workers.get();
		}
	}

	private void execute() {
		try {
			this.executor.execute(this::work);
		}
		catch (RuntimeException | OutOfMemoryError ex) {
			// Refused, or no more threads: the sessions stay in line, the next turn tries
			// again.
			this.workers.decrementAndGet();
			logger.debug("The handler threads took no more work", ex);
		}
	}

	private void work() {
		try {
			Session session = next();
			while (session != null) {
				if (this.pace.isSlow() && this.sessionsInLine.get() > 0) {
					startWorker();
				}
				serve(session);
				session = next();
			}
		}
		finally {
			this.workers.decrementAndGet();
		}
		// A session may have joined the line after the last look at it.
		if (this.sessionsInLine.get() > 0 && !this.closed) {
			startWorker();
		}
	}

	private @Nullable Session next() {
		Session session = this.closed ? null : this.line.poll();
		if (session != null) {
			this.sessionsInLine.decrementAndGet();
		}
		return session;
	}

	private void serve(Session session) {
		long begun = System.nanoTime();
		for (int i = 0; i < TURN && !this.closed; i++) {
			byte[] message = session.queue().poll();
			if (message == null) {
				this.pace.handled(i, System.nanoTime() - begun);
				return;
			}
			try {
				this.handler.handle(session, message);
			}
			finally {
				done(message);
			}
		}
		this.pace.handled(TURN, System.nanoTime() - begun);
		this.sessionsInLine.incrementAndGet();
		this.line.add(session);
	}

	private void done(byte[] message) {
		this.bytes.giveBack(message);
		this.unhandled.decrementAndGet();
	}

	@Override
	public boolean awaitIdle(Duration timeout) throws InterruptedException {
		long deadline = System.nanoTime() + timeout.toNanos();
		while (this.unhandled.get() > 0) {
			if (System.nanoTime() >= deadline) {
				return false;
			}
			TimeUnit.MILLISECONDS.sleep(1);
		}
		return true;
	}

	@Override
	public int waiting() {
		return this.unhandled.get();
	}

	@Override
	public void close() {
		this.closed = true;
		this.onClose.run();
	}

}
