package io.dtls.autoconfigure.properties;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationUnit;

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
		 * How long after its full handshake a session can be resumed. If a duration
		 * suffix is not specified, seconds will be used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
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

		/**
		 * Sessions that are kept in memory; the ones resumed longest ago give way.
		 */
		private int maxEntries = 20000;

		/**
		 * How long a handshake waits for a store other than the memory before it goes on
		 * as a full one. If a duration suffix is not specified, milliseconds will be
		 * used.
		 */
		private Duration storeTimeout = Duration.ofMillis(500);

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

		public int getMaxEntries() {
			return this.maxEntries;
		}

		public void setMaxEntries(int maxEntries) {
			this.maxEntries = maxEntries;
		}

		public Duration getStoreTimeout() {
			return this.storeTimeout;
		}

		public void setStoreTimeout(Duration storeTimeout) {
			this.storeTimeout = storeTimeout;
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

		/**
		 * How long a session waits there for its peer. If a duration suffix is not
		 * specified, seconds will be used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private Duration keep = Duration.ofHours(24);

		/**
		 * How often in a second the store is asked for connection ids that this node does
		 * not know, at most: strangers can make them up.
		 */
		private int lookupsPerSecond = 1000;

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

		public Duration getKeep() {
			return this.keep;
		}

		public void setKeep(Duration keep) {
			this.keep = keep;
		}

		public int getLookupsPerSecond() {
			return this.lookupsPerSecond;
		}

		public void setLookupsPerSecond(int lookupsPerSecond) {
			this.lookupsPerSecond = lookupsPerSecond;
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
