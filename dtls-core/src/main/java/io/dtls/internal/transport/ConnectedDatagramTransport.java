package io.dtls.internal.transport;

import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.dtls.settings.SocketSettings;

/**
 * One unconnected socket, the listener, and one connected socket for each associated
 * peer, all on one port and one selector (Linux). The system sorts the datagrams.
 * <p>
 * A socket that is bound and not yet connected may be given anybody's datagrams. So the
 * listener holds one local address and a peer's socket is bound to the wildcard before it
 * connects: until then the listener, being the better match, keeps getting everything
 * that is sent to its address. What a peer sent before its socket was connected waits at
 * the listener and is handed over from there. A peer whose socket cannot be made, for
 * want of descriptors or because the system would answer from another address, stays with
 * the listener.
 */
public final class ConnectedDatagramTransport implements DatagramTransport {

	private static final int MAX_DATAGRAM = 65535;

	// Datagrams taken of one socket before the others, timers and tasks get their turn.
	private static final int LISTENER_BATCH = 64;

	private static final int PEER_BATCH = 16;

	// Another program may hold the chosen port on some other address.
	private static final int PORT_ATTEMPTS = 16;

	private final DatagramChannel listener;

	private final Selector selector;

	private final SocketSettings settings;

	private final InetSocketAddress localAddress;

	private final ByteBuffer buffer = ByteBuffer.allocate(MAX_DATAGRAM);

	private final Map<InetSocketAddress, PeerSocket> peers = new ConcurrentHashMap<>();

	private final Queue<PeerSocket> unused = new ArrayDeque<>();

	// Noticed while sending, told by the receiving thread.
	private final Queue<InetSocketAddress> unreachable = new ConcurrentLinkedQueue<>();

	private Runnable whenBound = () -> {
	};

	private ConnectedDatagramTransport(DatagramChannel listener, Selector selector, SocketSettings settings)
			throws IOException {
		this.listener = listener;
		this.selector = selector;
		this.settings = settings;
		this.localAddress = (InetSocketAddress) listener.getLocalAddress();
	}

	/**
	 * Opens the listener.
	 * @param address a specific local address; port 0 takes any that is free on all
	 * addresses
	 * @param settings buffer sizes to ask for, for each socket
	 * @return a transport that is ready to receive
	 * @throws BindException if the address is taken, or its port on another address
	 * @throws IOException if the socket cannot be opened
	 */
	public static ConnectedDatagramTransport bind(InetSocketAddress address, SocketSettings settings)
			throws IOException {
		if (address.getAddress().isAnyLocalAddress()) {
			throw new IllegalArgumentException("Connected sockets need a listener at a specific address");
		}
		int attempts = (address.getPort() == 0) ? PORT_ATTEMPTS : 1;
		while (true) {
			attempts--;
			DatagramChannel listener = open(address.getAddress(), settings);
			try {
				return bind(listener, address, settings);
			}
			catch (IOException | RuntimeException ex) {
				listener.close();
				if (attempts == 0 || !(ex instanceof BindException)) {
					throw ex;
				}
			}
		}
	}

	private static ConnectedDatagramTransport bind(DatagramChannel listener, InetSocketAddress address,
			SocketSettings settings) throws IOException {
		// Shared only once it is bound, so that a taken port is noticed. Others of the
		// same user could join from then on, if they ask for it; nobody else can.
		listener.bind(address);
		listener.setOption(StandardSocketOptions.SO_REUSEPORT, true);
		int port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
		bindPeerSocket(address.getAddress(), port, settings).close();
		listener.configureBlocking(false);
		Selector selector = Selector.open();
		try {
			listener.register(selector, SelectionKey.OP_READ);
			return new ConnectedDatagramTransport(listener, selector, settings);
		}
		catch (IOException | RuntimeException ex) {
			selector.close();
			throw ex;
		}
	}

	private static DatagramChannel open(InetAddress family, SocketSettings settings) throws IOException {
		DatagramChannel channel = DatagramChannel
			.open((family instanceof Inet4Address) ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
		try {
			SocketBuffers.apply(settings, channel);
			return channel;
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	private static DatagramChannel bindPeerSocket(InetAddress family, int port, SocketSettings settings)
			throws IOException {
		DatagramChannel channel = open(family, settings);
		try {
			channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
			return channel.bind(new InetSocketAddress(port));
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	@Override
	public InetSocketAddress localAddress() {
		return this.localAddress;
	}

	@Override
	public void associate(InetSocketAddress peer) {
		this.peers.computeIfAbsent(peer, (address) -> new PeerSocket(address, connectIfPossible(address))).uses++;
	}

	private @Nullable DatagramChannel connectIfPossible(InetSocketAddress peer) {
		try {
			return connect(peer);
		}
		catch (IOException ex) {
			// Most likely no descriptor is left: the peer stays with the listener.
			return null;
		}
	}

	private @Nullable DatagramChannel connect(InetSocketAddress peer) throws IOException {
		DatagramChannel channel = bindPeerSocket(this.localAddress.getAddress(), this.localAddress.getPort(),
				this.settings);
		boolean connected = false;
		try {
			this.whenBound.run();
			channel.connect(peer);
			connected = this.localAddress.equals(channel.getLocalAddress());
			if (connected) {
				channel.configureBlocking(false);
				channel.register(this.selector, SelectionKey.OP_READ, peer);
			}
			return connected ? channel : null;
		}
		finally {
			if (!connected) {
				channel.close();
			}
		}
	}

	@Override
	public void dissociate(InetSocketAddress peer) {
		PeerSocket socket = this.peers.get(peer);
		if (socket != null && --socket.uses == 0) {
			// Closed later: what it has queued is still to be handed over.
			this.unused.add(socket);
		}
	}

	/** How many peers have a socket of their own now. */
	public int connectedPeers() {
		return (int) this.peers.values().stream().filter((socket) -> socket.channel != null).count();
	}

	@Override
	public int receive(DatagramSink sink, long timeoutNanos) throws IOException {
		int received = closeUnused(sink);
		tellUnreachable(sink);
		if (received > 0 || timeoutNanos <= 0) {
			this.selector.selectNow();
		}
		else {
			// Rounded up, so that a timer due within the millisecond is not waited for in
			// circles.
			this.selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(timeoutNanos + 999_999)));
		}
		for (SelectionKey key : this.selector.selectedKeys()) {
			InetSocketAddress peer = (InetSocketAddress) key.attachment();
			DatagramChannel channel = (DatagramChannel) key.channel();
			received += (peer != null) ? receiveFrom(peer, channel, sink, PEER_BATCH)
					: receive(channel, sink, LISTENER_BATCH);
		}
		this.selector.selectedKeys().clear();
		return received;
	}

	private int closeUnused(DatagramSink sink) throws IOException {
		int received = 0;
		for (int waiting = this.unused.size(); waiting > 0; waiting--) {
			PeerSocket socket = this.unused.remove();
			DatagramChannel channel = socket.channel;
			if (channel != null && socket.uses == 0) {
				received += receiveFrom(socket.peer, channel, sink, LISTENER_BATCH);
			}
			// What it had queued may have begun something new.
			if (socket.uses == 0 && this.peers.remove(socket.peer, socket) && channel != null) {
				channel.close();
			}
		}
		return received;
	}

	private void tellUnreachable(DatagramSink sink) {
		InetSocketAddress peer = this.unreachable.poll();
		while (peer != null) {
			sink.unreachable(peer);
			peer = this.unreachable.poll();
		}
	}

	// What happens to the socket of one peer must not end the endpoint.
	private int receiveFrom(InetSocketAddress peer, DatagramChannel channel, DatagramSink sink, int most) {
		try {
			return receive(channel, sink, most);
		}
		catch (ClosedChannelException ex) {
			return 0;
		}
		catch (IOException ex) {
			sink.unreachable(peer);
			return 0;
		}
	}

	private int receive(DatagramChannel channel, DatagramSink sink, int most) throws IOException {
		int received = 0;
		while (received < most) {
			this.buffer.clear();
			InetSocketAddress from = (InetSocketAddress) channel.receive(this.buffer);
			if (from == null) {
				break;
			}
			received++;
			sink.datagram(this.buffer.array(), 0, this.buffer.position(), from);
		}
		return received;
	}

	@Override
	public void send(byte[] datagram, int offset, int length, InetSocketAddress to) throws IOException {
		PeerSocket socket = this.peers.get(to);
		DatagramChannel channel = (socket != null) ? socket.channel : null;
		ByteBuffer bytes = ByteBuffer.wrap(datagram, offset, length);
		int sent;
		try {
			sent = (channel != null) ? write(channel, bytes, to) : this.listener.send(bytes, to);
		}
		catch (ClosedChannelException ex) {
			sent = this.listener.send(bytes, to);
		}
		if (sent == 0 && length > 0) {
			throw new IOException("The socket's send buffer is full");
		}
	}

	private int write(DatagramChannel channel, ByteBuffer bytes, InetSocketAddress to) throws IOException {
		try {
			return channel.write(bytes);
		}
		catch (PortUnreachableException ex) {
			// The answer to an earlier datagram; this one has not been sent.
			this.unreachable.add(to);
			return channel.write(bytes);
		}
	}

	@Override
	public void wakeup() {
		this.selector.wakeup();
	}

	/**
	 * For the test that makes the most of the moment in which a peer's socket is bound
	 * and not connected.
	 * @param action runs at that moment
	 */
	void whenBound(Runnable action) {
		this.whenBound = action;
	}

	@Override
	public void close() {
		try {
			this.selector.close();
			this.listener.close();
			for (PeerSocket socket : this.peers.values()) {
				if (socket.channel != null) {
					socket.channel.close();
				}
			}
		}
		catch (IOException ex) {
			// Nothing is left to release, and nobody could do anything about it.
		}
	}

	/** What a peer has here. */
	private static final class PeerSocket {

		private final InetSocketAddress peer;

		// Null for a peer that stays with the listener.
		private final @Nullable DatagramChannel channel;

		// Counted by the receiving thread.
		private int uses;

		PeerSocket(InetSocketAddress peer, @Nullable DatagramChannel channel) {
			this.peer = peer;
			this.channel = channel;
		}

	}

}
