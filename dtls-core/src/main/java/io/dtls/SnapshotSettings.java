package io.dtls;

import java.time.Duration;

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

	public static SnapshotSettings of(SnapshotStore store, Secrets secrets) {
		return new SnapshotSettings(store, secrets, Duration.ofHours(24), 1000);
	}

	public SnapshotSettings withKeep(Duration value) {
		return new SnapshotSettings(this.store, this.secrets, value, this.lookupsPerSecond);
	}

	public SnapshotSettings withLookupsPerSecond(int value) {
		return new SnapshotSettings(this.store, this.secrets, this.keep, value);
	}

}
