package io.dtls.autoconfigure.properties;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.convert.DurationUnit;

/**
 * What can be set for the client, under {@code dtls.client}.
 */
public class DtlsClientProperties {

	/**
	 * Name or address of the server to connect to. The client exists only if this is set.
	 */
	private @Nullable String host;

	/**
	 * UDP port of that server.
	 */
	private @Nullable Integer port;

	/**
	 * Local address to connect from. If not set, the system chooses.
	 */
	private @Nullable InetAddress localAddress;

	/**
	 * Name of the channel whose messages go to the server. Created if it does not exist.
	 */
	private @Nullable String channel;

	/**
	 * Name of the channel that messages of the server are sent to. Created if it does not
	 * exist.
	 */
	private @Nullable String replyChannel;

	/**
	 * Time that connecting may take, all addresses of the host together. If a duration
	 * suffix is not specified, seconds will be used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private Duration connectTimeout = Duration.ofSeconds(10);

	/**
	 * Time after which a silent session ends. If a duration suffix is not specified,
	 * seconds will be used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private Duration idleTimeout = Duration.ofMinutes(30);

	/**
	 * Name that the server's certificate has to bear. If not set, the host.
	 */
	private @Nullable String serverName;

	/**
	 * Whether any name in the server's certificate will do, which lets everybody with a
	 * certificate of a trusted authority pose as the server.
	 */
	private boolean insecureSkipHostnameVerification;

	/**
	 * Local port to connect from, for one session at a time. If not set, any free one.
	 */
	private @Nullable Integer localPort;

	/**
	 * Time after which any session ends. If not set, there is no limit. If a duration
	 * suffix is not specified, seconds will be used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private @Nullable Duration maxAge;

	/**
	 * Largest datagram to send, in bytes without the IP and UDP headers.
	 */
	private int mtu = 1400;

	/**
	 * Most bytes in a record that the server is asked to send and to be content with:
	 * 512, 1024, 2048 or 4096, or 0 to ask for nothing (RFC 6066).
	 */
	private int maxFragmentLength;

	/**
	 * File that the secrets of all sessions are appended to, in the format of
	 * SSLKEYLOGFILE. Whoever reads it can read and forge all traffic: for development
	 * only.
	 */
	private @Nullable Path insecureKeyLog;

	/**
	 * Certificates and what a handshake may agree on, in place of dtls.ssl.
	 */
	@NestedConfigurationProperty
	private final DtlsSslProperties ssl = new DtlsSslProperties();

	/**
	 * Pre-shared keys, in place of dtls.psk.
	 */
	@NestedConfigurationProperty
	private final DtlsPskProperties psk = new DtlsPskProperties();

	/**
	 * Connection ids (RFC 9146).
	 */
	@NestedConfigurationProperty
	private final DtlsClientDetailProperties.ConnectionId connectionId = new DtlsClientDetailProperties.ConnectionId();

	/**
	 * Resumption of the last session with a server by an abbreviated handshake.
	 */
	@NestedConfigurationProperty
	private final DtlsClientDetailProperties.Resumption resumption = new DtlsClientDetailProperties.Resumption();

	/**
	 * Time and size of handshakes.
	 */
	@NestedConfigurationProperty
	private final DtlsClientDetailProperties.Handshake handshake = new DtlsClientDetailProperties.Handshake();

	/**
	 * How messages of the server reach their handlers.
	 */
	@NestedConfigurationProperty
	private final DtlsDispatchProperties dispatch = new DtlsDispatchProperties();

	/**
	 * Buffers of sockets, of which the system may grant less.
	 */
	@NestedConfigurationProperty
	private final DtlsClientDetailProperties.Socket socket = new DtlsClientDetailProperties.Socket();

	/**
	 * Session that is kept open, for servers that send unasked.
	 */
	private final Reconnect reconnect = new Reconnect();

	public @Nullable String getHost() {
		return this.host;
	}

	public void setHost(@Nullable String host) {
		this.host = host;
	}

	public @Nullable Integer getPort() {
		return this.port;
	}

	public void setPort(@Nullable Integer port) {
		this.port = port;
	}

	public @Nullable InetAddress getLocalAddress() {
		return this.localAddress;
	}

	public void setLocalAddress(@Nullable InetAddress localAddress) {
		this.localAddress = localAddress;
	}

	public @Nullable String getChannel() {
		return this.channel;
	}

	public void setChannel(@Nullable String channel) {
		this.channel = channel;
	}

	public @Nullable String getReplyChannel() {
		return this.replyChannel;
	}

	public void setReplyChannel(@Nullable String replyChannel) {
		this.replyChannel = replyChannel;
	}

	public Duration getConnectTimeout() {
		return this.connectTimeout;
	}

	public void setConnectTimeout(Duration connectTimeout) {
		this.connectTimeout = connectTimeout;
	}

	public Duration getIdleTimeout() {
		return this.idleTimeout;
	}

	public void setIdleTimeout(Duration idleTimeout) {
		this.idleTimeout = idleTimeout;
	}

	public @Nullable String getServerName() {
		return this.serverName;
	}

	public void setServerName(@Nullable String serverName) {
		this.serverName = serverName;
	}

	public boolean isInsecureSkipHostnameVerification() {
		return this.insecureSkipHostnameVerification;
	}

	public void setInsecureSkipHostnameVerification(boolean insecureSkipHostnameVerification) {
		this.insecureSkipHostnameVerification = insecureSkipHostnameVerification;
	}

	public @Nullable Integer getLocalPort() {
		return this.localPort;
	}

	public void setLocalPort(@Nullable Integer localPort) {
		this.localPort = localPort;
	}

	public @Nullable Duration getMaxAge() {
		return this.maxAge;
	}

	public void setMaxAge(@Nullable Duration maxAge) {
		this.maxAge = maxAge;
	}

	public int getMtu() {
		return this.mtu;
	}

	public void setMtu(int mtu) {
		this.mtu = mtu;
	}

	public int getMaxFragmentLength() {
		return this.maxFragmentLength;
	}

	public void setMaxFragmentLength(int maxFragmentLength) {
		this.maxFragmentLength = maxFragmentLength;
	}

	public @Nullable Path getInsecureKeyLog() {
		return this.insecureKeyLog;
	}

	public void setInsecureKeyLog(@Nullable Path insecureKeyLog) {
		this.insecureKeyLog = insecureKeyLog;
	}

	public DtlsSslProperties getSsl() {
		return this.ssl;
	}

	public DtlsPskProperties getPsk() {
		return this.psk;
	}

	public DtlsClientDetailProperties.ConnectionId getConnectionId() {
		return this.connectionId;
	}

	public DtlsClientDetailProperties.Resumption getResumption() {
		return this.resumption;
	}

	public DtlsClientDetailProperties.Handshake getHandshake() {
		return this.handshake;
	}

	public DtlsDispatchProperties getDispatch() {
		return this.dispatch;
	}

	public DtlsClientDetailProperties.Socket getSocket() {
		return this.socket;
	}

	public Reconnect getReconnect() {
		return this.reconnect;
	}

	/**
	 * Session that is kept open.
	 */
	public static class Reconnect {

		/**
		 * Whether to connect at the start and again whenever the session ends, rather
		 * than when there is something to send.
		 */
		private boolean enabled;

		/**
		 * Wait before connecting again. If a duration suffix is not specified, seconds
		 * will be used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private Duration delay = Duration.ofSeconds(1);

		/**
		 * Factor by which the wait grows with each failure.
		 */
		private double multiplier = 2;

		/**
		 * Longest wait. If a duration suffix is not specified, seconds will be used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private Duration maxDelay = Duration.ofMinutes(1);

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public Duration getDelay() {
			return this.delay;
		}

		public void setDelay(Duration delay) {
			this.delay = delay;
		}

		public double getMultiplier() {
			return this.multiplier;
		}

		public void setMultiplier(double multiplier) {
			this.multiplier = multiplier;
		}

		public Duration getMaxDelay() {
			return this.maxDelay;
		}

		public void setMaxDelay(Duration maxDelay) {
			this.maxDelay = maxDelay;
		}

	}

}
