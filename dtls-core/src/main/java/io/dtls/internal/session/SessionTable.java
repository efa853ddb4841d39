package io.dtls.internal.session;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Finds the session of a datagram: by connection id where the record carries one, else by
 * the peer's address. For the endpoint thread alone.
 */
public final class SessionTable {

	private final Map<InetSocketAddress, Session> byAddress = new HashMap<>();

	private final ConnectionIdTable<Session> byConnectionId;

	private final SourceCounts sources;

	/**
	 * Creates an empty table.
	 * @param connectionIdSize bytes of the connection ids this side gives out
	 * @param sources has a place for each session of all tables of the endpoint
	 */
	public SessionTable(int connectionIdSize, SourceCounts sources) {
		this.sources = sources;
		this.byConnectionId = new ConnectionIdTable<>(connectionIdSize);
	}

	/**
	 * Puts a session into the table.
	 * @param session the new session, which has a place at its source
	 * @return the session that had its address before, or null; it can still be found by
	 * its connection id, if it has one
	 */
	public @Nullable Session add(Session session) {
		byte[] id = session.connectionId();
		if (id.length > 0) {
			this.byConnectionId.put(id, session);
		}
		session.inTable = true;
		return this.byAddress.put(session.remoteAddress(), session);
	}

	/**
	 * Takes a session out, if it is in; what has its address by now keeps it.
	 * @param session one that was added
	 */
	public void remove(Session session) {
		if (!session.inTable) {
			return;
		}
		session.inTable = false;
		byte[] id = session.connectionId();
		if (id.length > 0) {
			this.byConnectionId.remove(id, session);
		}
		this.sources.giveBack(session.remoteAddress().getAddress());
		this.byAddress.remove(session.remoteAddress(), session);
	}

	/**
	 * Gives a session with a connection id another address. A session that lives there
	 * without an id keeps the place, as nothing else finds it.
	 * @param session one that was added
	 * @param address where its peer is now
	 */
	public void move(Session session, InetSocketAddress address) {
		InetSocketAddress previous = session.remoteAddress();
		this.sources.giveBack(previous.getAddress());
		this.sources.take(address.getAddress());
		this.byAddress.remove(previous, session);
		session.moveTo(address);
		Session there = this.byAddress.get(address);
		if (there == null || there.connectionId().length > 0) {
			this.byAddress.put(address, session);
		}
	}

	public @Nullable Session byAddress(InetSocketAddress address) {
		return this.byAddress.get(address);
	}

	/**
	 * Finds the session of a record with a connection id.
	 * @param record holds the id
	 * @param off where the id starts; the bytes of a whole one are there
	 * @return null if no session has this id
	 */
	public @Nullable Session byConnectionId(byte[] record, int off) {
		return this.byConnectionId.find(record, off);
	}

}
