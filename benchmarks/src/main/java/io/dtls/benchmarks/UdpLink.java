package io.dtls.benchmarks;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;

/**
 * Plain UDP. The client says hello until the server, which connects to where that came
 * from, has answered.
 */
final class UdpLink implements Link {

	private static final int HELLO_MILLIS = 200;

	private static final byte HELLO = 1;

	private static final byte ANSWER = 2;

	private final DatagramSocket socket;

	private UdpLink(DatagramSocket socket, Transfer transfer, Arrivals arrivals) {
		this.socket = socket;
		Thread reader = new Thread(() -> read(transfer, arrivals), "throughput-reader");
		reader.setDaemon(true);
		reader.start();
	}

	private static DatagramSocket open(InetSocketAddress local) throws IOException {
		DatagramSocket socket = new DatagramSocket(local);
		socket.setReceiveBufferSize(UdpEchoServer.SOCKET_BUFFER);
		socket.setSendBufferSize(UdpEchoServer.SOCKET_BUFFER);
		return socket;
	}

	static Link connect(InetSocketAddress server, Transfer transfer, Arrivals arrivals) throws IOException {
		DatagramSocket socket = open(new InetSocketAddress(0));
		socket.connect(server);
		socket.setSoTimeout(HELLO_MILLIS);
		DatagramPacket hello = new DatagramPacket(new byte[] { HELLO }, 1);
		for (long tries = PATIENCE.toMillis() / HELLO_MILLIS; tries > 0; tries--) {
			try {
				socket.send(hello);
				socket.receive(new DatagramPacket(new byte[1], 1));
				socket.setSoTimeout(0);
				return new UdpLink(socket, transfer, arrivals);
			}
			catch (SocketTimeoutException ex) {
				// One of them was lost.
			}
		}
		socket.close();
		throw new SocketTimeoutException("No answer from " + server);
	}

	static Listener listen(InetSocketAddress local, Transfer transfer, Arrivals arrivals) throws IOException {
		DatagramSocket socket = open(local);
		return new Listener() {

			@Override
			public int port() {
				return socket.getLocalPort();
			}

			@Override
			public Link accept() throws IOException {
				DatagramPacket hello = new DatagramPacket(new byte[1], 1);
				socket.setSoTimeout((int) PATIENCE.toMillis());
				socket.receive(hello);
				socket.connect(hello.getSocketAddress());
				socket.send(new DatagramPacket(new byte[] { ANSWER }, 1));
				socket.setSoTimeout(0);
				return new UdpLink(socket, transfer, arrivals);
			}

			@Override
			public void close() {
				socket.close();
			}

		};
	}

	private void read(Transfer transfer, Arrivals arrivals) {
		byte[] buffer = new byte[transfer.size() + 1];
		DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
		try {
			while (!this.socket.isClosed()) {
				packet.setLength(buffer.length);
				this.socket.receive(packet);
				if (packet.getLength() == 1 && buffer[0] == HELLO) {
					// The answer to the first one may have been lost.
					this.socket.send(new DatagramPacket(new byte[] { ANSWER }, 1));
				}
				arrivals.take(buffer, packet.getLength());
			}
		}
		catch (IOException ex) {
			// Closed.
		}
	}

	@Override
	public void send(byte[] chunk) throws IOException {
		this.socket.send(new DatagramPacket(chunk, chunk.length));
	}

	@Override
	public void close() {
		this.socket.close();
	}

}
