package io.dtls.internal.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.dtls.settings.SocketSettings;

/**
 * One unconnected UDP socket on {@code java.nio}.
 */
public final class NioDatagramTransport implements DatagramTransport {

	// The largest UDP payload; a datagram that was cut would fail authentication anyway.
	private static final int MAX_DATAGRAM = 65535;

	// Datagrams taken before timers and tasks get their turn.
	private static final int BATCH = 64;

	private final DatagramChannel channel;

	private final Selector selector;

	// Direct, or the JDK would copy by way of a direct buffer of its own.
	private final ByteBuffer in = ByteBuffer.allocateDirect(MAX_DATAGRAM);

	private final ByteBuffer out = ByteBuffer.allocateDirect(MAX_DATAGRAM);

	private final byte[] buffer = new byte[MAX_DATAGRAM];

	private volatile @Nullable Thread receiver;

	// Whether the last look found nothing more: then the next one would, too.
	private boolean drained;

	private final InetSocketAddress localAddress;

	private NioDatagramTransport(DatagramChannel channel, Selector selector) throws IOException {
		this.channel = channel;
		this.selector = selector;
		this.localAddress = (InetSocketAddress) channel.getLocalAddress();
	}

	/**
	 * Opens a socket.
	 * @param address what to bind to; port 0 takes any that is free
	 * @param settings buffer sizes to ask for
	 * @return a transport that is ready to receive
	 * @throws IOException if the address cannot be bound
	 */
	public static NioDatagramTransport bind(InetSocketAddress address, SocketSettings settings) throws IOException {
		DatagramChannel channel = DatagramChannel.open();
		try {
			SocketBuffers.apply(settings, channel);
			channel.bind(address);
			return register(channel);
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	/**
	 * Opens several sockets on one port, over which the system spreads the peers so that
	 * each peer stays with one of them.
	 * @param address what to bind to; port 0 takes any that is free
	 * @param settings buffer sizes to ask for, for each socket
	 * @param count how many sockets
	 * @return transports that are ready to receive
	 * @throws IOException if the address cannot be bound; no socket is open then
	 */
	public static List<DatagramTransport> bindAll(InetSocketAddress address, SocketSettings settings, int count)
			throws IOException {
		List<DatagramTransport> transports = new ArrayList<>();
		try {
			// Shared only once it is bound, so that a taken port is noticed.
			NioDatagramTransport first = bind(address, settings);
			transports.add(first);
			first.channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
			InetSocketAddress shared = new InetSocketAddress(address.getAddress(), first.localAddress.getPort());
			while (transports.size() < count) {
				transports.add(bindShared(shared, settings));
			}
			return transports;
		}
		catch (IOException | RuntimeException ex) {
			transports.forEach(DatagramTransport::close);
			throw ex;
		}
	}

	private static NioDatagramTransport bindShared(InetSocketAddress address, SocketSettings settings)
			throws IOException {
		DatagramChannel channel = DatagramChannel.open();
		try {
			SocketBuffers.apply(settings, channel);
			channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
			channel.bind(address);
			return register(channel);
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	private static NioDatagramTransport register(DatagramChannel channel) throws IOException {
		channel.configureBlocking(false);
		Selector selector = Selector.open();
		try {
			channel.register(selector, SelectionKey.OP_READ);
			return new NioDatagramTransport(channel, selector);
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
	public int receive(DatagramSink sink, long timeoutNanos) throws IOException {
		this.receiver = Thread.currentThread();
		// Under load the next datagram is there already, which saves the select.
		if (!this.drained || timeoutNanos <= 0) {
			int received = receiveAvailable(sink);
			if (received > 0 || timeoutNanos <= 0) {
				return received;
			}
		}
		// Rounded up, so that a timer due within the millisecond is not waited for in
		// circles.
		this.selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(timeoutNanos + 999_999)));
		this.selector.selectedKeys().clear();
		return receiveAvailable(sink);
	}

	private int receiveAvailable(DatagramSink sink) throws IOException {
		this.drained = false;
		for (int received = 0; received < BATCH; received++) {
			InetSocketAddress from = (InetSocketAddress) this.channel.receive(this.in.clear());
			if (from == null) {
				this.drained = true;
				return received;
			}
			int length = this.in.flip().remaining();
			this.in.get(this.buffer, 0, length);
			sink.datagram(this.buffer, 0, length, from);
		}
		return BATCH;
	}

	@Override
	public void send(byte[] datagram, int offset, int length, InetSocketAddress to) throws IOException {
		ByteBuffer bytes = (Thread.currentThread() == this.receiver)
				? this.out.clear().put(datagram, offset, length).flip() : ByteBuffer.wrap(datagram, offset, length);
		if (this.channel.send(bytes, to) == 0 && length > 0) {
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
			this.channel.close();
		}
		catch (IOException ex) {
			// Nothing is left to release, and nobody could do anything about it.
		}
	}

}
