package io.dtls.internal.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * The sockets of a client, one for each association, on one selector and one thread.
 */
public final class ClientSockets implements DatagramSource {

	private static final int MAX_DATAGRAM = 65535;

	// Datagrams taken of one socket before the others get their turn.
	private static final int BATCH = 16;

	private static final InetSocketAddress NONE = new InetSocketAddress(0);

	private static final DatagramSink NOBODY = (buffer, offset, length, from) -> {
	};

	private final Selector selector;

	private final byte[] buffer = new byte[MAX_DATAGRAM];

	// What to do once the selector has let go of sockets that are kept.
	private final Queue<Runnable> leaving = new ArrayDeque<>();

	private DatagramSink receiving = NOBODY;

	private ClientSockets(Selector selector) {
		this.selector = selector;
	}

	/**
	 * Opens the selector.
	 * @return without any socket yet
	 * @throws IOException if the system has no more descriptors
	 */
	public static ClientSockets open() throws IOException {
		return new ClientSockets(Selector.open());
	}

	/**
	 * Receives from one more socket, until that is closed. Called by the receiving
	 * thread.
	 * @param socket that is open
	 * @throws IOException if it was closed meanwhile
	 */
	public void add(ClientSocket socket) throws IOException {
		try {
			socket.channel().register(this.selector, SelectionKey.OP_READ, socket);
		}
		catch (ClosedSelectorException ex) {
			throw new ClosedChannelException();
		}
	}

	/**
	 * Receives no more from a socket: it is closed, or given back where it is kept.
	 * Called by the receiving thread.
	 * @param socket that may have been added
	 * @param done called by the receiving thread when that is so
	 */
	public void remove(ClientSocket socket, Runnable done) {
		if (!socket.isKept()) {
			socket.close();
			done.run();
			return;
		}
		socket.leave();
		Runnable last = () -> {
			socket.giveBack();
			done.run();
		};
		SelectionKey key = this.selector.isOpen() ? socket.channel().keyFor(this.selector) : null;
		if (key == null) {
			last.run();
			return;
		}
		key.cancel();
		this.leaving.add(last);
		this.selector.wakeup();
	}

	private void letGo() {
		Runnable next = this.leaving.poll();
		while (next != null) {
			next.run();
			next = this.leaving.poll();
		}
	}

	/** None: each socket has its own. */
	@Override
	public InetSocketAddress localAddress() {
		return NONE;
	}

	/** The sink of the socket that the datagram at hand came from. */
	public DatagramSink receiving() {
		return this.receiving;
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
		// Those that were cancelled before this select.
		letGo();
		int received = 0;
		for (SelectionKey key : this.selector.selectedKeys()) {
			received += receiveFrom((ClientSocket) key.attachment(), sink);
		}
		this.selector.selectedKeys().clear();
		return received;
	}

	private int receiveFrom(ClientSocket socket, DatagramSink sink) {
		this.receiving = socket.sink();
		try {
			int received = socket.receive(this.buffer, BATCH, sink);
			socket.tellUnreachable();
			return received;
		}
		catch (IOException ex) {
			// Closed meanwhile, or a network that is down for now: silence tells.
			return 0;
		}
		finally {
			this.receiving = NOBODY;
		}
	}

	@Override
	public void wakeup() {
		this.selector.wakeup();
	}

	@Override
	public void close() {
		try {
			List<ClientSocket> left = this.selector.keys()
				.stream()
				.map((key) -> (ClientSocket) key.attachment())
				.toList();
			this.selector.close();
			for (ClientSocket socket : left) {
				if (socket.isKept()) {
					socket.giveBack();
				}
				else {
					socket.close();
				}
			}
			letGo();
		}
		catch (IOException ex) {
			// Nothing is left to release, and nobody could do anything about it.
		}
	}

}
