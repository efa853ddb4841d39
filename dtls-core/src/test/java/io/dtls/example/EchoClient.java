package io.dtls.example;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

import io.dtls.endpoint.DtlsClient;
import io.dtls.socket.DtlsSocket;

/**
 * Sends a message to {@link EchoServer} and prints what comes back.
 */
public final class EchoClient {

	private EchoClient() {
	}

	public static void main(String[] arguments) throws IOException {
		String text = (arguments.length > 0) ? arguments[0] : "Hello";
		try (DtlsSocket socket = new DtlsSocket(DtlsClient.builder().psk(EchoServer.IDENTITY, EchoServer.KEY))) {
			socket.connect(InetSocketAddress.createUnresolved("localhost", EchoServer.PORT), 5000);
			socket.setSoTimeout(5000);
			socket.send(text.getBytes(StandardCharsets.UTF_8));
			System.out.println(new String(socket.receive(), StandardCharsets.UTF_8));
		}
	}

}
