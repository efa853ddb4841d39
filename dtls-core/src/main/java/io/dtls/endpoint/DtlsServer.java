package io.dtls.endpoint;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.dtls.DtlsObserver;
import io.dtls.DtlsSession;
import io.dtls.EndpointStatistics;
import io.dtls.OpenHandshake;
import io.dtls.ServerState;
import io.dtls.credentials.Credentials;
import io.dtls.internal.events.Observers;
import io.dtls.internal.server.ServerConfiguration;
import io.dtls.internal.server.ServerRuntime;
import io.dtls.internal.session.Session;
import io.dtls.internal.store.CountedResumptionStore;
import io.dtls.settings.DemuxMode;
import io.dtls.settings.ServerFacts;

/**
 * A DTLS server on one UDP port: decrypted messages go to a
 * {@linkplain io.dtls.MessageHandler handler}, events to its
 * {@linkplain io.dtls.DtlsObserver observers}. May be started again after it was stopped.
 *
 * <pre>{@code
 * DtlsServer server = DtlsServer.builder()
 *     .bind(new InetSocketAddress(5684))
 *     .credentials(Credentials.ofPsk(identity -> keys.get(identity)))
 *     .handler((session, message) -> session.send(message))
 *     .build();
 * server.start();
 * }</pre>
 */
public final class DtlsServer implements AutoCloseable {

	private static final Duration CLOSE_GRACE = Duration.ofSeconds(1);

	private final ServerRuntime.TransportFactory transports;

	private final EndpointStatistics statistics;

	private final DemuxMode demux;

	private final Observers observers;

	private volatile ServerConfiguration configuration;

	private volatile @Nullable ServerRuntime runtime;

	DtlsServer(ServerConfiguration configuration, ServerRuntime.TransportFactory transports,
			EndpointStatistics statistics, DemuxMode demux) {
		this.demux = demux;
		this.configuration = configuration;
		this.transports = transports;
		this.observers = new Observers(configuration.observer());
		this.statistics = statistics;
	}

	/**
	 * Begins the configuration of a server.
	 * @return a new builder
	 */
	public static DtlsServerBuilder builder() {
		return new DtlsServerBuilder();
	}

	/**
	 * Binds and starts to serve; does nothing if it serves already.
	 * @throws java.net.BindException if the address is taken or not of this machine
	 * @throws IOException if the socket cannot be opened
	 */
	public synchronized void start() throws IOException {
		if (this.runtime == null) {
			this.runtime = ServerRuntime.start(this.configuration, this.transports.openAll(this.configuration),
					this.statistics, this.observers);
		}
	}

	/**
	 * Stops: no new handshakes or messages, accepted messages are handled, every peer
	 * gets close_notify, the port is free on return, and what was kept in memory to
	 * resume sessions is wiped. Does nothing if it does not serve.
	 * @param grace how long the handler may take for what it has not finished
	 */
	public void stop(Duration grace) {
		stop(grace, true);
	}

	/**
	 * Stops as {@link #stop(Duration)} does.
	 * @param grace how long the handler may take for what it has not finished
	 * @param closeNotify whether peers are told that their sessions end; those that are
	 * not told find out when nobody answers
	 */
	public synchronized void stop(Duration grace, boolean closeNotify) {
		ServerRuntime current = this.runtime;
		if (current != null) {
			current.stop(grace, closeNotify);
			this.runtime = null;
			wipeResumable();
		}
	}

	private void wipeResumable() {
		CountedResumptionStore store = this.configuration.resumptionStore();
		if (store != null) {
			store.wipe();
		}
	}

	/** Stops with a grace period of one second. */
	@Override
	public void close() {
		stop(CLOSE_GRACE);
	}

	/**
	 * Uses other credentials from the next handshake on; open sessions stay.
	 * @param credentials the new key, trust and pre-shared keys
	 * @throws IllegalArgumentException if no configured cipher suite fits them
	 */
	public synchronized void credentials(Credentials credentials) {
		ServerConfiguration changed = this.configuration
			.withHandshakeContext(this.configuration.handshakeContext().withCredentials(credentials));
		this.configuration = changed;
		ServerRuntime current = this.runtime;
		if (current != null) {
			current.use(changed.handshakeContext());
		}
	}

	/**
	 * Adds an observer to those that hear what happens from now on.
	 * @param observer called on the server's threads, after those added before
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
	 * Where the server listens.
	 * @return the bound address, with the real port where port 0 was asked for
	 * @throws IllegalStateException if it does not serve
	 */
	public InetSocketAddress localAddress() {
		ServerRuntime current = this.runtime;
		if (current == null) {
			throw new IllegalStateException("The server is not started");
		}
		return current.localAddress();
	}

	/**
	 * Whether datagrams are being received.
	 * @return false before the start, after the stop, and if the socket was lost
	 */
	public boolean isRunning() {
		ServerRuntime current = this.runtime;
		return current != null && current.isReceiving();
	}

	/** What the server does now. */
	public ServerState state() {
		ServerRuntime current = this.runtime;
		return (current != null) ? current.state() : ServerState.STOPPED;
	}

	/** How the server is configured now. */
	public ServerFacts facts() {
		ServerConfiguration current = this.configuration;
		return new ServerFacts(this.demux, current.mtu(), current.handshakeContext().suites(),
				current.handshakeContext().certificates(), current.handshakes(), current.sessions(),
				current.dispatch());
	}

	/**
	 * The sessions that are open.
	 * @return a copy, empty while the server does not run
	 */
	public Collection<DtlsSession> sessions() {
		ServerRuntime current = this.runtime;
		return (current != null) ? current.sessions().all() : List.of();
	}

	/**
	 * Finds an open session.
	 * @param id as of {@link DtlsSession#id()}
	 * @return empty if it has ended or never was
	 */
	public Optional<DtlsSession> session(String id) {
		ServerRuntime current = this.runtime;
		return (current != null) ? Optional.ofNullable(current.sessions().byId(id)) : Optional.empty();
	}

	/**
	 * Ends a session with close_notify and leaves the peer's datagrams, ClientHellos too,
	 * to a plain socket. When the socket is closed, the server takes them again and the
	 * peer may handshake anew.
	 * @param session an open session of this server
	 * @return a socket that is connected to the peer, through the server's own
	 * @throws IOException if the session has ended or is not of this server
	 */
	public DatagramSocket unwrap(DtlsSession session) throws IOException {
		ServerRuntime current = this.runtime;
		Session own = (current != null) ? current.sessions().byId(session.id()) : null;
		if (current == null || own == null || own != session) {
			throw new IOException("Not an open session of this server");
		}
		return current.plain(own.remoteAddress(), own);
	}

	/**
	 * Leaves the datagrams of a peer that has no session yet to a plain socket, until
	 * that is closed: for protocols that begin in the clear and agree to go on secured.
	 * @param peer who that is
	 * @return a socket that is connected to the peer, through the server's own
	 * @throws IOException if the server is not started
	 */
	public DatagramSocket plainSocket(InetSocketAddress peer) throws IOException {
		ServerRuntime current = this.runtime;
		if (current == null) {
			throw new IOException("The server is not started");
		}
		return current.plain(peer, null);
	}

	/**
	 * How many sessions are open.
	 * @return 0 while the server does not run
	 */
	public int sessionCount() {
		ServerRuntime current = this.runtime;
		return (current != null) ? current.sessions().count() : 0;
	}

	/** The handshakes that run now, oldest first. */
	public List<OpenHandshake> handshakes() {
		ServerRuntime current = this.runtime;
		return (current != null) ? current.openHandshakes() : List.of();
	}

	/** How many handshakes run now. */
	public int handshakeCount() {
		ServerRuntime current = this.runtime;
		return (current != null) ? current.handshakesRunning() : 0;
	}

	/** Messages that wait for the handler now, over all sessions. */
	public int queuedMessages() {
		ServerRuntime current = this.runtime;
		return (current != null) ? current.messagesWaiting() : 0;
	}

	/**
	 * What has happened so far, also before the last start.
	 * @return counters that go on counting
	 */
	public EndpointStatistics statistics() {
		return this.statistics;
	}

}
