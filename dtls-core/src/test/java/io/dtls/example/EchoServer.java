package io.dtls.example;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

import io.dtls.credentials.Credentials;
import io.dtls.endpoint.DtlsServer;

/**
 * Sends every message back to the peer it came from. Its one pre-shared key is for
 * everyone to read, so for a try-out only.
 */
public final class EchoServer {

	static final int PORT = 28001;

	static final String IDENTITY = "sensor-1";

	static final byte[] KEY = "for a try-out".getBytes(StandardCharsets.US_ASCII);

	private EchoServer() {
	}

	public static void main(String[] arguments) throws IOException {
		DtlsServer server = DtlsServer.builder()
			.bind(new InetSocketAddress(PORT))
			.credentials(Credentials.ofPsk((identity) -> identity.equals(IDENTITY) ? KEY : null))
			.handler((session, message) -> session.send(message))
			.build();
		server.start();
		System.out.println("Echoes on UDP port " + PORT);
	}

}
