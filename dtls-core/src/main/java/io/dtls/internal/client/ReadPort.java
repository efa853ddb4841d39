package io.dtls.internal.client;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;

import io.dtls.internal.loop.EndpointThread;
import io.dtls.internal.loop.SocketReader;
import io.dtls.internal.transport.DatagramSink;

/**
 * A lent socket without a channel. One datagram at a time is read and handled, so that
 * none is taken that belongs to its owner again.
 */
final class ReadPort implements ClientPort {

	private final DatagramSocket socket;

	private final InetSocketAddress server;

	private final EndpointThread thread;

	private final SocketReader reader;

	ReadPort(DatagramSocket socket, InetSocketAddress server, EndpointThread thread, DatagramSink sink) {
		this.socket = socket;
		this.server = server;
		this.thread = thread;
		this.reader = new SocketReader(thread.name(), socket, new DatagramSink() {

			@Override
			public void datagram(byte[] buffer, int offset, int length, InetSocketAddress from) {
				thread.run(() -> sink.datagram(buffer, offset, length, from));
			}

			@Override
			public void unreachable(InetSocketAddress peer) {
				thread.run(() -> sink.unreachable(peer));
			}

		});
	}

	@Override
	public InetSocketAddress localAddress() {
		return (InetSocketAddress) this.socket.getLocalSocketAddress();
	}

	@Override
	public void send(byte[] datagram, int offset, int length) throws IOException {
		this.socket.send(new DatagramPacket(datagram, offset, length, this.server));
	}

	@Override
	public void receive() {
		this.reader.start();
	}

	@Override
	public void keep() {
		// A lent socket always is.
	}

	@Override
	public void release(Runnable done) {
		CompletableFuture<Void> unused = this.reader.stop().thenRun(() -> this.thread.execute(done));
	}

	@Override
	public DatagramSocket plain() {
		return this.socket;
	}

}
