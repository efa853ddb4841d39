package io.dtls;

import org.jspecify.annotations.Nullable;

/**
 * Connection ids (RFC 9146) of a server: a session of a peer that uses them outlives a
 * change of the peer's address.
 *
 * @param source makes the ids; null where none are given out
 * @param migration what a change of address does
 */
public record ConnectionIdSettings(@Nullable ConnectionIdSource source, Migration migration) {

	private static final int DEFAULT_LENGTH = 8;

	public static ConnectionIdSettings defaults() {
		return new ConnectionIdSettings(ConnectionIdSource.random(DEFAULT_LENGTH), Migration.NEWEST);
	}

	/** No connection ids are given out. */
	public static ConnectionIdSettings off() {
		return new ConnectionIdSettings(null, Migration.NEWEST);
	}

	/**
	 * Sets random ids of another length.
	 * @param bytes of an id, 4 to 255; 0 for none at all
	 * @return a copy with such ids
	 */
	public ConnectionIdSettings withLength(int bytes) {
		return new ConnectionIdSettings((bytes != 0) ? ConnectionIdSource.random(bytes) : null, this.migration);
	}

	public ConnectionIdSettings withSource(ConnectionIdSource value) {
		return new ConnectionIdSettings(value, this.migration);
	}

	public ConnectionIdSettings withMigration(Migration value) {
		return new ConnectionIdSettings(this.source, value);
	}

	/** Bytes of an id; 0 where none are given out. */
	public int length() {
		return (this.source != null) ? this.source.length() : 0;
	}

}
