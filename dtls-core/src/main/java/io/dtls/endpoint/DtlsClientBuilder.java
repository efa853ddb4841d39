package io.dtls.endpoint;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Executor;

import javax.net.ssl.X509TrustManager;

import org.jspecify.annotations.Nullable;

import io.dtls.DtlsObserver;
import io.dtls.MessageHandler;
import io.dtls.credentials.Credentials;
import io.dtls.credentials.RawPublicKeys;
import io.dtls.internal.client.ClientConfiguration;
import io.dtls.internal.handshake.ClientHandshakeContext;
import io.dtls.settings.ClientSettings;
import io.dtls.settings.ConnectionIdSettings;
import io.dtls.settings.ConnectionIdSource;
import io.dtls.settings.DispatchSettings;
import io.dtls.settings.HandshakeSettings;
import io.dtls.settings.KeyLog;
import io.dtls.settings.ResumptionSettings;
import io.dtls.settings.SecuritySettings;
import io.dtls.settings.SessionSettings;
import io.dtls.settings.SocketSettings;

/**
 * Configures a {@link DtlsClient}. What is not set has a safe default: servers are
 * verified against the trust store of the JDK, and by name.
 */
public final class DtlsClientBuilder {

	// 1500 of Ethernet less IPv6, UDP and some tunnel.
	private static final int DEFAULT_MTU = 1400;

	private String name = "dtls-client";

	private @Nullable InetSocketAddress server;

	private @Nullable InetSocketAddress bindAddress;

	private Duration connectTimeout = Duration.ofSeconds(10);

	private int mtu = DEFAULT_MTU;

	private SocketSettings socket = new SocketSettings(0, 0);

	private Credentials credentials = new Credentials(null, null, null, null);

	private SecuritySettings security = SecuritySettings.defaults();

	private HandshakeSettings handshakes = HandshakeSettings.defaults();

	private ClientSettings client = ClientSettings.defaults();

	private SessionSettings sessions = SessionSettings.defaults();

	private DispatchSettings dispatch = DispatchSettings.defaults();

	private ResumptionSettings resumption = ResumptionSettings.defaults();

	private ConnectionIdSettings connectionIds = ConnectionIdSettings.ofServerOnly();

	private @Nullable KeyLog insecureKeyLog;

	private MessageHandler handler = (session, message) -> {
	};

	private @Nullable Executor handlerExecutor;

	private DtlsObserver observer = DtlsObserver.NONE;

	DtlsClientBuilder() {
	}

	/**
	 * Names the client's threads.
	 * @param value prefix of the threads' names
	 * @return this builder
	 */
	public DtlsClientBuilder name(String value) {
		this.name = value;
		return this;
	}

	/**
	 * Sets whom {@link DtlsClient#connect()} connects to.
	 * @param host its name or address
	 * @param port its port
	 * @return this builder
	 */
	public DtlsClientBuilder server(String host, int port) {
		this.server = InetSocketAddress.createUnresolved(host, port);
		return this;
	}

	/**
	 * Sets what to bind to; any free port for each session if not set.
	 * @param address with a port other than 0, the client has one session at a time, and
	 * connects again from the same port
	 * @return this builder
	 */
	public DtlsClientBuilder bind(InetSocketAddress address) {
		this.bindAddress = address;
		return this;
	}

	/**
	 * Sets how long connecting may take, all addresses of a name together; 10 seconds if
	 * not set. A single handshake ends after the timeout of {@link #handshakes} too.
	 * @param timeout for connections that say nothing else
	 * @return this builder
	 */
	public DtlsClientBuilder connectTimeout(Duration timeout) {
		this.connectTimeout = timeout;
		return this;
	}

	/**
	 * Sets the largest datagram to send.
	 * @param bytes of UDP payload; 1400 if not set
	 * @return this builder
	 */
	public DtlsClientBuilder mtu(int bytes) {
		this.mtu = bytes;
		return this;
	}

	/**
	 * Sets the buffers to ask the system for.
	 * @param settings of the socket of each session
	 * @return this builder
	 */
	public DtlsClientBuilder socket(SocketSettings settings) {
		this.socket = settings;
		return this;
	}

	/**
	 * Sets what this side proves itself with, and whom it believes.
	 * @param value replaces what was set before
	 * @return this builder
	 */
	public DtlsClientBuilder credentials(Credentials value) {
		this.credentials = value;
		return this;
	}

	/**
	 * Believes the servers that a trust manager believes.
	 * @param trustManager of standard JSSE
	 * @return this builder
	 */
	public DtlsClientBuilder trust(X509TrustManager trustManager) {
		this.credentials = this.credentials.withTrustManager(trustManager);
		return this;
	}

	/**
	 * Shows and believes keys without certificates (RFC 7250).
	 * @param keys this side's own, and those of the servers
	 * @return this builder
	 */
	public DtlsClientBuilder rawPublicKeys(RawPublicKeys keys) {
		this.credentials = this.credentials.withRawPublicKeys(keys);
		return this;
	}

	/**
	 * Shows an identity with a pre-shared key.
	 * @param identity what the server knows the key by
	 * @param key copied
	 * @return this builder
	 */
	public DtlsClientBuilder psk(String identity, byte[] key) {
		byte[] copy = key.clone();
		this.credentials = this.credentials.withPskStore((name) -> copy);
		this.client = this.client.withPskIdentity(identity);
		return this;
	}

	/**
	 * Sets what a handshake may agree on; the secure defaults if not set.
	 * @param settings suites, groups and the like
	 * @return this builder
	 */
	public DtlsClientBuilder security(SecuritySettings settings) {
		this.security = settings;
		return this;
	}

	/**
	 * Sets timeout, initial retransmission and size of messages; the rest of these
	 * settings is for servers.
	 * @param settings what holds for each handshake
	 * @return this builder
	 */
	public DtlsClientBuilder handshakes(HandshakeSettings settings) {
		this.handshakes = settings;
		return this;
	}

	/**
	 * Sets server name, PSK identity and whether host names are verified.
	 * @param settings replace what was set before
	 * @return this builder
	 */
	public DtlsClientBuilder client(ClientSettings settings) {
		this.client = settings;
		return this;
	}

	/**
	 * Sets idle timeout and greatest age; the limits are for servers.
	 * @param settings what holds for each session
	 * @return this builder
	 */
	public DtlsClientBuilder sessions(SessionSettings settings) {
		this.sessions = settings;
		return this;
	}

	/**
	 * Sets what connection ids (RFC 9146) are offered to servers. If not set, the id that
	 * a server gives out goes into this client's records, so that sessions outlive a
	 * change of the client's address, and servers put none into theirs.
	 * @param settings size or source of the ids that servers use; their migration is for
	 * servers
	 * @return this builder
	 */
	public DtlsClientBuilder connectionIds(ConnectionIdSettings settings) {
		this.connectionIds = settings;
		return this;
	}

	/**
	 * Sets whether the last session with a server is resumed; it is if not set, for a
	 * day.
	 * @param settings how many sessions are kept, and how long; stores are for servers
	 * @return this builder
	 */
	public DtlsClientBuilder resumption(ResumptionSettings settings) {
		this.resumption = settings;
		return this;
	}

	/**
	 * Tells the secrets of all sessions, so that a capture of their traffic can be read.
	 * For development only.
	 * @param log such as {@link KeyLog#appendingTo}
	 * @return this builder
	 */
	public DtlsClientBuilder insecureKeyLog(KeyLog log) {
		this.insecureKeyLog = log;
		return this;
	}

	/**
	 * Sets on which thread the handler runs, and how many messages may wait for it.
	 * @param settings in order on handler threads if not set
	 * @return this builder
	 */
	public DtlsClientBuilder dispatch(DispatchSettings settings) {
		this.dispatch = settings;
		return this;
	}

	/**
	 * Sets who takes the messages.
	 * @param value takes none if not set
	 * @return this builder
	 */
	public DtlsClientBuilder handler(MessageHandler value) {
		this.handler = value;
		return this;
	}

	/**
	 * Runs the handler on threads of the caller's own, in ordered dispatch.
	 * @param executor may run many tasks at once; each serves several sessions
	 * @return this builder
	 */
	public DtlsClientBuilder handlerExecutor(Executor executor) {
		this.handlerExecutor = executor;
		return this;
	}

	/**
	 * Sets who is told of sessions, failures and drops.
	 * @param value called on threads of the endpoint; must not block
	 * @return this builder
	 */
	public DtlsClientBuilder observer(DtlsObserver value) {
		this.observer = value;
		return this;
	}

	/**
	 * Checks the configuration and makes a client that is not connected yet.
	 * @return a new client
	 * @throws IllegalArgumentException if something contradicts itself; says what
	 */
	public DtlsClient build() {
		return new DtlsClient(new ClientConfiguration(this.name, this.server, this.bindAddress, this.connectTimeout,
				this.mtu, this.socket, context(), this.sessions, this.dispatch, this.handler, this.handlerExecutor,
				this.observer));
	}

	private ClientHandshakeContext context() {
		ClientHandshakeContext context = ClientHandshakeContext.of(this.credentials, this.security, this.handshakes,
				this.client, this.mtu);
		ConnectionIdSource ids = this.connectionIds.source();
		if (ids != null) {
			context = context.withConnectionIds(ids);
		}
		if (this.resumption.enabled()) {
			if (this.resumption.store() != null || this.resumption.maxEntries() < 1) {
				throw new IllegalArgumentException(
						"resumption of a client needs no store, but room for at least one session");
			}
			context = context.withResumption(this.resumption);
		}
		return (this.insecureKeyLog != null) ? context.withInsecureKeyLog(this.insecureKeyLog) : context;
	}

}
