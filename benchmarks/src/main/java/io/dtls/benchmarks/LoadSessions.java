package io.dtls.benchmarks;

import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Connects the clients of a load, some at a time.
 */
final class LoadSessions {

	private LoadSessions() {
	}

	static List<LoadSession> connect(ClientSettings settings, boolean plain, int count, int parallel)
			throws IOException, InterruptedException {
		ExecutorService threads = Executors.newFixedThreadPool(parallel);
		SecureRandom random = new SecureRandom();
		try {
			List<Callable<LoadSession>> tasks = new ArrayList<>();
			for (int i = 0; i < count; i++) {
				tasks.add(() -> connect(settings, plain, random));
			}
			List<LoadSession> sessions = new ArrayList<>();
			for (Future<LoadSession> session : threads.invokeAll(tasks)) {
				sessions.add(session.get());
			}
			return sessions;
		}
		catch (ExecutionException ex) {
			throw new IOException("A client could not connect", ex);
		}
		finally {
			threads.shutdownNow();
		}
	}

	private static LoadSession connect(ClientSettings settings, boolean plain, SecureRandom random) throws IOException {
		DatagramChannel channel = DatagramChannel.open();
		channel.connect(settings.server());
		if (plain) {
			channel.configureBlocking(false);
			return new LoadSession(channel, null);
		}
		ClientHandshake handshake = new ClientHandshake(settings, channel, null, random);
		handshake.run();
		channel.configureBlocking(false);
		return new LoadSession(channel, handshake.records());
	}

}
