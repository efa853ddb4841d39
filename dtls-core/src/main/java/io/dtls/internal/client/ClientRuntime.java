package io.dtls.internal.client;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.dtls.CloseReason;
import io.dtls.DtlsSession;
import io.dtls.EndpointStatistics;
import io.dtls.HandshakeFailureReason;
import io.dtls.internal.dispatch.MessageDispatcher;
import io.dtls.internal.events.Announcer;
import io.dtls.internal.events.Observers;
import io.dtls.internal.handshake.ClientHandshakeContext;
import io.dtls.internal.loop.EndpointThread;
import io.dtls.internal.loop.SessionRecords;
import io.dtls.internal.session.Session;
import io.dtls.internal.transport.ClientSocket;
import io.dtls.internal.transport.ClientSockets;
import io.dtls.internal.util.ThreadPools;

/**
 * The moving parts of a client between its first connection and its end. One thread
 * serves all associations.
 */
public final class ClientRuntime {

	// Callers that connect wait here anyway; more than this at once are refused.
	private static final int MAX_HANDSHAKES = 1000;

	private static final int RELEASE_SECONDS = 1;

	private static final Logger logger = LoggerFactory.getLogger(ClientRuntime.class);

	private final ClientConfiguration configuration;

	private final ClientSockets sockets;

	private final EndpointThread thread;

	private final MessageDispatcher dispatcher;

	private final SessionRecords records;

	private final Announcer announcer;

	private final EndpointStatistics statistics;

	private final ThreadPools.Pool handshakeThreads;

	private final SecureRandom random = new SecureRandom();

	private final Set<ClientConnection> connections = ConcurrentHashMap.newKeySet();

	private final Map<Session, ClientConnection> open = new ConcurrentHashMap<>();

	private ClientRuntime(ClientConfiguration configuration, ClientSockets sockets, EndpointStatistics statistics,
			Observers observers) {
		this.configuration = configuration;
		this.sockets = sockets;
		this.statistics = statistics;
		this.announcer = new Announcer(statistics, observers);
		this.thread = new EndpointThread(configuration.name(), sockets, true);
		this.dispatcher = MessageDispatcher.of(configuration.name(), configuration.dispatch(), configuration.handler(),
				configuration.handlerExecutor());
		this.records = new SessionRecords(this.dispatcher, statistics, this.announcer);
		this.handshakeThreads = ThreadPools.forHandshakes(configuration.name(), MAX_HANDSHAKES);
	}

	/**
	 * Wires the path of a datagram: socket, connection, session, dispatcher, handler.
	 */
	public static ClientRuntime start(ClientConfiguration configuration, EndpointStatistics statistics,
			Observers observers) throws IOException {
		ClientSockets sockets = ClientSockets.open();
		ClientRuntime runtime = new ClientRuntime(configuration, sockets, statistics, observers);
		runtime.thread.start(
				(buffer, offset, length, from) -> sockets.receiving().datagram(buffer, offset, length, from),
				runtime.dispatcher::flush, () -> runtime.endAll(CloseReason.TRANSPORT_FAILED));
		return runtime;
	}

	public ClientConnection connect(ClientHandshakeContext context, InetSocketAddress server, Duration timeout)
			throws IOException {
		return start(new ClientConnection(this, context, server, timeout, (sink) -> new SelectedPort(this.sockets,
				ClientSocket.open(this.configuration.bindAddress(), server, this.configuration.socket(), sink))));
	}

	/** Connects through a socket that is connected and stays its owner's. */
	public ClientConnection connect(ClientHandshakeContext context, DatagramSocket lent, InetSocketAddress server,
			Duration timeout) throws IOException {
		return start(new ClientConnection(this, context, server, timeout,
				(sink) -> ClientSocket.canBorrow(lent) ? new SelectedPort(this.sockets, ClientSocket.borrow(lent, sink))
						: new ReadPort(lent, server, this.thread, sink)));
	}

	private ClientConnection start(ClientConnection connection) {
		this.connections.add(connection);
		this.thread.execute(connection::start);
		return connection;
	}

	/** The open connections that use a local port. */
	public List<ClientConnection> boundTo(int port) {
		return this.connections.stream().filter((connection) -> connection.localAddress().getPort() == port).toList();
	}

	/** Ends every session and handshake and the threads. */
	public void stop(Duration grace) {
		List<ClientConnection> all = List.copyOf(this.connections);
		this.connections.forEach((connection) -> connection.abort(HandshakeFailureReason.SHUTDOWN));
		this.thread.run(() -> {
			this.records.drain();
			this.dispatcher.flush();
		});
		boolean interrupted = false;
		try {
			if (!this.dispatcher.awaitIdle(grace)) {
				this.thread.run(() -> this.records.leave(
						all.stream().flatMap((connection) -> Stream.ofNullable(connection.session())).toList(), grace));
			}
		}
		catch (InterruptedException ex) {
			interrupted = true;
		}
		this.thread.run(() -> {
			endAll(CloseReason.SHUTDOWN);
			this.connections.forEach(ClientConnection::giveUp);
		});
		this.thread.stop();
		this.handshakeThreads.close();
		interrupted |= !awaitRelease(all);
		this.dispatcher.close();
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	// Lent sockets are their owners' again when this returns.
	private static boolean awaitRelease(List<ClientConnection> connections) {
		try {
			CompletableFuture
				.allOf(connections.stream().map(ClientConnection::released).toArray(CompletableFuture<?>[]::new))
				.get(RELEASE_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			return false;
		}
		catch (ExecutionException | TimeoutException ex) {
			logger.debug("A handshake has not ended yet", ex);
		}
		return true;
	}

	private void endAll(CloseReason reason) {
		this.open.keySet().forEach((session) -> session.end(reason));
	}

	void opened(Session session, ClientConnection connection) {
		this.open.put(session, connection);
	}

	void closed(ClientConnection connection) {
		this.connections.remove(connection);
		this.open.values().remove(connection);
	}

	/** The connection of an open session, or null. */
	public @Nullable ClientConnection connectionOf(DtlsSession session) {
		return (session instanceof Session own) ? this.open.get(own) : null;
	}

	public Collection<DtlsSession> sessions() {
		return this.open.keySet().stream().filter(Session::isOpen).map(DtlsSession.class::cast).toList();
	}

	long nextSessionId() {
		return this.random.nextLong();
	}

	ClientConfiguration configuration() {
		return this.configuration;
	}

	public EndpointThread thread() {
		return this.thread;
	}

	SessionRecords records() {
		return this.records;
	}

	Announcer announcer() {
		return this.announcer;
	}

	EndpointStatistics statistics() {
		return this.statistics;
	}

	Executor handshakeThreads() {
		return this.handshakeThreads.executor();
	}

}
