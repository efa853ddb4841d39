package io.dtls.benchmarks;

import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.security.SecureRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.TlsSession;
import org.jspecify.annotations.Nullable;

/**
 * Connects and says goodbye, over and over, on some threads at once.
 */
final class HandshakeLoad {

	private static final int PATIENCE_SECONDS = 60;

	private final ClientSettings settings;

	private final boolean resume;

	private final SecureRandom random = new SecureRandom();

	private final LatencyHistogram latency = new LatencyHistogram();

	private final AtomicLong resumed = new AtomicLong();

	private final AtomicLong failed = new AtomicLong();

	private long completed;

	private volatile boolean running = true;

	HandshakeLoad(ClientSettings settings, boolean resume) {
		this.settings = settings;
		this.resume = resume;
	}

	/**
	 * Has many clients connect at once, each of them one time, and waits for them.
	 * @param clients how many
	 */
	void storm(int clients) throws InterruptedException {
		ExecutorService threads = Executors.newFixedThreadPool(clients);
		CountDownLatch ready = new CountDownLatch(clients);
		for (int i = 0; i < clients; i++) {
			threads.execute(() -> {
				ready.countDown();
				connectTogether(ready);
			});
		}
		threads.shutdown();
		threads.awaitTermination(2L * PATIENCE_SECONDS, TimeUnit.SECONDS);
	}

	private void connectTogether(CountDownLatch ready) {
		try {
			ready.await();
			connectOnce(null);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Starts clients that go on until {@link #stop}.
	 * @param parallel how many at a time
	 * @return their threads
	 */
	ExecutorService start(int parallel) {
		ExecutorService threads = Executors.newFixedThreadPool(parallel);
		for (int i = 0; i < parallel; i++) {
			threads.execute(this::connectOverAndOver);
		}
		return threads;
	}

	void stop(ExecutorService threads) throws InterruptedException {
		this.running = false;
		threads.shutdown();
		threads.awaitTermination(1, TimeUnit.MINUTES);
	}

	private void connectOverAndOver() {
		TlsSession session = null;
		while (this.running) {
			session = connectOnce(session);
		}
	}

	private @Nullable TlsSession connectOnce(@Nullable TlsSession toResume) {
		long start = System.nanoTime();
		try (DatagramChannel channel = DatagramChannel.open()) {
			channel.connect(this.settings.server());
			TlsSession session = connect(channel, toResume);
			completed(System.nanoTime() - start);
			return session;
		}
		catch (IOException ex) {
			this.failed.incrementAndGet();
			return toResume;
		}
	}

	private @Nullable TlsSession connect(DatagramChannel channel, @Nullable TlsSession toResume) throws IOException {
		ClientHandshake handshake = new ClientHandshake(this.settings, channel, this.resume ? toResume : null,
				this.random);
		DTLSTransport transport = handshake.run();
		transport.close();
		if (handshake.isResumed()) {
			this.resumed.incrementAndGet();
		}
		return handshake.session();
	}

	private synchronized void completed(long nanos) {
		this.completed++;
		this.latency.record(nanos);
	}

	/**
	 * Waits for some time, and then for handshakes that are missing, for a minute at
	 * most.
	 * @param millis how long
	 * @param least how many handshakes there have to be
	 */
	synchronized void await(long millis, int least) throws InterruptedException {
		long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
		long giveUp = end + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
		for (long now = System.nanoTime(); now < end
				|| (this.completed < least && now < giveUp); now = System.nanoTime()) {
			TimeUnit.NANOSECONDS.timedWait(this, TimeUnit.MILLISECONDS.toNanos(10));
		}
	}

	/** Counts anew. */
	synchronized void reset() {
		this.completed = 0;
		this.latency.clear();
		this.resumed.set(0);
		this.failed.set(0);
	}

	synchronized Result report(Result into) {
		return into.put("handshakes", this.completed)
			.put("resumed", this.resumed.get())
			.put("failed", this.failed.get())
			.put("p50us", this.latency.micros(0.5))
			.put("p99us", this.latency.micros(0.99));
	}

}
