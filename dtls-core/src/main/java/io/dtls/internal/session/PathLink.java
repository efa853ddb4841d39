package io.dtls.internal.session;

import java.net.InetSocketAddress;

/**
 * What the path of a session needs from the session.
 */
interface PathLink {

	/** The endpoint, with clock and randomness. */
	SessionHost host();

	/**
	 * Makes a change that no datagram on its way out may see half of: under the write
	 * lock.
	 * @param change what to do
	 */
	void whileNothingIsSent(Runnable change);

	/**
	 * Sends a return routability message, if the session is open and its destination may
	 * be sent to.
	 * @param message of RFC 9853
	 * @param to the destination
	 * @param limit most bytes of the datagram
	 */
	void sendCheck(byte[] message, InetSocketAddress to, int limit);

	/** Has the timer of the session fire no later than the path needs. */
	void scheduleTimers();

	/**
	 * The session sends to another address from now on.
	 * @param previous where it sent to before
	 */
	void redirected(InetSocketAddress previous);

	/**
	 * The peer has proven to be at another address.
	 * @param previous where it was proven to be before
	 */
	void proven(InetSocketAddress previous);

}
