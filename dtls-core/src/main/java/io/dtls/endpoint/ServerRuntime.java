package io.dtls.endpoint;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.dtls.CloseReason;
import io.dtls.SnapshotSettings;
import io.dtls.handshake.ServerHandshakeContext;
import io.dtls.session.Session;
import io.dtls.session.SessionSnapshot;
import io.dtls.transport.DatagramTransport;

/**
 * The moving parts of a server between one start and its stop.
 */
final class ServerRuntime {

	private static final Logger logger = LoggerFactory.getLogger(ServerRuntime.class);

	private final DatagramTransport transport;

	private final EndpointThread thread;

	private final MessageDispatcher dispatcher;

	private final SessionRecords records;

	private final Sessions sessions;

	private final Handshakes handshakes;

	private final @Nullable SnapshotVault vault;

	private final @Nullable SnapshotLookups lookups;

	private volatile boolean draining;

	private ServerRuntime(DatagramTransport transport, EndpointThread thread, MessageDispatcher dispatcher,
			SessionRecords records, Sessions sessions, Handshakes handshakes, @Nullable SnapshotVault vault,
			@Nullable SnapshotLookups lookups) {
		this.transport = transport;
		this.thread = thread;
		this.dispatcher = dispatcher;
		this.records = records;
		this.sessions = sessions;
		this.handshakes = handshakes;
		this.vault = vault;
		this.lookups = lookups;
	}

	/**
	 * Wires the path of a datagram: transport, demultiplexer, session, dispatcher,
	 * handler.
	 */
	static ServerRuntime start(ServerConfiguration configuration, DatagramTransport transport,
			EndpointStatistics statistics, Observers observers) {
		Announcer announcer = new Announcer(statistics, observers);
		EndpointThread thread = new EndpointThread(configuration.name(), transport);
		MessageDispatcher dispatcher = MessageDispatcher.of(configuration.name(), configuration.dispatch(),
				configuration.handler(), configuration.handlerExecutor());
		SnapshotSettings snapshots = configuration.snapshots();
		SnapshotVault vault = (snapshots != null) ? new SnapshotVault(snapshots, configuration.name()) : null;
		Sessions sessions = new Sessions(thread, transport, configuration, announcer, statistics, vault);
		SessionRecords records = new SessionRecords(dispatcher, statistics, announcer);
		SnapshotLookups lookups = (snapshots != null && vault != null && vault.isShared())
				? new SnapshotLookups(thread, vault, sessions, announcer, configuration, snapshots) : null;
		Demultiplexer demultiplexer = new Demultiplexer(thread, transport, sessions, records, announcer, configuration,
				lookups);
		Handshakes handshakes = demultiplexer.handshakes();
		restore(vault, sessions);
		thread.start(demultiplexer, dispatcher::flush, () -> {
			handshakes.close();
			sessions.endAll(CloseReason.TRANSPORT_FAILED);
		});
		return new ServerRuntime(transport, thread, dispatcher, records, sessions, handshakes, vault, lookups);
	}

	private static void restore(@Nullable SnapshotVault vault, Sessions sessions) {
		try {
			if (vault != null) {
				vault.takeAll().forEach((saved) -> sessions.restore(saved, saved.snapshot().address()));
			}
		}
		catch (IOException | RuntimeException ex) {
			logger.warn("Saved sessions cannot be restored, their peers have to handshake again: {}", ex.toString());
		}
	}

	/**
	 * Stops taking handshakes and messages, lets the handler finish what was accepted,
	 * saves the sessions or says goodbye to their peers, and releases the socket.
	 * @param grace how long the handler may take
	 */
	void stop(Duration grace) {
		this.draining = true;
		onThread(() -> {
			this.handshakes.close();
			if (this.lookups != null) {
				this.lookups.close();
			}
			this.records.drain();
			this.dispatcher.flush();
		});
		boolean interrupted = false;
		try {
			this.dispatcher.awaitIdle(grace);
			if (this.vault != null) {
				this.vault.close(grace);
			}
		}
		catch (InterruptedException ex) {
			interrupted = true;
		}
		save();
		onThread(() -> this.sessions.endAll(CloseReason.SHUTDOWN));
		this.thread.stop();
		this.handshakes.closeThreads();
		this.dispatcher.close();
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	private void save() {
		SnapshotVault store = this.vault;
		if (store == null) {
			return;
		}
		Map<Session, SessionSnapshot> suspended = new LinkedHashMap<>();
		onThread(() -> suspended.putAll(this.sessions.suspendAll()));
		try {
			store.save(List.copyOf(suspended.values()));
			onThread(() -> suspended.keySet().forEach((session) -> session.end(CloseReason.SAVED)));
		}
		catch (IOException ex) {
			// They say goodbye instead. Where the store has some of them after all, the
			// next
			// holder's numbers are of another generation.
			logger.warn("{} sessions cannot be saved, their peers have to handshake again: {}", suspended.size(),
					ex.toString());
		}
	}

	private void onThread(Runnable task) {
		if (!this.thread.isAlive()) {
			task.run();
			return;
		}
		CountDownLatch done = new CountDownLatch(1);
		this.thread.execute(() -> {
			try {
				task.run();
			}
			finally {
				done.countDown();
			}
		});
		awaitUninterruptibly(done);
	}

	// The thread runs every task it was given, also when it ends.
	private static void awaitUninterruptibly(CountDownLatch done) {
		boolean interrupted = false;
		while (true) {
			try {
				done.await();
				break;
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	void use(ServerHandshakeContext context) {
		this.handshakes.context(context);
	}

	InetSocketAddress localAddress() {
		return this.transport.localAddress();
	}

	boolean isReceiving() {
		return this.thread.isAlive();
	}

	ServerState state() {
		if (this.draining) {
			return ServerState.DRAINING;
		}
		return isReceiving() ? ServerState.RUNNING : ServerState.LOST;
	}

	Sessions sessions() {
		return this.sessions;
	}

	List<OpenHandshake> openHandshakes() {
		return this.handshakes.open();
	}

	int handshakesRunning() {
		return this.handshakes.running();
	}

	int messagesWaiting() {
		return this.dispatcher.waiting();
	}

	/** Opens the socket of a server. */
	@FunctionalInterface
	interface TransportFactory {

		DatagramTransport open(ServerConfiguration configuration) throws IOException;

	}

}
