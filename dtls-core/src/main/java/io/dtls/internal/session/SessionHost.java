package io.dtls.internal.session;

import java.io.IOException;
import java.net.InetSocketAddress;

import io.dtls.CloseReason;
import io.dtls.DropReason;
import io.dtls.settings.Migration;
import io.dtls.settings.SessionSettings;

/**
 * What a session needs from the endpoint it lives in. The endpoint implements it; tests
 * do so in memory.
 */
public interface SessionHost {

	/**
	 * The endpoint's clock.
	 * @return the time of the current turn, in nanoseconds; at most about a second old
	 */
	long now();

	/**
	 * The wall clock.
	 * @return milliseconds since the epoch
	 */
	long currentTimeMillis();

	InetSocketAddress localAddress();

	SessionSettings settings();

	/**
	 * The largest datagram to send.
	 * @return bytes of UDP payload
	 */
	int mtu();

	/**
	 * An array to make one datagram in, for the calling thread until it has called
	 * {@link #transmit}.
	 * @param size how many bytes it needs to hold at least
	 * @return an array with anything in it
	 */
	default byte[] sendBuffer(int size) {
		return new byte[size];
	}

	/**
	 * Sends a datagram to a peer.
	 * @param datagram holds the bytes; free for other use when this returns
	 * @param length how many there are, from index 0
	 * @param to the peer's address
	 * @throws IOException if the network refuses it
	 */
	void transmit(byte[] datagram, int length, InetSocketAddress to) throws IOException;

	/**
	 * Counts a message that was handed to the network.
	 * @param bytes its length
	 */
	void countSent(int bytes);

	/**
	 * Counts what was to be sent and is not.
	 * @param reason why
	 * @param peer to whom
	 */
	default void dropped(DropReason reason, InetSocketAddress peer) {
	}

	/**
	 * What becomes of a session whose peer is heard from another address.
	 * @return the policy; it concerns sessions with a connection id alone
	 */
	default Migration migration() {
		return Migration.REJECT;
	}

	/**
	 * A session sends to another address from now on, which its peer may only claim. On
	 * the io thread.
	 * @param session which one
	 * @param previous where it sent to before
	 */
	default void redirected(Session session, InetSocketAddress previous) {
		throw new IllegalStateException("The peer of a client stays where it is");
	}

	/**
	 * The peer of a session has proven to be at another address, where it is found from
	 * now on. On the io thread.
	 * @param session which one
	 * @param previous where it was proven to be before
	 */
	default void proven(Session session, InetSocketAddress previous) {
		throw new IllegalStateException("The peer of a client stays where it is");
	}

	/**
	 * Fills an array with what nobody can predict.
	 * @param bytes the array
	 */
	default void randomise(byte[] bytes) {
		throw new IllegalStateException("Nothing is asked here");
	}

	/**
	 * Has {@link Session#expired} called. Only on the io thread.
	 * @param session which one
	 * @param deadline when, in nanoseconds
	 */
	void schedule(Session session, long deadline);

	/**
	 * Takes an idle session out of memory, to be found again when its peer speaks. On the
	 * io thread.
	 * @param session which one
	 * @return false if there is no place to keep it
	 */
	default boolean park(Session session) {
		return false;
	}

	/**
	 * Asks for another {@linkplain Session#useGeneration generation}, as the numbers of
	 * the one in use come to an end. Called under the session's write lock.
	 * @param session which one
	 * @param generation the one in use
	 */
	default void generationEnds(Session session, long generation) {
	}

	/**
	 * Called once for each session, on the thread that ended it, after its state has
	 * changed.
	 * @param session which one
	 * @param reason why it ended
	 */
	void ended(Session session, CloseReason reason);

}
