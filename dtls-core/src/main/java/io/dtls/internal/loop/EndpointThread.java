package io.dtls.internal.loop;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.dtls.internal.transport.DatagramSink;
import io.dtls.internal.transport.DatagramSource;
import io.dtls.internal.util.RareErrors;
import io.dtls.internal.util.TimerWheel;
import io.dtls.internal.util.WheelTimer;

/**
 * The one thread that receives, and that owns what is not locked: tables, timers and the
 * reading side of sessions. Others hand it tasks.
 */
public final class EndpointThread implements DatagramSink {

	private static final Logger logger = LoggerFactory.getLogger(EndpointThread.class);

	private static final long TICK_NANOS = 50_000_000;

	// Whoever hands over tasks faster than they run keeps no datagram waiting for ever.
	private static final int MAX_TASKS_PER_TURN = 4096;

	// Some systems report on the socket what became of earlier datagrams; a socket that
	// does nothing else is lost.
	private static final int MAX_FAILURES_IN_A_ROW = 100;

	private final DatagramSource transport;

	private final Thread thread;

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	private final TimerWheel timers;

	private final Runnable dueTimers = this::advanceTimers;

	private final RareErrors errors = new RareErrors(logger);

	private volatile long now = System.nanoTime();

	private volatile boolean running = true;

	// The loop checks its tasks before it blocks, so it needs waking only while this is
	// set.
	private volatile boolean sleeping;

	// Set when the thread has ended; tasks then run on the thread that hands them over.
	private volatile boolean ended;

	private DatagramSink sink = (buffer, offset, length, from) -> {
	};

	private boolean waited;

	private int failuresInARow;

	private Runnable afterBatch = () -> {
	};

	private Runnable onLost = () -> {
	};

	public EndpointThread(String name, DatagramSource transport) {
		this(name, transport, false);
	}

	/**
	 * Creates a thread that does not run yet.
	 * @param name of the thread
	 * @param transport where datagrams arrive
	 * @param daemon whether the JVM may end while it runs: a server keeps it alive, a
	 * client does not
	 */
	public EndpointThread(String name, DatagramSource transport, boolean daemon) {
		this.transport = transport;
		this.timers = new TimerWheel(TICK_NANOS, this.now);
		this.thread = new Thread(this::run, name);
		this.thread.setDaemon(daemon);
	}

	/**
	 * Starts receiving.
	 * @param datagrams takes what arrives
	 * @param afterEachBatch called when a batch has been taken
	 * @param onTransportLost called once if the socket fails
	 */
	public void start(DatagramSink datagrams, Runnable afterEachBatch, Runnable onTransportLost) {
		this.sink = datagrams;
		this.afterBatch = afterEachBatch;
		this.onLost = onTransportLost;
		this.thread.start();
	}

	private void run() {
		try {
			while (this.running) {
				turn();
			}
		}
		catch (IOException | RuntimeException ex) {
			if (this.running) {
				logger.error("The socket at {} was lost", this.transport.localAddress(), ex);
				guarded("end of the socket", this.onLost);
			}
		}
		finally {
			this.ended = true;
			runLateTasks();
		}
	}

	private void turn() throws IOException {
		this.waited = true;
		this.sleeping = true;
		receiveBatch(waitNanos());
		this.sleeping = false;
		// An interrupt that a handler left behind would keep the selector from waiting.
		Thread.interrupted();
		this.now = System.nanoTime();
		runTasks(MAX_TASKS_PER_TURN);
		guarded("timer", this.dueTimers);
		// Before other threads are woken, who may want this one's core.
		this.transport.flush();
		guarded("end of a batch", this.afterBatch);
		this.transport.flush();
	}

	private void advanceTimers() {
		this.timers.advance(this.now);
	}

	/**
	 * Runs what is not this loop's own: tasks, timers, batches, callbacks. Whatever it
	 * throws is reported, and the loop goes on.
	 */
	private void guarded(String what, Runnable part) {
		try {
			part.run();
		}
		catch (Throwable ex) {
			report(what, ex);
		}
	}

	private void report(String what, Throwable failure) {
		this.errors.log("A {} of the endpoint failed", what, failure.getClass(), failure, System.nanoTime());
	}

	private void receiveBatch(long timeoutNanos) throws IOException {
		try {
			this.transport.receive(this, timeoutNanos);
			this.failuresInARow = 0;
		}
		catch (IOException ex) {
			this.failuresInARow++;
			if (this.failuresInARow > MAX_FAILURES_IN_A_ROW) {
				throw ex;
			}
			logger.debug("The network reported an error", ex);
		}
		catch (Error ex) {
			// Such as too little memory: what was being received is lost, nothing else.
			report("batch", ex);
		}
	}

	@Override
	public void datagram(byte[] buffer, int offset, int length, InetSocketAddress from) {
		if (this.waited) {
			// The time of the last turn is as old as the wait was long.
			this.waited = false;
			this.now = System.nanoTime();
		}
		try {
			this.sink.datagram(buffer, offset, length, from);
		}
		catch (Throwable ex) {
			// The rest of the batch is of other peers.
			report("datagram", ex);
		}
	}

	@Override
	public void unreachable(InetSocketAddress peer) {
		guarded("report of the network", () -> this.sink.unreachable(peer));
	}

	@Override
	public void sendFailed(InetSocketAddress peer) {
		guarded("report of the network", () -> this.sink.sendFailed(peer));
	}

	private long waitNanos() {
		return this.tasks.isEmpty() ? this.timers.nanosToNextTick(this.now) : 0;
	}

	private void runTasks(int atMost) {
		for (int i = 0; i < atMost; i++) {
			Runnable task = this.tasks.poll();
			if (task == null) {
				return;
			}
			guarded("task", task);
		}
	}

	private void runLateTasks() {
		synchronized (this.tasks) {
			runTasks(Integer.MAX_VALUE);
		}
	}

	/**
	 * Runs a task on the endpoint thread: at once when called on it, else soon; when the
	 * thread has ended, here and now.
	 * @param task what to run
	 */
	public void execute(Runnable task) {
		if (isCurrent()) {
			task.run();
			return;
		}
		post(task);
	}

	/**
	 * Runs a task on the endpoint thread, soon: also when called on it, so that the task
	 * runs under no lock of the caller's.
	 * @param task what to run
	 */
	public void post(Runnable task) {
		this.tasks.add(task);
		if (this.ended) {
			runLateTasks();
		}
		else if (this.sleeping) {
			this.transport.wakeup();
		}
	}

	/**
	 * Runs a task as {@link #execute} does and waits for its end. Not for an endpoint
	 * thread that another one may be waiting for.
	 * @param task what to run
	 */
	public void run(Runnable task) {
		CountDownLatch done = new CountDownLatch(1);
		execute(() -> {
			try {
				task.run();
			}
			finally {
				done.countDown();
			}
		});
		boolean interrupted = false;
		while (done.getCount() > 0) {
			try {
				done.await();
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	public boolean isCurrent() {
		return Thread.currentThread() == this.thread;
	}

	public long now() {
		return this.now;
	}

	public void schedule(WheelTimer timer, long deadline) {
		this.timers.schedule(timer, deadline);
	}

	public void cancel(WheelTimer timer) {
		this.timers.cancel(timer);
	}

	public String name() {
		return this.thread.getName();
	}

	public boolean isAlive() {
		return this.thread.isAlive();
	}

	/** Ends the thread and closes the transport; returns when both is done. */
	public void stop() {
		this.running = false;
		this.transport.wakeup();
		boolean interrupted = false;
		while (!isCurrent() && this.thread.isAlive()) {
			try {
				this.thread.join();
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		this.transport.close();
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

}
