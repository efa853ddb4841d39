package io.dtls;

import io.dtls.store.SnapshotStore;

/**
 * What became of a record whose connection id this node did not know, where a shared
 * {@link SnapshotStore} might.
 */
public enum SnapshotLookup {

	/** The session was taken over and goes on here. */
	RESTORED,

	/** Nobody has put the session away; the node that may hold it was asked to. */
	REQUESTED,

	/** The store has no such session, or another node was quicker. */
	MISSED,

	/** The store has the session, but the record is not one of its peer. */
	FORGED,

	/** The store did not answer, or what it gave cannot be used here. */
	FAILED,

	/** The store was not asked: too many look-ups, or too many are waiting. */
	REFUSED

}
