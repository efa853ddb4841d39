package io.dtls.internal.transport;

import java.net.InetSocketAddress;

/**
 * Takes the datagrams that a transport receives.
 */
@FunctionalInterface
public interface DatagramSink {

	/**
	 * Takes one datagram. Must not throw and must not keep the buffer, which is used
	 * again for the next one.
	 * @param buffer holds the datagram
	 * @param offset where it begins
	 * @param length its length in bytes
	 * @param from who sent it
	 */
	void datagram(byte[] buffer, int offset, int length, InetSocketAddress from);

	/**
	 * Hears that the network could not deliver a datagram to a peer. Anyone can forge
	 * such a message.
	 * @param peer who was sent something
	 */
	default void unreachable(InetSocketAddress peer) {
	}

	/**
	 * Hears that a datagram could not be sent that {@link DatagramTransport#send} had
	 * taken for the next {@link DatagramTransport#flush}.
	 * @param peer who would have got it
	 */
	default void sendFailed(InetSocketAddress peer) {
	}

}
