package io.dtls.endpoint;

import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.dtls.EndpointStatistics;
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
import io.dtls.settings.InvalidSettingException;
import io.dtls.settings.ResumptionSettings;
import io.dtls.settings.SnapshotSettings;
import io.dtls.settings.SocketSettings;
import io.dtls.store.Secrets;

/**
 * Configures a {@link DtlsServer}. What is not set has a safe default; credentials and a
 * handler must be set.
 */
public final class DtlsServerBuilder extends EndpointBuilder<DtlsServerBuilder> {

	// Long enough for any handshake to begin, short enough to make hoarding cookies
	// futile.
	private static final Duration COOKIE_ROTATION = Duration.ofMinutes(5);

	// Tells the keys of cookies from those of stores.
	private static final String COOKIES = "cookies";

	private @Nullable Secrets secrets;

	private @Nullable SnapshotSettings snapshots;

	private DemuxMode demux = DemuxMode.AUTO;

	private int ioThreads = 1;

	private PlatformCapabilities platform = PlatformCapabilities.current();

	private ServerRuntime.@Nullable TransportFactory transports;

	DtlsServerBuilder() {
		super("dtls", SocketSettings.defaults(), ConnectionIdSettings.defaults());
	}

	@Override
	DtlsServerBuilder self() {
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
		if (this.connectionIds.source() != null && this.connectionIds.length() == 0) {
			throw new InvalidSettingException("connection-id.length", 0, "4 to 255, or off() to give out none");
		}
		InetSocketAddress address = (this.bindAddress != null) ? this.bindAddress : new InetSocketAddress(0);
		ServerRuntime.TransportFactory sockets = ServerTransports.of(this.demux, this.ioThreads, address,
				this.platform);
		ServerHandshakeContext context = ServerHandshakeContext.of(required(this.credentials, "credentials"),
				this.security, this.handshakes, this.mtu);
		if (this.insecureKeyLog != null) {
			context = context.withInsecureKeyLog(this.insecureKeyLog);
		}
		EndpointStatistics statistics = new EndpointStatistics();
		CountedResumptionStore store = resumptionStore(statistics);
		ServerConfiguration configuration = new ServerConfiguration(this.name, address, this.mtu, this.socket,
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
