package io.dtls.spring.testing;

import java.io.IOException;
import java.net.InetSocketAddress;

import io.dtls.credentials.Credentials;
import io.dtls.endpoint.DtlsClient;
import io.dtls.endpoint.DtlsClientBuilder;
import io.dtls.endpoint.DtlsServer;
import io.dtls.endpoint.DtlsServerBuilder;

/**
 * Servers on free ports of the loopback address and clients that they know.
 */
public final class EchoServers {

	private static final byte[] KEY = new byte[16];

	private EchoServers() {
	}

	/** A server that lacks only its handler. */
	public static DtlsServerBuilder builder() {
		return DtlsServer.builder()
			.bind(new InetSocketAddress("127.0.0.1", 0))
			.credentials(Credentials.ofPsk((identity) -> KEY));
	}

	/** A server that sends back what it gets. */
	public static DtlsServer start() throws IOException {
		DtlsServer server = builder().handler((session, message) -> session.send(message)).build();
		server.start();
		return server;
	}

	public static int port(DtlsServer server) {
		return server.localAddress().getPort();
	}

	/** A client that these servers know. */
	public static DtlsClientBuilder client() {
		return DtlsClient.builder().psk("sensor-1", KEY);
	}

}
