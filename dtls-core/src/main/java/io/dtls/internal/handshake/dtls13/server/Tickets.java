package io.dtls.internal.handshake.dtls13.server;

import org.jspecify.annotations.Nullable;

/**
 * Keeps what can be resumed. A ticket is the name of an entry. Calls may block; safe for
 * use by many threads.
 */
public interface Tickets {

	/**
	 * Keeps an entry for its lifetime.
	 * @param name 16 random bytes
	 * @param entry whose key is wiped when this returns, so what is kept is a copy
	 */
	void put(byte[] name, TicketEntry entry);

	/**
	 * Finds an entry.
	 * @param name as a client sent it, of any length
	 * @return a copy of its own for each call, whose key the caller wipes; null if there
	 * is none
	 */
	@Nullable TicketEntry find(byte[] name);

}
