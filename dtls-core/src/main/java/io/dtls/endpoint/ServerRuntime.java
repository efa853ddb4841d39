package io.dtls.endpoint;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import io.dtls.CloseReason;
import io.dtls.handshake.ServerHandshakeContext;
import io.dtls.transport.DatagramTransport;

/**
 * The moving parts of a server between one start and its stop.
 */
final class ServerRuntime {

	private final DatagramTransport transport;

	private final EndpointThread thread;

	private final MessageDispatcher dispatcher;

	private final SessionRecords records;

	private final Sessions sessions;

	private final Handshakes handshakes;

	private volatile boolean draining;

	private ServerRuntime(DatagramTransport transport, EndpointThread thread, MessageDispatcher dispatcher,
			SessionRecords records, Sessions sessions, Handshakes handshakes) {
		this.transport = transport;
		this.thread = thread;
		this.dispatcher = dispatcher;
		this.records = records;
		this.sessions = sessions;
		this.handshakes = handshakes;
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
		Sessions sessions = new Sessions(thread, transport, configuration, announcer, statistics);
		SessionRecords records = new SessionRecords(dispatcher, statistics, announcer);
		Demultiplexer demultiplexer = new Demultiplexer(thread, transport, sessions, records, announcer, configuration);
		Handshakes handshakes = demultiplexer.handshakes();
		thread.start(demultiplexer, dispatcher::flush, () -> {
			handshakes.close();
			sessions.endAll(CloseReason.TRANSPORT_FAILED);
		});
		return new ServerRuntime(transport, thread, dispatcher, records, sessions, handshakes);
	}

	/**
	 * Stops taking handshakes and messages, lets the handler finish what was accepted,
	 * says goodbye to every peer and releases the socket.
	 * @param grace how long the handler may take
	 */
	void stop(Duration grace) {
		this.draining = true;
		onThread(() -> {
			this.handshakes.close();
			this.records.drain();
			this.dispatcher.flush();
		});
		boolean interrupted = false;
		try {
			this.dispatcher.awaitIdle(grace);
		}
		catch (InterruptedException ex) {
			interrupted = true;
		}
		onThread(() -> this.sessions.endAll(CloseReason.SHUTDOWN));
		this.thread.stop();
		this.handshakes.closeThreads();
		this.dispatcher.close();
		if (interrupted) {
			Thread.currentThread().interrupt();
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
