package io.dtls.internal.session;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Finds the session of a datagram: by connection id where the record carries one, else by
 * the address that the peer has proven. For the io thread alone.
 */
public final class SessionTable {

	private final Map<InetSocketAddress, Session> byAddress = new HashMap<>();

	// Only to tell a peer that handshakes anew from where its older session seems to be.
	private final Map<InetSocketAddress, Session> byClaim = new HashMap<>();

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
	 * Puts a session into the table whose peer has proven its address just now.
	 * @param session the new session, which has a place at its source
	 * @return the session that had its address before, or null; it can still be found by
	 * its connection id, if it has one
	 */
	public @Nullable Session add(Session session) {
		register(session);
		return this.byAddress.put(session.provenAddress(), session);
	}

	/**
	 * Puts a session into the table whose peer proved its address some time ago, in an
	 * earlier life of the session. It displaces nobody.
	 * @param session the session, which has a place at its source
	 * @return false if it could not be found, having no connection id and its address
	 * being another's by now; it is not in the table then
	 */
	public boolean addRestored(Session session) {
		if (session.connectionId().length == 0 && this.byAddress.containsKey(session.provenAddress())) {
			return false;
		}
		register(session);
		this.byAddress.putIfAbsent(session.provenAddress(), session);
		return true;
	}

	private void register(Session session) {
		byte[] id = session.connectionId();
		if (id.length > 0) {
			this.byConnectionId.put(id, session);
		}
		session.inTable = true;
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
		this.sources.giveBack(session.provenAddress().getAddress());
		this.byAddress.remove(session.provenAddress(), session);
		this.byClaim.remove(session.remoteAddress(), session);
	}

	/**
	 * Notes that a session sends to another address, which may be claimed.
	 * @param session one that was added
	 * @param previous where it sent to before
	 */
	public void redirected(Session session, InetSocketAddress previous) {
		this.byClaim.remove(previous, session);
		if (session.inTable && !session.remoteAddress().equals(session.provenAddress())) {
			this.byClaim.put(session.remoteAddress(), session);
		}
	}

	/**
	 * Finds the session whose peer claims an address, the latest one if there are
	 * several. That says nothing about who is there.
	 */
	public @Nullable Session byClaim(InetSocketAddress address) {
		return this.byClaim.get(address);
	}

	/**
	 * Finds a session with a connection id at another address, which its peer has proven.
	 * A session that lives there without an id keeps the place, as nothing else finds it.
	 * @param session one that was added
	 * @param previous where its peer was proven to be before
	 */
	public void move(Session session, InetSocketAddress previous) {
		InetSocketAddress address = session.provenAddress();
		this.sources.giveBack(previous.getAddress());
		this.sources.take(address.getAddress());
		this.byAddress.remove(previous, session);
		this.byClaim.remove(address, session);
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
