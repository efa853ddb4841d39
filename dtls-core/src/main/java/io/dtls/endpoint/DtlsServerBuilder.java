package io.dtls.endpoint;

import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import io.dtls.DtlsObserver;
import io.dtls.EndpointStatistics;
import io.dtls.MessageHandler;
import io.dtls.credentials.Credentials;
import io.dtls.internal.handshake.ServerHandshakeContext;
import io.dtls.internal.handshake.cookie.CookieExchange;
import io.dtls.internal.loop.LentSocketTransport;
import io.dtls.internal.server.ServerConfiguration;
import io.dtls.internal.server.ServerRuntime;
import io.dtls.internal.server.ServerTransports;
import io.dtls.internal.store.BoundedResumptionStore;
import io.dtls.internal.store.CountedResumptionStore;
import io.dtls.internal.store.MemoryResumptionStore;
import io.dtls.internal.transport.PlatformCapabilities;
import io.dtls.settings.ConnectionIdSettings;
import io.dtls.settings.DemuxMode;
import io.dtls.settings.DispatchSettings;
import io.dtls.settings.HandshakeSettings;
import io.dtls.settings.KeyLog;
import io.dtls.settings.ResumptionSettings;
import io.dtls.settings.SecuritySettings;
import io.dtls.settings.SessionSettings;
import io.dtls.settings.SnapshotSettings;
import io.dtls.settings.SocketSettings;
import io.dtls.store.Secrets;

/**
 * Configures a {@link DtlsServer}. What is not set has a safe default; credentials and a
 * handler must be set.
 */
public final class DtlsServerBuilder {

	// 1500 of Ethernet less IPv6, UDP and some tunnel.
	private static final int DEFAULT_MTU = 1400;

	// RFC 791: every host takes datagrams of 576 bytes; less than 256 cannot carry a
	// handshake in reasonable pieces.
	private static final int MIN_MTU = 256;

	private static final int MAX_MTU = 65_507;

	// Long enough for any handshake to begin, short enough to make hoarding cookies
	// futile.
	private static final Duration COOKIE_ROTATION = Duration.ofMinutes(5);

	// Tells the keys of cookies from those of stores.
	private static final String COOKIES = "cookies";

	private String name = "dtls";

	private InetSocketAddress bindAddress = new InetSocketAddress(0);

	private int mtu = DEFAULT_MTU;

	private SocketSettings socket = SocketSettings.defaults();

	private @Nullable Credentials credentials;

	private SecuritySettings security = SecuritySettings.defaults();

	private HandshakeSettings handshakes = HandshakeSettings.defaults();

	private SessionSettings sessions = SessionSettings.defaults();

	private DispatchSettings dispatch = DispatchSettings.defaults();

	private ResumptionSettings resumption = ResumptionSettings.defaults();

	private @Nullable Secrets secrets;

	private @Nullable KeyLog insecureKeyLog;

	private ConnectionIdSettings connectionIds = ConnectionIdSettings.defaults();

	private @Nullable SnapshotSettings snapshots;

	private DemuxMode demux = DemuxMode.AUTO;

	private int ioThreads = 1;

	private @Nullable MessageHandler handler;

	private @Nullable Executor handlerExecutor;

	private DtlsObserver observer = DtlsObserver.NONE;

	private PlatformCapabilities platform = PlatformCapabilities.current();

	private ServerRuntime.@Nullable TransportFactory transports;

	DtlsServerBuilder() {
	}

	/**
	 * Names the server's threads.
	 * @param value prefix of the threads' names
	 * @return this builder
	 */
	public DtlsServerBuilder name(String value) {
		this.name = value;
		return this;
	}

	/**
	 * Sets where to listen; any free port of all addresses if not set.
	 * @param address port 0 takes any that is free
	 * @return this builder
	 */
	public DtlsServerBuilder bind(InetSocketAddress address) {
		this.bindAddress = address;
		return this;
	}

	/**
	 * Sets the largest datagram to send.
	 * @param bytes of UDP payload, 256 to 65507; 1400 if not set
	 * @return this builder
	 */
	public DtlsServerBuilder mtu(int bytes) {
		this.mtu = bytes;
		return this;
	}

	/**
	 * Sets the buffers to ask the system for.
	 * @param settings of each socket
	 * @return this builder
	 */
	public DtlsServerBuilder socket(SocketSettings settings) {
		this.socket = settings;
		return this;
	}

	/**
	 * Sets what this side proves itself with, and whom it believes.
	 * @param value a certificate, keys, or several of them
	 * @return this builder
	 */
	public DtlsServerBuilder credentials(Credentials value) {
		this.credentials = value;
		return this;
	}

	/**
	 * Sets what a handshake may agree on; the secure defaults if not set.
	 * @param settings suites, groups and the like
	 * @return this builder
	 */
	public DtlsServerBuilder security(SecuritySettings settings) {
		this.security = settings;
		return this;
	}

	/**
	 * Sets how long handshakes may take, and how many may run.
	 * @param settings limits against strangers too
	 * @return this builder
	 */
	public DtlsServerBuilder handshakes(HandshakeSettings settings) {
		this.handshakes = settings;
		return this;
	}

	/**
	 * Sets how many sessions may be open, and how long.
	 * @param settings limits of the whole server
	 * @return this builder
	 */
	public DtlsServerBuilder sessions(SessionSettings settings) {
		this.sessions = settings;
		return this;
	}

	/**
	 * Sets on which thread the handler runs, and how many messages may wait for it.
	 * @param settings in order on handler threads if not set
	 * @return this builder
	 */
	public DtlsServerBuilder dispatch(DispatchSettings settings) {
		this.dispatch = settings;
		return this;
	}

	/**
	 * Sets what connection ids (RFC 9146) peers get that offer to use them; eight random
	 * bytes if not set, and a session moves with its newest record.
	 * @param settings size or source of the ids, and what a change of address does
	 * @return this builder
	 */
	public DtlsServerBuilder connectionIds(ConnectionIdSettings settings) {
		this.connectionIds = settings;
		return this;
	}

	/**
	 * Sets whether and how sessions are resumed; by session id, from this server's memory
	 * and for a day, if not set.
	 * @param settings where sessions are kept, and how long
	 * @return this builder
	 */
	public DtlsServerBuilder resumption(ResumptionSettings settings) {
		this.resumption = settings;
		return this;
	}

	/**
	 * Tells the secrets of all sessions, so that a capture of their traffic can be read.
	 * For development only.
	 * @param log such as {@link KeyLog#appendingTo}
	 * @return this builder
	 */
	public DtlsServerBuilder insecureKeyLog(KeyLog log) {
		this.insecureKeyLog = log;
		return this;
	}

	/**
	 * Shares secrets with other nodes, so that each recognises the others' cookies;
	 * random ones that change every few minutes if not set.
	 * @param value the secrets of the cluster
	 * @return this builder
	 */
	public DtlsServerBuilder secrets(Secrets value) {
		this.secrets = value;
		return this;
	}

	/**
	 * Lets sessions outlive the server: saved when it stops, they go on after its next
	 * start, or on another node that shares the store. Without, every peer has to
	 * handshake again.
	 * @param settings where sessions wait, and for how long
	 * @return this builder
	 */
	public DtlsServerBuilder snapshots(SnapshotSettings settings) {
		this.snapshots = settings;
		return this;
	}

	/**
	 * Sets how the datagrams of many peers find their sessions; {@code auto} if not set.
	 * @param mode {@code connected} is for Linux and a specific bind address; elsewhere
	 * {@link #build} refuses it
	 * @return this builder
	 */
	public DtlsServerBuilder demux(DemuxMode mode) {
		this.demux = mode;
		return this;
	}

	/**
	 * Sets how many threads receive, each on a socket of its own; one if not set. The
	 * system keeps a peer with one of them.
	 * @param count 1 to 256; more than one is for Linux, and {@link #build} refuses it
	 * elsewhere
	 * @return this builder
	 */
	public DtlsServerBuilder ioThreads(int count) {
		this.ioThreads = count;
		return this;
	}

	/**
	 * Sets who takes the messages.
	 * @param value called as {@link #dispatch} says
	 * @return this builder
	 */
	public DtlsServerBuilder handler(MessageHandler value) {
		this.handler = value;
		return this;
	}

	/**
	 * Runs the handler on threads of the caller's own, in ordered dispatch.
	 * @param executor may run many tasks at once; each serves several sessions
	 * @return this builder
	 */
	public DtlsServerBuilder handlerExecutor(Executor executor) {
		this.handlerExecutor = executor;
		return this;
	}

	/**
	 * Sets who is told of sessions, failures and drops.
	 * @param value called on threads of the endpoint; must not block
	 * @return this builder
	 */
	public DtlsServerBuilder observer(DtlsObserver value) {
		this.observer = value;
		return this;
	}

	/**
	 * Serves on a socket of the caller's own instead of opening one: bound, and where it
	 * is connected, a server for that one peer, which is asked for no cookie. A channel
	 * is lent as {@code channel.socket()}. Nobody else may read it until the server has
	 * stopped; then it is as it was, open, for its owner to close. What {@link #bind},
	 * {@link #demux}, {@link #ioThreads} and {@link #socket} say is for other servers.
	 * @param lent a bound socket; if it has no channel, a thread more reads it
	 * @return this builder
	 */
	public DtlsServerBuilder over(DatagramSocket lent) {
		this.transports = (configuration) -> LentSocketTransport.borrow(configuration.name(), lent);
		return this;
	}

	// For tests of what other platforms do.
	DtlsServerBuilder platform(PlatformCapabilities value) {
		this.platform = value;
		return this;
	}

	/**
	 * Opens sockets in another way, such as over an in-memory network. For tests of this
	 * library: its argument is of an internal package.
	 * @param factory opens them
	 * @return the builder to go on with
	 */
	public DtlsServerBuilder transports(ServerRuntime.TransportFactory factory) {
		this.transports = factory;
		return this;
	}

	/**
	 * Checks the configuration and makes a server that is not started yet.
	 * @return a new server
	 * @throws IllegalArgumentException if something is missing or contradicts itself;
	 * says what
	 */
	public DtlsServer build() {
		if (this.mtu < MIN_MTU || this.mtu > MAX_MTU) {
			throw new IllegalArgumentException("mtu must be " + MIN_MTU + " to " + MAX_MTU + ", not " + this.mtu);
		}
		if (this.connectionIds.source() != null && this.connectionIds.length() == 0) {
			throw new IllegalArgumentException("connection ids of a server need bytes; off() gives out none");
		}
		ServerRuntime.TransportFactory sockets = ServerTransports.of(this.demux, this.ioThreads, this.bindAddress,
				this.platform);
		ServerHandshakeContext context = ServerHandshakeContext.of(required(this.credentials, "credentials"),
				this.security, this.handshakes, this.mtu);
		if (this.insecureKeyLog != null) {
			context = context.withInsecureKeyLog(this.insecureKeyLog);
		}
		EndpointStatistics statistics = new EndpointStatistics();
		CountedResumptionStore store = resumptionStore(statistics);
		ServerConfiguration configuration = new ServerConfiguration(this.name, this.bindAddress, this.mtu, this.socket,
				(store != null) ? context.withResumption(store, this.resumption.lifetime()) : context, this.handshakes,
				this.sessions, this.dispatch, required(this.handler, "handler"), this.handlerExecutor, this.observer,
				cookies(), store, this.connectionIds, this.snapshots);
		return new DtlsServer(configuration, (this.transports != null) ? this.transports : sockets, statistics,
				ServerTransports.chosen(this.demux));
	}

	private CookieExchange cookies() {
		if (this.secrets == null) {
			return new CookieExchange(new SecureRandom(), COOKIE_ROTATION, System.nanoTime());
		}
		return new CookieExchange(this.secrets.current(COOKIES), this.secrets.previous(COOKIES));
	}

	private @Nullable CountedResumptionStore resumptionStore(EndpointStatistics statistics) {
		ResumptionSettings settings = this.resumption;
		if (!settings.enabled()) {
			return null;
		}
		if (settings.store() != null) {
			return new CountedResumptionStore(new BoundedResumptionStore(settings.store(), settings.storeTimeout(),
					this.name, statistics::countResumptionStoreFailure), statistics);
		}
		if (settings.maxEntries() < 1) {
			throw new IllegalArgumentException("resumption needs room for at least one session; off() switches it off");
		}
		return new CountedResumptionStore(new MemoryResumptionStore(settings.maxEntries(), settings.lifetime(),
				System::currentTimeMillis, settings.singleUse()), statistics);
	}

	private static <T> T required(@Nullable T value, String name) {
		if (value == null) {
			throw new IllegalArgumentException(name + " must be set");
		}
		return value;
	}

}
