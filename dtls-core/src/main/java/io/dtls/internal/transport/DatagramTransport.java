package io.dtls.internal.transport;

import java.io.IOException;
import java.net.InetSocketAddress;

import org.jspecify.annotations.Nullable;

/**
 * Sends and receives datagrams. One thread receives; any thread may send.
 */
public interface DatagramTransport extends DatagramSource {

	/**
	 * Sends one datagram, at once or with the next {@link #flush()}. The array is free
	 * for other use when this returns.
	 * @param datagram holds the bytes
	 * @param offset where they begin
	 * @param length how many there are
	 * @param to who shall get them
	 * @throws IOException if the network refuses the datagram; the transport stays usable
	 */
	void send(byte[] datagram, int offset, int length, InetSocketAddress to) throws IOException;

	/**
	 * The only peer that can be heard, where the system has been told so.
	 * @return null where anybody can send
	 */
	default @Nullable InetSocketAddress connectedPeer() {
		return null;
	}

	/**
	 * Expects a longer exchange with a peer, which may get a socket of its own. To be
	 * followed by one {@link #dissociate}. Called by the receiving thread, at a moment
	 * when the peer waits for us; what it sends while its socket is made may be lost.
	 * @param peer who that is
	 */
	default void associate(InetSocketAddress peer) {
	}

	/**
	 * Takes one {@link #associate} back. Called by the receiving thread.
	 * @param peer who that was
	 */
	default void dissociate(InetSocketAddress peer) {
	}

}
