package io.dtls.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/**
 * Plain UDP by the book: one thread, one non-blocking {@link DatagramChannel}, a direct
 * buffer that goes back as it came. What everything else is measured against.
 */
class UdpEchoServer implements EchoServer {

	static final int SOCKET_BUFFER = 4 * 1024 * 1024;

	private static final int MAX_DATAGRAM = 65535;

	private final DatagramChannel channel;

	private final Selector selector;

	private final Thread thread = new Thread(this::run, "udp-echo");

	UdpEchoServer(int port) throws IOException {
		this.channel = DatagramChannel.open();
		this.channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER);
		this.channel.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER);
		this.channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
		this.channel.configureBlocking(false);
		this.selector = Selector.open();
		this.channel.register(this.selector, SelectionKey.OP_READ);
	}

	void start() {
		this.thread.start();
	}

	private void run() {
		ByteBuffer buffer = ByteBuffer.allocateDirect(MAX_DATAGRAM);
		try {
			while (this.selector.isOpen()) {
				this.selector.select();
				this.selector.selectedKeys().clear();
				SocketAddress from = this.channel.receive(buffer.clear());
				while (from != null) {
					received(buffer.flip(), from);
					from = this.channel.receive(buffer.clear());
				}
			}
		}
		catch (IOException | ClosedSelectorException ex) {
			// Closed.
		}
	}

	void received(ByteBuffer datagram, SocketAddress from) throws IOException {
		send(datagram, from);
	}

	final void send(ByteBuffer datagram, SocketAddress to) throws IOException {
		this.channel.send(datagram, to);
	}

	@Override
	public int port() {
		return this.channel.socket().getLocalPort();
	}

	@Override
	public void close() {
		try {
			this.selector.close();
			this.channel.close();
		}
		catch (IOException ex) {
			// Nothing is left to release.
		}
	}

}
