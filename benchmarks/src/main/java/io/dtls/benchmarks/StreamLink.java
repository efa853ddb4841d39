package io.dtls.benchmarks;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * TCP, or TLS over it: one write for each message.
 */
final class StreamLink implements Link {

	private final Socket socket;

	private StreamLink(Socket socket, Transfer transfer, Arrivals arrivals) {
		this.socket = socket;
		Thread reader = new Thread(() -> read(transfer, arrivals), "throughput-reader");
		reader.setDaemon(true);
		reader.start();
	}

	static Link connect(SocketFactory factory, InetSocketAddress server, Transfer transfer, Arrivals arrivals)
			throws IOException {
		Socket socket = factory.createSocket();
		socket.connect(server, (int) PATIENCE.toMillis());
		if (socket instanceof SSLSocket secured) {
			secured.setEnabledProtocols(new String[] { "TLSv1.2" });
			secured.setEnabledCipherSuites(new String[] { transfer.suite() });
			secured.startHandshake();
		}
		return new StreamLink(socket, transfer, arrivals);
	}

	static Listener listen(ServerSocketFactory factory, InetSocketAddress local, Transfer transfer, Arrivals arrivals)
			throws IOException {
		ServerSocket server = factory.createServerSocket();
		server.setReuseAddress(true);
		server.bind(local);
		server.setSoTimeout((int) PATIENCE.toMillis());
		if (server instanceof SSLServerSocket secured) {
			secured.setEnabledProtocols(new String[] { "TLSv1.2" });
			secured.setEnabledCipherSuites(new String[] { transfer.suite() });
		}
		return new Listener() {

			@Override
			public int port() {
				return server.getLocalPort();
			}

			@Override
			public Link accept() throws IOException {
				Socket socket = server.accept();
				if (socket instanceof SSLSocket secured) {
					secured.startHandshake();
				}
				return new StreamLink(socket, transfer, arrivals);
			}

			@Override
			public void close() throws IOException {
				server.close();
			}

		};
	}

	private void read(Transfer transfer, Arrivals arrivals) {
		byte[] chunk = new byte[transfer.size()];
		try {
			InputStream in = new BufferedInputStream(this.socket.getInputStream(), 1 << 16);
			while (in.readNBytes(chunk, 0, chunk.length) == chunk.length) {
				arrivals.take(chunk, chunk.length);
			}
		}
		catch (IOException ex) {
			// Closed.
		}
	}

	@Override
	public void send(byte[] chunk) throws IOException {
		this.socket.getOutputStream().write(chunk);
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
