package io.dtls.internal.util;

import java.lang.reflect.Method;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * Makes the threads of an endpoint: virtual ones where the JVM has them (21 and newer),
 * otherwise platform threads on demand.
 */
public final class ThreadPools {

	// A handshake needs some dozen frames; a thousand of them must not reserve a
	// gigabyte.
	private static final long STACK_SIZE = 256 * 1024;

	private static final int KEEP_ALIVE_SECONDS = 10;

	private ThreadPools() {
	}

	/**
	 * Threads for handshakes, which mostly wait for the network.
	 * @param name prefix of the threads' names
	 * @param max threads at a time, where they are not virtual
	 * @return a new pool
	 */
	public static Pool forHandshakes(String name, int max) {
		ExecutorService virtual = virtualThreads();
		return (virtual != null) ? new Pool(virtual) : onDemand(name + "-handshake", max);
	}

	/**
	 * Platform threads that are made when needed and end when idle.
	 * @param name prefix of the threads' names
	 * @param max threads at a time; more work than that is refused
	 * @return a new pool
	 */
	public static Pool onDemand(String name, int max) {
		return new Pool(new ThreadPoolExecutor(0, max, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(),
				named(name)));
	}

	public static ThreadFactory named(String name) {
		AtomicInteger number = new AtomicInteger();
		return (task) -> {
			Thread thread = new Thread(null, task, name + "-" + number.incrementAndGet(), STACK_SIZE);
			thread.setDaemon(true);
			return thread;
		};
	}

	private static @Nullable ExecutorService virtualThreads() {
		try {
			Method factory = Executors.class.getMethod("newVirtualThreadPerTaskExecutor");
			return (ExecutorService) factory.invoke(null);
		}
		catch (ReflectiveOperationException ex) {
			// Older than 21, or 17 to 20 without preview features.
			return null;
		}
	}

	/** Threads that can be ended. */
	public record Pool(ExecutorService executor) {

		public void close() {
			this.executor.shutdownNow();
		}

	}

}
