package io.dtls.transport;

import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * Sends and receives datagrams. One thread receives; any thread may send.
 */
public interface DatagramTransport extends AutoCloseable {

	InetSocketAddress localAddress();

	/**
	 * Waits until datagrams are there, {@link #wakeup()} is called or the time is over,
	 * and hands what has arrived to the sink, in order of arrival.
	 * @param sink takes the datagrams on the calling thread
	 * @param timeoutNanos how long to wait, in nanoseconds; 0 does not wait
	 * @return how many datagrams were handed over, at most a batch
	 * @throws IOException if the socket is lost
	 */
	int receive(DatagramSink sink, long timeoutNanos) throws IOException;

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
	 * Sends what {@link #send} has gathered. Called by the receiving thread after each
	 * batch; what other threads send is never held back.
	 */
	default void flush() {
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

	/** Makes a {@link #receive} that waits, or the next one, return at once. */
	void wakeup();

	@Override
	void close();

}
