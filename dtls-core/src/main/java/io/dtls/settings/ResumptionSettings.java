package io.dtls.settings;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.dtls.store.ResumptionStore;

/**
 * Whether and how sessions are resumed: without certificates and key exchange, in one
 * round trip less. A client keeps the last session with each server, in its own memory.
 *
 * @param enabled whether sessions are resumed at all
 * @param store where a server keeps them; null for its own memory
 * @param lifetime how long after its full handshake a session can be resumed
 * @param maxEntries sessions kept in the own memory; the ones resumed longest ago give
 * way
 * @param storeTimeout how long a handshake waits for a store before it goes on without
 * @param singleUse whether the server's own memory forgets a session that a client asked
 * for, so that the next handshake is a full one
 */
public record ResumptionSettings(boolean enabled, @Nullable ResumptionStore store, Duration lifetime, int maxEntries,
		Duration storeTimeout, boolean singleUse) {

	public ResumptionSettings {
		Ranges.requirePositive("resumption.timeout", lifetime);
		Ranges.requireAtLeastOne("resumption.max-entries", maxEntries);
		Ranges.requirePositive("resumption.store-timeout", storeTimeout);
	}

	/**
	 * 20,000 sessions in memory, each for a day.
	 * @return the defaults
	 */
	public static ResumptionSettings defaults() {
		return new ResumptionSettings(true, null, Duration.ofHours(24), 20_000, Duration.ofMillis(500), false);
	}

	/** Every handshake is a full one. */
	public static ResumptionSettings off() {
		return new ResumptionSettings(false, null, Duration.ofHours(24), 20_000, Duration.ofMillis(500), false);
	}

	/**
	 * Sets where a server keeps sessions.
	 * @param value a store, perhaps one that other nodes share
	 * @return a copy
	 */
	public ResumptionSettings withStore(ResumptionStore value) {
		return new ResumptionSettings(this.enabled, value, this.lifetime, this.maxEntries, this.storeTimeout,
				this.singleUse);
	}

	/**
	 * Sets how long sessions can be resumed.
	 * @param value time since their full handshake
	 * @return a copy
	 */
	public ResumptionSettings withLifetime(Duration value) {
		return new ResumptionSettings(this.enabled, this.store, value, this.maxEntries, this.storeTimeout,
				this.singleUse);
	}

	/**
	 * Sets how many sessions the own memory keeps.
	 * @param value sessions, 1 or more
	 * @return a copy
	 */
	public ResumptionSettings withMaxEntries(int value) {
		return new ResumptionSettings(this.enabled, this.store, this.lifetime, value, this.storeTimeout,
				this.singleUse);
	}

	/**
	 * Sets how long a handshake waits for the store.
	 * @param value time after which it goes on as a full handshake
	 * @return a copy
	 */
	public ResumptionSettings withStoreTimeout(Duration value) {
		return new ResumptionSettings(this.enabled, this.store, this.lifetime, this.maxEntries, value, this.singleUse);
	}

	/**
	 * Sets whether the own memory forgets a session that a client asked for.
	 * @param value true makes the handshake after a resumption a full one
	 * @return a copy
	 */
	public ResumptionSettings withSingleUse(boolean value) {
		return new ResumptionSettings(this.enabled, this.store, this.lifetime, this.maxEntries, this.storeTimeout,
				value);
	}

}
