package io.dtls.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * One end of a connection that carries a transfer. What arrives goes to the
 * {@link Arrivals} that it was made with.
 */
interface Link extends AutoCloseable {

	/** How long each step of setting a link up may take. */
	Duration PATIENCE = Duration.ofSeconds(10);

	/** Sends one message; waits while the network takes none. */
	void send(byte[] chunk) throws IOException;

	@Override
	void close() throws IOException;

	/** Sends all messages of a transfer, no faster than it says. */
	default void sendAll(Transfer transfer, Progress progress) throws IOException {
		long pause = transfer.nanosPerChunk();
		long start = System.nanoTime();
		for (int i = 0; i < transfer.chunks(); i++) {
			if (pause > 0) {
				long early = start + i * pause - System.nanoTime();
				LockSupport.parkNanos(Math.max(0, early));
			}
			send(transfer.chunk(i));
			progress.at(i + 1);
		}
	}

	/** Where a server waits for the one link of a transfer. */
	interface Listener extends AutoCloseable {

		int port();

		Link accept() throws IOException;

		@Override
		void close() throws IOException;

	}

}
