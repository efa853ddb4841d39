package io.dtls.settings;

import java.time.Duration;

import io.dtls.store.Secrets;
import io.dtls.store.SnapshotStore;

/**
 * How sessions outlive their node.
 *
 * @param store where they wait while no node holds them
 * @param secrets encrypt them; the same on every node, and after a restart
 * @param keep how long they wait
 * @param lookupsPerSecond how often the store is asked for connection ids that this node
 * does not know, at most, as strangers can make them up
 */
public record SnapshotSettings(SnapshotStore store, Secrets secrets, Duration keep, int lookupsPerSecond) {

	public SnapshotSettings {
		Ranges.requirePositive("snapshot.keep", keep);
		Ranges.requireAtLeastOne("snapshot.lookups-per-second", lookupsPerSecond);
	}

	/**
	 * Saves sessions for a day, and looks 1,000 unknown connection ids up in a second.
	 * @param store keeps the sessions while no node holds them
	 * @param secrets encrypt them
	 * @return settings for that store
	 */
	public static SnapshotSettings of(SnapshotStore store, Secrets secrets) {
		return new SnapshotSettings(store, secrets, Duration.ofHours(24), 1000);
	}

	/**
	 * Sets how long sessions wait for their peers.
	 * @param value time in the store
	 * @return a copy
	 */
	public SnapshotSettings withKeep(Duration value) {
		return new SnapshotSettings(this.store, this.secrets, value, this.lookupsPerSecond);
	}

	/**
	 * Sets how often the store is asked for unknown connection ids.
	 * @param value look-ups in a second; records beyond it are dropped
	 * @return a copy
	 */
	public SnapshotSettings withLookupsPerSecond(int value) {
		return new SnapshotSettings(this.store, this.secrets, this.keep, value);
	}

}
