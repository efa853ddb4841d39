package io.dtls.internal.transport;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

import org.jspecify.annotations.Nullable;

import io.dtls.settings.SocketSettings;

/**
 * A UDP socket connected to one server: the system takes no datagrams of others, and
 * reports that nothing listens there. Any thread may send and close.
 */
public final class ClientSocket implements AutoCloseable {

	private final DatagramChannel channel;

	private final InetSocketAddress localAddress;

	private final InetSocketAddress remoteAddress;

	private final DatagramSink sink;

	// How the owner of a lent channel had it; what is kept becomes a plain socket.
	private final boolean blocking;

	private volatile boolean kept;

	// Receives no more. For the receiving thread.
	private boolean leaving;

	private volatile boolean unreachable;

	private ClientSocket(DatagramChannel channel, InetSocketAddress remoteAddress, DatagramSink sink, boolean blocking)
			throws IOException {
		this.channel = channel;
		this.blocking = blocking;
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
			return new ClientSocket(channel, remote, sink, true);
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	/**
	 * Whether {@link #borrow} can make use of a socket.
	 * @param socket of the caller's own
	 * @return false for a socket without a channel, which no selector can watch
	 */
	public static boolean canBorrow(DatagramSocket socket) {
		return socket.getChannel() != null;
	}

	/**
	 * Borrows the channel of a socket, which goes back to its owner, open, when it is
	 * {@linkplain ClientSockets#remove removed}.
	 * @param socket connected to the server
	 * @param sink takes what arrives
	 * @return a connected socket
	 * @throws IOException if it is closed, not connected, or watched by a selector
	 */
	public static ClientSocket borrow(DatagramSocket socket, DatagramSink sink) throws IOException {
		DatagramChannel channel = socket.getChannel();
		InetSocketAddress remote = (InetSocketAddress) channel.getRemoteAddress();
		if (remote == null) {
			throw new SocketException("The socket has to be connected");
		}
		requireUnwatched(channel);
		boolean blocking = channel.isBlocking();
		channel.configureBlocking(false);
		ClientSocket borrowed = new ClientSocket(channel, remote, sink, blocking);
		borrowed.kept = true;
		return borrowed;
	}

	static void requireUnwatched(DatagramChannel channel) throws SocketException {
		if (channel.isRegistered()) {
			throw new SocketException("The channel is registered with a selector, which would take its datagrams");
		}
	}

	/** Leaves the channel open when it is removed. */
	public void keep() {
		this.kept = true;
	}

	/** The socket for plain datagrams, once it is removed. */
	public DatagramSocket plain() {
		return this.channel.socket();
	}

	boolean isKept() {
		return this.kept;
	}

	/** Takes nothing more that arrives. */
	void leave() {
		this.leaving = true;
	}

	/** To its owner, as it was, after every selector has let go of it. */
	void giveBack() {
		try {
			this.channel.configureBlocking(this.blocking);
		}
		catch (IOException ex) {
			// Its owner has closed it already.
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
		while (received < limit && !this.leaving && this.channel.isOpen()) {
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
