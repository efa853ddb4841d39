package io.dtls.internal.handshake;

import java.io.IOException;

/**
 * Sends datagrams to the one peer of a handshake.
 */
@FunctionalInterface
public interface DatagramOut {

	/**
	 * Sends one datagram without blocking.
	 * @param datagram holds it; reused by the caller afterwards
	 * @param off where it starts
	 * @param len its size in bytes
	 * @throws IOException if the network refuses it, which counts as a loss
	 */
	void send(byte[] datagram, int off, int len) throws IOException;

}
