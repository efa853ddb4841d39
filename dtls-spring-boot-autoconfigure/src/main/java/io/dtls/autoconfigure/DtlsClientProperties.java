package io.dtls.autoconfigure;

import java.net.InetAddress;
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

	public DtlsSslProperties getSsl() {
		return this.ssl;
	}

	public DtlsPskProperties getPsk() {
		return this.psk;
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
