package io.dtls.internal.client;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;

import io.dtls.internal.transport.DatagramSink;

/**
 * The socket of one association of a client.
 */
public interface ClientPort {

	InetSocketAddress localAddress();

	/**
	 * Sends one datagram to the server, from any thread.
	 * @param datagram holds the bytes; free for other use when this returns
	 * @param offset where they begin
	 * @param length how many there are
	 * @throws IOException if the network refuses the datagram
	 */
	void send(byte[] datagram, int offset, int length) throws IOException;

	/**
	 * Begins to receive. On the endpoint thread.
	 * @throws IOException if the client was closed meanwhile
	 */
	void receive() throws IOException;

	/** Leaves the socket open when it is released. */
	void keep();

	/**
	 * Receives no more. On the endpoint thread.
	 * @param done called on the endpoint thread when the socket is closed, or its owner's
	 * again
	 */
	void release(Runnable done);

	/** The socket for plain datagrams, after it was kept and released. */
	DatagramSocket plain();

	/** Opens one. */
	@FunctionalInterface
	interface Factory {

		/**
		 * Opens a port that does not receive yet.
		 * @param sink takes what arrives, on the endpoint thread
		 * @return a connected one
		 * @throws IOException if that cannot be done
		 */
		ClientPort open(DatagramSink sink) throws IOException;

	}

}
