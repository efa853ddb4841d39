package io.dtls.internal.transport;

import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * Where datagrams arrive: one thread receives.
 */
public interface DatagramSource extends AutoCloseable {

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
	 * Sends what {@link DatagramTransport#send} has gathered. Called by the receiving
	 * thread after each batch; what other threads send is never held back.
	 */
	default void flush() {
	}

	/** Makes a {@link #receive} that waits, or the next one, return at once. */
	void wakeup();

	@Override
	void close();

}
