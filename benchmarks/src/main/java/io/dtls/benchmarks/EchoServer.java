package io.dtls.benchmarks;

/**
 * Sends back what it gets, until it is closed.
 */
interface EchoServer extends AutoCloseable {

	int port();

	@Override
	void close();

}
