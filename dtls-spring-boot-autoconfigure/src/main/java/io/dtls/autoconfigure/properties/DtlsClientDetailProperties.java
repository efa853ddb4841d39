package io.dtls.autoconfigure.properties;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.unit.DataSize;

/**
 * What few clients need to set, under {@code dtls.client}.
 */
public final class DtlsClientDetailProperties {

	private DtlsClientDetailProperties() {
	}

	/**
	 * Connection ids, with which a session outlives a change of address.
	 */
	public static class ConnectionId {

		/**
		 * Whether the server's connection id goes into the records of this client, so
		 * that the session outlives a change of the client's address.
		 */
		private boolean enabled = true;

		/**
		 * Bytes of the connection id that the server puts into its records: 4 or more, or
		 * 0 for none.
		 */
		private int length;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public int getLength() {
			return this.length;
		}

		public void setLength(int length) {
			this.length = length;
		}

	}

	/**
	 * Resumption of the last session with a server.
	 */
	public static class Resumption {

		/**
		 * Whether the last session with a server is resumed.
		 */
		private boolean enabled = true;

		/**
		 * How long after its full handshake a session can be resumed. If a duration
		 * suffix is not specified, seconds will be used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private Duration timeout = Duration.ofHours(24);

		/**
		 * Servers whose last session is kept; the ones resumed longest ago give way.
		 */
		private int maxEntries = 20000;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(Duration timeout) {
			this.timeout = timeout;
		}

		public int getMaxEntries() {
			return this.maxEntries;
		}

		public void setMaxEntries(int maxEntries) {
			this.maxEntries = maxEntries;
		}

	}

	/**
	 * Time and size of handshakes.
	 */
	public static class Handshake {

		/**
		 * Time after which an unfinished handshake with one address is given up. If a
		 * duration suffix is not specified, seconds will be used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private Duration timeout = Duration.ofSeconds(60);

		/**
		 * Time after which an unanswered flight is sent again. Doubles each time, up to
		 * 60 seconds. If a duration suffix is not specified, seconds will be used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private Duration initialRetransmit = Duration.ofSeconds(1);

		/**
		 * Size of the largest handshake message that is taken; certificate chains are
		 * what needs it.
		 */
		private DataSize maxMessageSize = DataSize.ofKilobytes(32);

		public Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(Duration timeout) {
			this.timeout = timeout;
		}

		public Duration getInitialRetransmit() {
			return this.initialRetransmit;
		}

		public void setInitialRetransmit(Duration initialRetransmit) {
			this.initialRetransmit = initialRetransmit;
		}

		public DataSize getMaxMessageSize() {
			return this.maxMessageSize;
		}

		public void setMaxMessageSize(DataSize maxMessageSize) {
			this.maxMessageSize = maxMessageSize;
		}

	}

	/**
	 * Buffers of sockets, of which the system may grant less.
	 */
	public static class Socket {

		/**
		 * Memory that the system is asked to queue datagrams in until they are read. If
		 * not set, the system's default.
		 */
		private @Nullable DataSize receiveBuffer;

		/**
		 * Memory that the system is asked to queue datagrams in until they are sent. If
		 * not set, the system's default.
		 */
		private @Nullable DataSize sendBuffer;

		public @Nullable DataSize getReceiveBuffer() {
			return this.receiveBuffer;
		}

		public void setReceiveBuffer(@Nullable DataSize receiveBuffer) {
			this.receiveBuffer = receiveBuffer;
		}

		public @Nullable DataSize getSendBuffer() {
			return this.sendBuffer;
		}

		public void setSendBuffer(@Nullable DataSize sendBuffer) {
			this.sendBuffer = sendBuffer;
		}

	}

}
