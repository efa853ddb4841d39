package io.dtls.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

import org.jspecify.annotations.Nullable;

/**
 * A UDP socket connected to one server: the system takes no datagrams of others, and
 * reports that nothing listens there. Any thread may send and close.
 */
public final class ClientSocket implements AutoCloseable {

	private final DatagramChannel channel;

	private final InetSocketAddress localAddress;

	private final InetSocketAddress remoteAddress;

	private final DatagramSink sink;

	private volatile boolean unreachable;

	private ClientSocket(DatagramChannel channel, InetSocketAddress remoteAddress, DatagramSink sink)
			throws IOException {
		this.channel = channel;
		this.localAddress = (InetSocketAddress) channel.getLocalAddress();
		this.remoteAddress = remoteAddress;
		this.sink = sink;
	}

	/**
	 * Opens a socket that {@link ClientSockets#add} makes receive.
	 * @param local what to bind to, or null for any free port
	 * @param remote the server
	 * @param settings buffer sizes to ask for
	 * @param sink takes what arrives
	 * @return a connected socket
	 * @throws IOException if the local address cannot be bound, or there is no route
	 */
	public static ClientSocket open(@Nullable InetSocketAddress local, InetSocketAddress remote,
			SocketSettings settings, DatagramSink sink) throws IOException {
		DatagramChannel channel = DatagramChannel.open();
		try {
			if (settings.receiveBuffer() > 0) {
				channel.setOption(StandardSocketOptions.SO_RCVBUF, settings.receiveBuffer());
			}
			if (settings.sendBuffer() > 0) {
				channel.setOption(StandardSocketOptions.SO_SNDBUF, settings.sendBuffer());
			}
			channel.bind(local);
			channel.connect(remote);
			channel.configureBlocking(false);
			return new ClientSocket(channel, remote, sink);
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	public InetSocketAddress localAddress() {
		return this.localAddress;
	}

	/**
	 * Sends one datagram to the server.
	 * @param datagram holds the bytes; free for other use when this returns
	 * @param offset where they begin
	 * @param length how many there are
	 * @throws PortUnreachableException if an earlier one met no listener; this one is
	 * lost, later ones may not be
	 * @throws IOException if the network refuses the datagram
	 */
	public void send(byte[] datagram, int offset, int length) throws IOException {
		try {
			if (this.channel.write(ByteBuffer.wrap(datagram, offset, length)) == 0 && length > 0) {
				throw new IOException("The socket's send buffer is full");
			}
		}
		catch (PortUnreachableException ex) {
			// Told to the sink by the receiving thread, which would not hear of it again.
			this.unreachable = true;
			throw ex;
		}
	}

	/**
	 * Takes what has arrived.
	 * @return how many datagrams, at most {@code limit}
	 */
	int receive(byte[] datagram, int limit, DatagramSink through) throws IOException {
		ByteBuffer buffer = ByteBuffer.wrap(datagram);
		int received = 0;
		while (received < limit && this.channel.isOpen()) {
			buffer.clear();
			if (!read(buffer)) {
				break;
			}
			received++;
			through.datagram(datagram, 0, buffer.position(), this.remoteAddress);
		}
		return received;
	}

	// An empty datagram is indistinguishable from none here, and worth as much.
	private boolean read(ByteBuffer buffer) throws IOException {
		try {
			return this.channel.read(buffer) > 0;
		}
		catch (PortUnreachableException ex) {
			this.unreachable = true;
			return false;
		}
	}

	void tellUnreachable() {
		if (this.unreachable) {
			this.unreachable = false;
			this.sink.unreachable(this.remoteAddress);
		}
	}

	DatagramSink sink() {
		return this.sink;
	}

	DatagramChannel channel() {
		return this.channel;
	}

	@Override
	public void close() {
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			// Nothing is left to release, and nobody could do anything about it.
		}
	}

}
