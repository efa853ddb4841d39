package io.dtls.internal.transport;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * A channel that its owner has bound, and perhaps connected. Closing this gives it back
 * as it was, open.
 */
public final class LentDatagramTransport implements DatagramTransport {

	private static final int MAX_DATAGRAM = 65535;

	private static final int BATCH = 64;

	private final DatagramChannel channel;

	private final Selector selector;

	private final boolean blocking;

	private final InetSocketAddress localAddress;

	private final @Nullable InetSocketAddress connectedPeer;

	private final ByteBuffer buffer = ByteBuffer.allocate(MAX_DATAGRAM);

	private LentDatagramTransport(DatagramChannel channel, Selector selector, boolean blocking) throws IOException {
		this.channel = channel;
		this.selector = selector;
		this.blocking = blocking;
		this.localAddress = (InetSocketAddress) channel.getLocalAddress();
		this.connectedPeer = (InetSocketAddress) channel.getRemoteAddress();
	}

	/**
	 * Borrows the channel of a socket.
	 * @param socket that {@link ClientSocket#canBorrow} said yes to
	 * @return a transport that is ready to receive
	 * @throws IOException if it is closed, not bound, or watched by a selector
	 */
	public static LentDatagramTransport borrow(DatagramSocket socket) throws IOException {
		DatagramChannel channel = socket.getChannel();
		if (channel.getLocalAddress() == null) {
			throw new SocketException("The socket has to be bound");
		}
		ClientSocket.requireUnwatched(channel);
		boolean blocking = channel.isBlocking();
		Selector selector = Selector.open();
		try {
			channel.configureBlocking(false);
			channel.register(selector, SelectionKey.OP_READ);
			return new LentDatagramTransport(channel, selector, blocking);
		}
		catch (IOException | RuntimeException ex) {
			selector.close();
			throw ex;
		}
	}

	@Override
	public InetSocketAddress localAddress() {
		return this.localAddress;
	}

	@Override
	public @Nullable InetSocketAddress connectedPeer() {
		return this.connectedPeer;
	}

	@Override
	public int receive(DatagramSink sink, long timeoutNanos) throws IOException {
		if (timeoutNanos <= 0) {
			this.selector.selectNow();
		}
		else {
			// Rounded up, so that a timer due within the millisecond is not waited for in
			// circles.
			this.selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(timeoutNanos + 999_999)));
		}
		this.selector.selectedKeys().clear();
		int received = 0;
		while (received < BATCH) {
			InetSocketAddress from = receiveOne(sink);
			if (from == null) {
				break;
			}
			received++;
			sink.datagram(this.buffer.array(), 0, this.buffer.position(), from);
		}
		return received;
	}

	private @Nullable InetSocketAddress receiveOne(DatagramSink sink) throws IOException {
		try {
			return (InetSocketAddress) this.channel.receive(this.buffer.clear());
		}
		catch (PortUnreachableException ex) {
			// Only a connected socket hears of that.
			if (this.connectedPeer != null) {
				sink.unreachable(this.connectedPeer);
			}
			return null;
		}
	}

	@Override
	public void send(byte[] datagram, int offset, int length, InetSocketAddress to) throws IOException {
		if (this.channel.send(ByteBuffer.wrap(datagram, offset, length), to) == 0 && length > 0) {
			throw new IOException("The socket's send buffer is full");
		}
	}

	@Override
	public void wakeup() {
		this.selector.wakeup();
	}

	@Override
	public void close() {
		try {
			this.selector.close();
			this.channel.configureBlocking(this.blocking);
		}
		catch (IOException ex) {
			// Its owner has closed it already.
		}
	}

}
