package io.dtls.autoconfigure.properties;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.convert.DurationUnit;

import io.dtls.settings.ClientAuth;
import io.dtls.settings.DemuxMode;
import io.dtls.settings.Migration;

/**
 * What can be set for a server, under {@code dtls.server}.
 */
public class DtlsServerProperties {

	/**
	 * UDP port; 0 takes any free one. The server exists only if this is set.
	 */
	private @Nullable Integer port;

	/**
	 * Local address to listen on. If not set, all of them.
	 */
	private @Nullable InetAddress address;

	/**
	 * Whether clients are asked for a certificate.
	 */
	private ClientAuth clientAuth = ClientAuth.NONE;

	/**
	 * How the datagrams of many peers on the one port find their sessions.
	 */
	private DemuxMode demux = DemuxMode.AUTO;

	/**
	 * Threads that receive, each on a socket of its own. More than one needs Linux.
	 */
	private int ioThreads = 1;

	/**
	 * Largest datagram to send, in bytes without the IP and UDP headers.
	 */
	private int mtu = 1400;

	/**
	 * Name of the channel that messages from peers are sent to. Created if it does not
	 * exist.
	 */
	private @Nullable String channel;

	/**
	 * Name of the channel whose messages go to the session that their header
	 * dtls_sessionId names. Created if it does not exist.
	 */
	private @Nullable String replyChannel;

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
	 * File that the secrets of all sessions are appended to, in the format of
	 * SSLKEYLOGFILE. Whoever reads it can read and forge all traffic: for development
	 * only.
	 */
	private @Nullable Path insecureKeyLog;

	/**
	 * Connection ids (RFC 9146) for peers that use them.
	 */
	private final ConnectionId connectionId = new ConnectionId();

	/**
	 * Limits of handshakes.
	 */
	@NestedConfigurationProperty
	private final DtlsHandshakeProperties handshake = new DtlsHandshakeProperties();

	/**
	 * Limits of sessions.
	 */
	@NestedConfigurationProperty
	private final DtlsSessionProperties session = new DtlsSessionProperties();

	/**
	 * Resumption of sessions by abbreviated handshakes.
	 */
	@NestedConfigurationProperty
	private final DtlsStoreProperties.Resumption resumption = new DtlsStoreProperties.Resumption();

	/**
	 * Open sessions that outlive the server.
	 */
	@NestedConfigurationProperty
	private final DtlsStoreProperties.Snapshot snapshot = new DtlsStoreProperties.Snapshot();

	/**
	 * How messages reach their handlers.
	 */
	@NestedConfigurationProperty
	private final DtlsDispatchProperties dispatch = new DtlsDispatchProperties();

	/**
	 * Buffers of the socket, of which the system may grant less.
	 */
	@NestedConfigurationProperty
	private final DtlsSocketProperties socket = new DtlsSocketProperties();

	/**
	 * How the server stops.
	 */
	private final Shutdown shutdown = new Shutdown();

	public @Nullable Integer getPort() {
		return this.port;
	}

	public void setPort(@Nullable Integer port) {
		this.port = port;
	}

	public @Nullable InetAddress getAddress() {
		return this.address;
	}

	public void setAddress(@Nullable InetAddress address) {
		this.address = address;
	}

	public ClientAuth getClientAuth() {
		return this.clientAuth;
	}

	public void setClientAuth(ClientAuth clientAuth) {
		this.clientAuth = clientAuth;
	}

	public DemuxMode getDemux() {
		return this.demux;
	}

	public void setDemux(DemuxMode demux) {
		this.demux = demux;
	}

	public int getIoThreads() {
		return this.ioThreads;
	}

	public void setIoThreads(int ioThreads) {
		this.ioThreads = ioThreads;
	}

	public int getMtu() {
		return this.mtu;
	}

	public void setMtu(int mtu) {
		this.mtu = mtu;
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

	public DtlsSslProperties getSsl() {
		return this.ssl;
	}

	public DtlsPskProperties getPsk() {
		return this.psk;
	}

	public @Nullable Path getInsecureKeyLog() {
		return this.insecureKeyLog;
	}

	public void setInsecureKeyLog(@Nullable Path insecureKeyLog) {
		this.insecureKeyLog = insecureKeyLog;
	}

	public ConnectionId getConnectionId() {
		return this.connectionId;
	}

	public DtlsHandshakeProperties getHandshake() {
		return this.handshake;
	}

	public DtlsSessionProperties getSession() {
		return this.session;
	}

	public DtlsStoreProperties.Resumption getResumption() {
		return this.resumption;
	}

	public DtlsStoreProperties.Snapshot getSnapshot() {
		return this.snapshot;
	}

	public DtlsDispatchProperties getDispatch() {
		return this.dispatch;
	}

	public DtlsSocketProperties getSocket() {
		return this.socket;
	}

	public Shutdown getShutdown() {
		return this.shutdown;
	}

	/**
	 * Connection ids, with which a session outlives a change of its peer's address.
	 */
	public static class ConnectionId {

		/**
		 * Bytes of the connection ids that peers are given: 4 or more, or 0 for none.
		 */
		private int length = 8;

		/**
		 * What a change of a peer's address does to its session.
		 */
		private Migration migration = Migration.NEWEST;

		public int getLength() {
			return this.length;
		}

		public void setLength(int length) {
			this.length = length;
		}

		public Migration getMigration() {
			return this.migration;
		}

		public void setMigration(Migration migration) {
			this.migration = migration;
		}

	}

	/**
	 * How the server stops.
	 */
	public static class Shutdown {

		/**
		 * Time that messages which have arrived may take to be handled at the stop. If a
		 * duration suffix is not specified, seconds will be used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private Duration gracePeriod = Duration.ofSeconds(5);

		/**
		 * Whether peers are told at the stop that their sessions end.
		 */
		private boolean closeNotify = true;

		public Duration getGracePeriod() {
			return this.gracePeriod;
		}

		public void setGracePeriod(Duration gracePeriod) {
			this.gracePeriod = gracePeriod;
		}

		public boolean isCloseNotify() {
			return this.closeNotify;
		}

		public void setCloseNotify(boolean closeNotify) {
			this.closeNotify = closeNotify;
		}

	}

}
