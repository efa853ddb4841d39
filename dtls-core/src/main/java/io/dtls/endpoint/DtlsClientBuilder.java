package io.dtls.endpoint;

import java.net.InetSocketAddress;
import java.time.Duration;

import javax.net.ssl.X509TrustManager;

import org.jspecify.annotations.Nullable;

import io.dtls.MessageHandler;
import io.dtls.credentials.Credentials;
import io.dtls.credentials.RawPublicKeys;
import io.dtls.internal.client.ClientConfiguration;
import io.dtls.internal.handshake.ClientHandshakeContext;
import io.dtls.settings.ClientSettings;
import io.dtls.settings.ConnectionIdSettings;
import io.dtls.settings.ConnectionIdSource;
import io.dtls.settings.InvalidSettingException;
import io.dtls.settings.SocketSettings;

/**
 * Configures a {@link DtlsClient}. What is not set has a safe default: servers are
 * verified against the trust store of the JDK, and by name.
 */
public final class DtlsClientBuilder extends EndpointBuilder<DtlsClientBuilder> {

	private static final MessageHandler NO_HANDLER = (session, message) -> {
	};

	private @Nullable InetSocketAddress server;

	private Duration connectTimeout = Duration.ofSeconds(10);

	private ClientSettings client = ClientSettings.defaults();

	DtlsClientBuilder() {
		super("dtls-client", new SocketSettings(0, 0), ConnectionIdSettings.ofServerOnly());
	}

	@Override
	DtlsClientBuilder self() {
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
	 * Sets how long connecting may take, all addresses of a name together; 10 seconds if
	 * not set. A single handshake ends after the timeout of {@link #handshakes} too.
	 * @param timeout for connections that say nothing else
	 * @return this builder
	 */
	public DtlsClientBuilder connectTimeout(Duration timeout) {
		if (timeout.compareTo(Duration.ofMillis(1)) < 0) {
			throw new InvalidSettingException("connect-timeout", timeout, "more than zero, such as 10s");
		}
		this.connectTimeout = timeout;
		return this;
	}

	/**
	 * Believes the servers that a trust manager believes.
	 * @param trustManager of standard JSSE
	 * @return this builder
	 */
	public DtlsClientBuilder trust(X509TrustManager trustManager) {
		this.credentials = credentials().withTrustManager(trustManager);
		return this;
	}

	/**
	 * Shows and believes keys without certificates (RFC 7250).
	 * @param keys this side's own, and those of the servers
	 * @return this builder
	 */
	public DtlsClientBuilder rawPublicKeys(RawPublicKeys keys) {
		this.credentials = credentials().withRawPublicKeys(keys);
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
		this.credentials = credentials().withPskStore((name) -> copy);
		this.client = this.client.withPskIdentity(identity);
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
	 * Checks the configuration and makes a client that is not connected yet.
	 * @return a new client
	 * @throws IllegalArgumentException if something contradicts itself; says what
	 */
	public DtlsClient build() {
		return new DtlsClient(new ClientConfiguration(this.name, this.server, this.bindAddress, this.connectTimeout,
				this.mtu, this.socket, context(), this.sessions, this.dispatch,
				(this.handler != null) ? this.handler : NO_HANDLER, this.handlerExecutor, this.observer));
	}

	private Credentials credentials() {
		return (this.credentials != null) ? this.credentials : new Credentials(null, null, null, null);
	}

	private ClientHandshakeContext context() {
		ClientHandshakeContext context = ClientHandshakeContext.of(credentials(), this.security, this.handshakes,
				this.client, this.mtu);
		ConnectionIdSource ids = this.connectionIds.source();
		if (ids != null) {
			context = context.withConnectionIds(ids);
		}
		if (this.resumption.enabled()) {
			if (this.resumption.store() != null) {
				throw new InvalidSettingException("resumption.store", "set",
						"no store, as a client keeps its sessions in memory");
			}
			context = context.withResumption(this.resumption);
		}
		return (this.insecureKeyLog != null) ? context.withInsecureKeyLog(this.insecureKeyLog) : context;
	}

}
