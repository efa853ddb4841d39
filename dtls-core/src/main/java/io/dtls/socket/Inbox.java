package io.dtls.socket;

import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToLongFunction;

import org.jspecify.annotations.Nullable;

/**
 * What arrived and waits for a reader that blocks; bounded, as the endpoint thread does
 * not wait.
 */
final class Inbox<T> {

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final Queue<T> waiting = new ArrayDeque<>();

	private final int capacity;

	private boolean ended;

	private boolean closed;

	private long dropped;

	Inbox(int capacity) {
		this.capacity = capacity;
	}

	/** Adds one, or counts it as dropped if there is no room. */
	void offer(T one) {
		this.lock.lock();
		try {
			if (this.closed || this.waiting.size() >= this.capacity) {
				this.dropped++;
				return;
			}
			this.waiting.add(one);
			this.changed.signal();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Nothing more will come; what is there can still be taken. */
	void end() {
		this.lock.lock();
		try {
			this.ended = true;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** The reader wants nothing more. */
	void close() {
		this.lock.lock();
		try {
			this.closed = true;
			this.waiting.clear();
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Takes the oldest, waiting for it.
	 * @param timeoutMillis how long to wait; 0 for ever
	 * @return null if nothing more will come
	 * @throws SocketTimeoutException if nothing came in time
	 * @throws SocketException if the reader has closed it
	 * @throws InterruptedIOException if the thread is interrupted
	 */
	@Nullable T take(int timeoutMillis) throws SocketException, InterruptedIOException {
		long left = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
		this.lock.lock();
		try {
			while (this.waiting.isEmpty() && !this.ended && !this.closed) {
				if (timeoutMillis == 0) {
					this.changed.await();
				}
				else if (left <= 0) {
					throw new SocketTimeoutException("Nothing came within " + timeoutMillis + " ms");
				}
				else {
					left = this.changed.awaitNanos(left);
				}
			}
			if (this.closed) {
				throw new SocketException("Socket is closed");
			}
			return this.waiting.poll();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("Interrupted while waiting");
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Takes one out that is not to be taken any more. */
	boolean remove(T one) {
		this.lock.lock();
		try {
			return this.waiting.remove(one);
		}
		finally {
			this.lock.unlock();
		}
	}

	int size() {
		this.lock.lock();
		try {
			return this.waiting.size();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Adds up what waits. */
	long sum(ToLongFunction<T> size) {
		this.lock.lock();
		try {
			return this.waiting.stream().mapToLong(size).sum();
		}
		finally {
			this.lock.unlock();
		}
	}

	long dropped() {
		this.lock.lock();
		try {
			return this.dropped;
		}
		finally {
			this.lock.unlock();
		}
	}

}
