package io.dtls.endpoint;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import io.dtls.CloseReason;
import io.dtls.DtlsObserver;
import io.dtls.DtlsSession;
import io.dtls.EndpointStatistics;
import io.dtls.HandshakeException;
import io.dtls.HandshakeFailureReason;
import io.dtls.HandshakeTimeoutException;
import io.dtls.credentials.Credentials;
import io.dtls.internal.client.ClientConfiguration;
import io.dtls.internal.client.ClientConnection;
import io.dtls.internal.client.ClientRuntime;
import io.dtls.internal.events.Observers;
import io.dtls.internal.handshake.ClientHandshakeContext;
import io.dtls.internal.session.Session;

/**
 * Connects to DTLS servers: decrypted messages go to a {@linkplain io.dtls.MessageHandler
 * handler}, events to its {@linkplain io.dtls.DtlsObserver observers}. One client may
 * have many sessions, each on a socket of its own, all served by one thread. Servers are
 * verified, and their names compared, unless a setting that says insecure was asked for.
 *
 * <pre>{@code
 * try (DtlsClient client = DtlsClient.builder()
 *         .psk("sensor-1", key)
 *         .handler((session, message) -> print(message))
 *         .build()) {
 *     DtlsSession session = client.connect("device.example", 5684);
 *     session.send(message);
 * }
 * }</pre>
 */
public final class DtlsClient implements AutoCloseable {

	private static final Duration CLOSE_GRACE = Duration.ofSeconds(1);

	// The handshake ends itself in time; this is for a machine that is overloaded.
	private static final Duration MARGIN = Duration.ofSeconds(5);

	private final ClientConfiguration configuration;

	private final EndpointStatistics statistics = new EndpointStatistics();

	private final Observers observers;

	private volatile ClientHandshakeContext context;

	private volatile @Nullable ClientRuntime runtime;

	DtlsClient(ClientConfiguration configuration) {
		this.configuration = configuration;
		this.context = configuration.handshakeContext();
		this.observers = new Observers(configuration.observer());
	}

	/**
	 * Begins the configuration of a client.
	 * @return a new builder
	 */
	public static DtlsClientBuilder builder() {
		return new DtlsClientBuilder();
	}

	/**
	 * Connects to the configured server within the configured time.
	 * @return a session that is established
	 * @throws HandshakeException if that fails; says why
	 * @throws IOException if no socket can be opened, or the host has no address
	 */
	public DtlsSession connect() throws IOException {
		return connect(this.configuration.connectTimeout());
	}

	/**
	 * Connects to the configured server.
	 * @param timeout how long this may take, all addresses together
	 * @return a session that is established
	 * @throws HandshakeException if that fails; says why
	 * @throws IOException if no socket can be opened, or the host has no address
	 */
	public DtlsSession connect(Duration timeout) throws IOException {
		InetSocketAddress server = this.configuration.server();
		if (server == null) {
			throw new IllegalStateException("No server is configured; name one to connect()");
		}
		return connect(server, timeout);
	}

	/**
	 * Connects to a server within the configured time.
	 * @param host its name or address; what its certificate has to bear
	 * @param port its port
	 * @return a session that is established
	 * @throws HandshakeException if that fails; says why
	 * @throws IOException if no socket can be opened, or the host has no address
	 */
	public DtlsSession connect(String host, int port) throws IOException {
		return connect(InetSocketAddress.createUnresolved(host, port), this.configuration.connectTimeout());
	}

	/**
	 * Connects to a server. Where it is named and not resolved, each address of that name
	 * is tried in turn, with its share of the time. With a fixed local port, a session
	 * that this client has there ends first.
	 * @param server whom to connect to
	 * @param timeout how long this may take, all addresses together
	 * @return a session that is established
	 * @throws HandshakeException if that fails; says why, for the last address
	 * @throws IOException if no socket can be opened, or the host has no address
	 */
	public DtlsSession connect(InetSocketAddress server, Duration timeout) throws IOException {
		return connectToOneOf(addresses(server), timeout);
	}

	DtlsSession connectToOneOf(List<InetSocketAddress> addresses, Duration timeout) throws IOException {
		ClientRuntime current = runtimeForCaller();
		long deadline = System.nanoTime() + timeout.toNanos();
		IOException failure = new HandshakeTimeoutException("No time to connect to " + addresses);
		for (int i = 0; i < addresses.size(); i++) {
			long left = deadline - System.nanoTime();
			if (left <= 0) {
				break;
			}
			try {
				return connectTo(current, addresses.get(i), Duration.ofNanos(left / (addresses.size() - i)));
			}
			catch (InterruptedIOException ex) {
				throw ex;
			}
			catch (IOException ex) {
				if (i > 0) {
					ex.addSuppressed(failure);
				}
				failure = ex;
			}
		}
		throw failure;
	}

	private static List<InetSocketAddress> addresses(InetSocketAddress server) throws IOException {
		if (!server.isUnresolved()) {
			return List.of(server);
		}
		return Arrays.stream(InetAddress.getAllByName(server.getHostString()))
			.map((address) -> new InetSocketAddress(address, server.getPort()))
			.toList();
	}

	/**
	 * Secures a socket of the caller's own, which is connected to the server. A channel
	 * is lent as {@code channel.socket()}. Nobody else may read it until the session has
	 * ended; then it is as it was, open, for its owner to close or to use in the clear.
	 * @param lent a connected socket; if it has no channel, a thread more reads it
	 * @param timeout how long this may take
	 * @return a session that is established
	 * @throws HandshakeException if that fails; says why
	 * @throws IOException if the socket is closed or not connected
	 */
	public DtlsSession connect(DatagramSocket lent, Duration timeout) throws IOException {
		if (lent.isClosed() || !(lent.getRemoteSocketAddress() instanceof InetSocketAddress server)) {
			throw new SocketException("The socket has to be connected, and open");
		}
		ClientRuntime current = runtimeForCaller();
		return await(current.connect(this.context, lent, server, timeout), server, timeout);
	}

	private ClientRuntime runtimeForCaller() throws IOException {
		ClientRuntime current = runtime();
		if (current.thread().isCurrent()) {
			throw new IllegalStateException("The client's own thread cannot wait for a handshake");
		}
		return current;
	}

	private DtlsSession connectTo(ClientRuntime current, InetSocketAddress server, Duration timeout)
			throws IOException {
		freeLocalPort(current);
		return await(current.connect(this.context, server, timeout), server, timeout);
	}

	private static DtlsSession await(ClientConnection connection, InetSocketAddress server, Duration timeout)
			throws IOException {
		try {
			return connection.result().get(timeout.plus(MARGIN).toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof HandshakeException cause) {
				throw cause;
			}
			throw new IOException(ex.getCause());
		}
		catch (TimeoutException ex) {
			connection.abort(HandshakeFailureReason.TIMEOUT);
			throw new HandshakeTimeoutException("The handshake with " + server + " did not end in time");
		}
		catch (InterruptedException ex) {
			connection.abort(HandshakeFailureReason.SHUTDOWN);
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("Interrupted while connecting");
		}
	}

	private void freeLocalPort(ClientRuntime current) {
		InetSocketAddress local = this.configuration.bindAddress();
		if (local == null || local.getPort() == 0) {
			return;
		}
		for (ClientConnection older : current.boundTo(local.getPort())) {
			older.end();
			older.released().join();
		}
	}

	/**
	 * How long {@code connect} waits where nothing else is said.
	 * @return the time a handshake may take
	 */
	public Duration connectTimeout() {
		return this.configuration.connectTimeout();
	}

	private synchronized ClientRuntime runtime() throws IOException {
		ClientRuntime current = this.runtime;
		if (current == null) {
			current = ClientRuntime.start(this.configuration, this.statistics, this.observers);
			this.runtime = current;
		}
		return current;
	}

	/**
	 * Ends a session of this client and waits until its peer has said goodbye too.
	 * @param session which one
	 * @param timeout how long to wait
	 * @return whether the peer answered in time
	 */
	public boolean closeAndAwaitPeer(DtlsSession session, Duration timeout) {
		ClientRuntime current = this.runtime;
		ClientConnection connection = (current != null) ? current.connectionOf(session) : null;
		if (connection == null) {
			return false;
		}
		connection.linger();
		session.close();
		return awaitRelease(connection, timeout);
	}

	// Whether the goodbye came or not, the socket is released.
	private static boolean awaitRelease(ClientConnection connection, Duration timeout) {
		try {
			connection.released().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
			return true;
		}
		catch (TimeoutException | ExecutionException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		finally {
			connection.releaseSoon();
		}
	}

	/**
	 * Ends a session of this client and gives its socket back for plain datagrams. It can
	 * be secured again ({@link #connect(DatagramSocket, Duration)}).
	 * @param session which one
	 * @param timeout how long to wait for the goodbye of the peer, which comes as a
	 * datagram of the socket if it comes later
	 * @return a socket that is connected to the peer, for the caller to close; the
	 * caller's own where the session was on one
	 * @throws IOException if the session has ended or is not of this client
	 */
	public DatagramSocket unwrap(DtlsSession session, Duration timeout) throws IOException {
		ClientRuntime current = this.runtime;
		ClientConnection connection = (current != null) ? current.connectionOf(session) : null;
		if (connection == null || !(session instanceof Session own)) {
			throw new IOException("Not an open session of this client");
		}
		connection.port().keep();
		connection.linger();
		own.end(CloseReason.UNWRAPPED);
		if (!awaitRelease(connection, timeout) && !awaitRelease(connection, MARGIN)) {
			throw new InterruptedIOException("Interrupted while waiting for the socket");
		}
		DatagramSocket plain = connection.port().plain();
		if (plain.isClosed()) {
			throw new SocketException("The peer has ended the session, and its socket is closed");
		}
		return plain;
	}

	/**
	 * Uses other credentials from the next connection on; open sessions stay.
	 * @param credentials the new key, trust and pre-shared key
	 * @throws IllegalArgumentException if no configured cipher suite fits them
	 */
	public synchronized void credentials(Credentials credentials) {
		ClientHandshakeContext before = this.context;
		this.context = before.withCredentials(credentials);
		before.retire();
	}

	/**
	 * Adds an observer to those that hear what happens from now on.
	 * @param observer called on the client's threads, after those added before
	 */
	public void addObserver(DtlsObserver observer) {
		this.observers.add(observer);
	}

	/**
	 * Tells an observer nothing any more.
	 * @param observer one that was added; does nothing for others
	 */
	public void removeObserver(DtlsObserver observer) {
		this.observers.remove(observer);
	}

	/**
	 * The sessions that are open.
	 * @return a copy
	 */
	public Collection<DtlsSession> sessions() {
		ClientRuntime current = this.runtime;
		return (current != null) ? current.sessions() : List.of();
	}

	/**
	 * What has happened so far.
	 * @return counters that go on counting
	 */
	public EndpointStatistics statistics() {
		return this.statistics;
	}

	/**
	 * Ends all sessions and handshakes, and wipes what could be resumed; the client may
	 * connect again afterwards.
	 */
	@Override
	public synchronized void close() {
		ClientRuntime current = this.runtime;
		if (current != null) {
			current.stop(CLOSE_GRACE);
			this.runtime = null;
		}
		this.context.forgetSessions();
	}

}
