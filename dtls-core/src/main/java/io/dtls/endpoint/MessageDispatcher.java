package io.dtls.endpoint;

import java.time.Duration;

import io.dtls.session.Session;

/**
 * Brings messages from the endpoint thread to the handler.
 */
interface MessageDispatcher {

	/**
	 * Takes a message, on the endpoint thread, without blocking it.
	 * @param session who sent it
	 * @param message the application data
	 * @return whether it will reach the handler
	 */
	boolean dispatch(Session session, byte[] message);

	/** Called on the endpoint thread after each batch of datagrams. */
	void flush();

	/**
	 * Waits until every message that was taken has been handled.
	 * @param timeout how long to wait
	 * @return whether all were handled in time
	 * @throws InterruptedException if the caller is interrupted
	 */
	boolean awaitIdle(Duration timeout) throws InterruptedException;

	/** Messages that wait for the handler now, over all sessions. */
	int waiting();

	void close();

}
