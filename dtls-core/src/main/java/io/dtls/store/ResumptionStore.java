package io.dtls.store;

import org.jspecify.annotations.Nullable;

/**
 * Keeps what a server needs to resume sessions by their session id (RFC 5246, section
 * 7.3). Called on threads that may block; a store that is slow or fails costs a client no
 * more than a full handshake. Safe for use by many threads.
 */
public interface ResumptionStore {

	/**
	 * Keeps an entry, at least until another one needs its room.
	 * @param entry of a handshake that succeeded; its secret is wiped when this returns,
	 * so what is kept has to be a copy, such as {@link ResumptionEntry#encode()}
	 */
	void put(ResumptionEntry entry);

	/**
	 * Finds an entry. A store may let it be found once only.
	 * @param sessionId as a client sent it, 1 to 32 bytes
	 * @return a copy of its own for each call, whose secret the caller wipes; null if
	 * there is none
	 */
	@Nullable ResumptionEntry find(byte[] sessionId);

	/**
	 * Forgets an entry, if there is one.
	 * @param sessionId of the session that may not be resumed any more
	 */
	void remove(byte[] sessionId);

}
