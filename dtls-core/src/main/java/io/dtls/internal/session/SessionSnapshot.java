package io.dtls.internal.session;

import java.net.InetSocketAddress;

import io.dtls.NegotiatedParameters;
import io.dtls.PeerIdentity;
import io.dtls.SessionTraffic;
import io.dtls.internal.record.dtls12.RecordState;

/**
 * An established session at rest: all that a node needs to go on with it without a
 * handshake. Its last flight is not part of it, so a peer that never got that one has to
 * handshake again.
 *
 * @param id of the session in its endpoint
 * @param records keys, numbers and connection ids
 * @param negotiated what the handshake agreed on
 * @param peer who the peer proved to be
 * @param resumptionId under which it can be resumed; empty if it cannot
 * @param address where the peer was last
 * @param openedAtMillis when the handshake ended, in milliseconds since the epoch
 * @param lastActivityMillis when something last arrived or left
 * @param traffic what the session has carried
 */
@SuppressWarnings("ArrayRecordComponent")
public record SessionSnapshot(long id, RecordState records, NegotiatedParameters negotiated, PeerIdentity peer,
		byte[] resumptionId, InetSocketAddress address, long openedAtMillis, long lastActivityMillis,
		SessionTraffic traffic) {

	/**
	 * Writes the snapshot.
	 * @return some two hundred bytes, or more with certificates, with the keys in the
	 * clear; the caller encrypts and wipes them
	 */
	public byte[] encode() {
		return SnapshotFormat.encode(this);
	}

	/**
	 * Reads a snapshot.
	 * @param encoded as {@link #encode()} wrote it
	 * @return the snapshot
	 * @throws IllegalArgumentException if it is something else
	 */
	public static SessionSnapshot decode(byte[] encoded) {
		return SnapshotFormat.decode(encoded);
	}

	/**
	 * Under which a store keeps it.
	 * @return the connection id of the peer's records, or the id of the session if they
	 * carry none
	 */
	public byte[] storeKey() {
		return storeKey(this.records.connectionIds().read(), this.id);
	}

	static byte[] storeKey(byte[] connectionId, long id) {
		if (connectionId.length > 0) {
			return connectionId;
		}
		byte[] key = new byte[Long.BYTES];
		for (int i = 0; i < key.length; i++) {
			key[i] = (byte) (id >>> ((Long.BYTES - 1 - i) * Byte.SIZE));
		}
		return key;
	}

	/** Wipes the keys. */
	public void destroy() {
		this.records.destroy();
	}

	@Override
	public String toString() {
		return "SessionSnapshot[" + this.negotiated + ", " + this.peer + "]";
	}

}
