package io.dtls.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What of sessions is kept, and where.
 */
public final class DtlsStoreProperties {

	private DtlsStoreProperties() {
	}

	/**
	 * Secrets that the nodes of a cluster share.
	 */
	public static class Secrets {

		/**
		 * Encrypts stores and snapshots and signs cookies: random text of 16 characters
		 * or more, the same on all nodes. Random and of this process alone if not set.
		 */
		private @Nullable String current;

		/**
		 * Secret in use before the current one, still recognised.
		 */
		private @Nullable String previous;

		public @Nullable String getCurrent() {
			return this.current;
		}

		public void setCurrent(@Nullable String current) {
			this.current = current;
		}

		public @Nullable String getPrevious() {
			return this.previous;
		}

		public void setPrevious(@Nullable String previous) {
			this.previous = previous;
		}

	}

	/**
	 * Resumption of sessions by abbreviated handshakes.
	 */
	public static class Resumption {

		/**
		 * Whether sessions are resumed.
		 */
		private boolean enabled = true;

		/**
		 * How long after its full handshake a session can be resumed.
		 */
		private Duration timeout = Duration.ofHours(24);

		/**
		 * Where sessions are kept: memory, redis, or the name of a ResumptionStore bean
		 * or of a cache.
		 */
		private String store = "memory";

		/**
		 * Whether a session is resumed once only, in memory or Redis: the handshake after
		 * that is a full one.
		 */
		private boolean singleUse;

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

		public String getStore() {
			return this.store;
		}

		public void setStore(String store) {
			this.store = store;
		}

		public boolean isSingleUse() {
			return this.singleUse;
		}

		public void setSingleUse(boolean singleUse) {
			this.singleUse = singleUse;
		}

	}

	/**
	 * Open sessions that outlive the server.
	 */
	public static class Snapshot {

		/**
		 * Where sessions wait while no node holds them.
		 */
		private Store store = Store.NONE;

		/**
		 * Folder of the file store, or prefix of the keys in Redis.
		 */
		private @Nullable String location;

		public Store getStore() {
			return this.store;
		}

		public void setStore(Store store) {
			this.store = store;
		}

		public @Nullable String getLocation() {
			return this.location;
		}

		public void setLocation(@Nullable String location) {
			this.location = location;
		}

		/** Kinds of stores. */
		public enum Store {

			/** Sessions end with the server. */
			NONE,

			/** A file of this server alone, read at its next start. */
			FILE,

			/** Redis, where every node finds every session. */
			REDIS

		}

	}

}
