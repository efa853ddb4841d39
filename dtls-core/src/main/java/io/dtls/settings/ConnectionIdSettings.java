package io.dtls.settings;

import org.jspecify.annotations.Nullable;

/**
 * Connection ids (RFC 9146): a session outlives a change of the address of whoever sends
 * the id that the other side gave out.
 *
 * @param source makes the ids that this side gives out; null where none are used, in
 * neither direction
 * @param migration what a change of the peer's address does, to a server
 */
public record ConnectionIdSettings(@Nullable ConnectionIdSource source, Migration migration) {

	private static final int DEFAULT_LENGTH = 8;

	/**
	 * Ids of eight random bytes; a session moves with its newest record.
	 * @return the defaults
	 */
	public static ConnectionIdSettings defaults() {
		return new ConnectionIdSettings(ConnectionIdSource.random(DEFAULT_LENGTH), Migration.NEWEST);
	}

	/** No connection ids are given out, and none of the peer's used. */
	public static ConnectionIdSettings off() {
		return new ConnectionIdSettings(null, Migration.NEWEST);
	}

	/**
	 * For clients: this side's records carry the id that the server gives out, and the
	 * server's carry none. That is what a client needs whose own address changes.
	 */
	public static ConnectionIdSettings ofServerOnly() {
		return new ConnectionIdSettings(NoConnectionIds.INSTANCE, Migration.NEWEST);
	}

	/**
	 * Sets random ids of another length.
	 * @param bytes of an id, 4 to 255; 0 for none at all
	 * @return a copy with such ids
	 */
	public ConnectionIdSettings withLength(int bytes) {
		return new ConnectionIdSettings((bytes != 0) ? ConnectionIdSource.random(bytes) : null, this.migration);
	}

	/**
	 * Sets who makes the ids that this side gives out.
	 * @param value such as {@link NodeConnectionIds}
	 * @return a copy
	 */
	public ConnectionIdSettings withSource(ConnectionIdSource value) {
		return new ConnectionIdSettings(value, this.migration);
	}

	/**
	 * Sets what a change of a peer's address does to its session.
	 * @param value a policy of servers
	 * @return a copy
	 */
	public ConnectionIdSettings withMigration(Migration value) {
		return new ConnectionIdSettings(this.source, value);
	}

	/** Bytes of an id; 0 where none are given out. */
	public int length() {
		return (this.source != null) ? this.source.length() : 0;
	}

}
