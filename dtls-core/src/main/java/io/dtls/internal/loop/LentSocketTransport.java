package io.dtls.internal.loop;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import io.dtls.internal.transport.ClientSocket;
import io.dtls.internal.transport.DatagramSink;
import io.dtls.internal.transport.DatagramTransport;
import io.dtls.internal.transport.LentDatagramTransport;

/**
 * A server's transport on a lent socket that has no channel. Closing this gives it back
 * as it was, open.
 */
public final class LentSocketTransport implements DatagramTransport {

	// As a socket's buffer: what does not fit is lost.
	private static final int CAPACITY = 4096;

	private static final int CAPACITY_BYTES = 4 << 20;

	private static final int BATCH = 64;

	private static final Arrival WAKE_UP = new Arrival(new byte[0], new InetSocketAddress(0), false);

	private final DatagramSocket socket;

	private final InetSocketAddress localAddress;

	private final SocketReader reader;

	private final BlockingQueue<Arrival> arrived = new ArrayBlockingQueue<>(CAPACITY);

	private final AtomicInteger bytes = new AtomicInteger();

	private LentSocketTransport(String name, DatagramSocket socket) {
		this.socket = socket;
		this.localAddress = (InetSocketAddress) socket.getLocalSocketAddress();
		this.reader = new SocketReader(name, socket, new DatagramSink() {

			@Override
			public void datagram(byte[] buffer, int offset, int length, InetSocketAddress from) {
				take(new Arrival(Arrays.copyOfRange(buffer, offset, offset + length), from, false));
			}

			@Override
			public void unreachable(InetSocketAddress peer) {
				take(new Arrival(new byte[0], peer, true));
			}

		});
	}

	/**
	 * Borrows a socket.
	 * @param name prefix of the threads' names
	 * @param socket of the caller's own
	 * @return a transport that receives
	 * @throws IOException if it is closed, not bound, or watched by a selector
	 */
	public static DatagramTransport borrow(String name, DatagramSocket socket) throws IOException {
		if (socket.isClosed() || !socket.isBound()) {
			throw new SocketException("The socket has to be bound, and open");
		}
		if (ClientSocket.canBorrow(socket)) {
			return LentDatagramTransport.borrow(socket);
		}
		LentSocketTransport transport = new LentSocketTransport(name, socket);
		transport.reader.start();
		return transport;
	}

	// Only the reader adds, so that the bound holds.
	private void take(Arrival arrival) {
		int size = arrival.bytes().length;
		if (this.bytes.get() + size <= CAPACITY_BYTES && this.arrived.offer(arrival)) {
			this.bytes.addAndGet(size);
		}
	}

	@Override
	public InetSocketAddress localAddress() {
		return this.localAddress;
	}

	@Override
	public @Nullable InetSocketAddress connectedPeer() {
		return (InetSocketAddress) this.socket.getRemoteSocketAddress();
	}

	@Override
	public int receive(DatagramSink sink, long timeoutNanos) {
		int received = 0;
		Arrival next = waitFor(timeoutNanos);
		while (next != null && next != WAKE_UP) {
			this.bytes.addAndGet(-next.bytes().length);
			if (next.unreachable()) {
				sink.unreachable(next.from());
			}
			else {
				sink.datagram(next.bytes(), 0, next.bytes().length, next.from());
			}
			received++;
			next = (received < BATCH) ? this.arrived.poll() : null;
		}
		return received;
	}

	private @Nullable Arrival waitFor(long timeoutNanos) {
		try {
			return this.arrived.poll(Math.max(0, timeoutNanos), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			// Left behind by a handler; means nothing here.
			return this.arrived.poll();
		}
	}

	@Override
	public void send(byte[] datagram, int offset, int length, InetSocketAddress to) throws IOException {
		this.socket.send(new DatagramPacket(datagram, offset, length, to));
	}

	@Override
	public void wakeup() {
		this.arrived.offer(WAKE_UP);
	}

	@Override
	public void close() {
		this.reader.stop().join();
	}

	/** What the reader has for the endpoint thread. */
	@SuppressWarnings("ArrayRecordComponent")
	private record Arrival(byte[] bytes, InetSocketAddress from, boolean unreachable) {

	}

}
