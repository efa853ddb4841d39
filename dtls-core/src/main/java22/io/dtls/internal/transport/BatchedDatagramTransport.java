package io.dtls.internal.transport;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import io.dtls.settings.SocketSettings;

/**
 * One unconnected UDP socket of Linux that receives and sends many datagrams with one
 * system call each ({@code recvmmsg}, {@code sendmmsg}). What the receiving thread sends
 * goes out together at the end of its batch; what others send goes out at once.
 */
final class BatchedDatagramTransport implements DatagramTransport {

	private static final int BATCH = 64;

	private static final int MAX_DATAGRAM = 65_536;

	// A larger one does not wait for others.
	private static final int USUAL_DATAGRAM = 2048;

	// Threads that may be inside a system call at the same time.
	private static final int LANES = 8;

	private static final int POLL_SIZE = 8;

	private static final int POLL_EVENTS = 4;

	private static final int POLL_RESULT = 6;

	private final int family;

	private final int socket;

	private final int event;

	private final InetSocketAddress localAddress;

	private final MessageBatch in;

	private final MessageBatch out;

	private final InetSocketAddress[] recipients = new InetSocketAddress[BATCH];

	private int waiting;

	private final byte[] buffer = new byte[MAX_DATAGRAM];

	private final SocketAddressFormat addresses = new SocketAddressFormat();

	private final MemorySegment pollState;

	private final MemorySegment poll;

	private final MemorySegment count;

	private final Lane[] lanes = new Lane[LANES];

	private final AtomicBoolean woken = new AtomicBoolean();

	private final AtomicBoolean closed = new AtomicBoolean();

	// Held by the receiver while a system call or a change of its batches runs. Whoever
	// closes takes it, so that no call meets a descriptor that has become another's.
	private final ReentrantLock receiving = new ReentrantLock();

	private volatile @Nullable Thread receiver;

	private @Nullable DatagramSink sink;

	// Whether the last look took all there was: then the next one would find nothing.
	private boolean drained;

	private BatchedDatagramTransport(Arena arena, int family, int socket, int event, InetSocketAddress local) {
		this.family = family;
		this.socket = socket;
		this.event = event;
		this.localAddress = local;
		this.in = new MessageBatch(arena, BATCH, MAX_DATAGRAM);
		this.out = new MessageBatch(arena, BATCH, USUAL_DATAGRAM);
		this.pollState = LinuxSockets.callState(arena);
		this.count = arena.allocate(ValueLayout.JAVA_LONG);
		this.poll = arena.allocate(2L * POLL_SIZE, POLL_SIZE);
		this.poll.set(ValueLayout.JAVA_INT, 0, socket);
		this.poll.set(ValueLayout.JAVA_SHORT, POLL_EVENTS, LinuxSockets.POLLIN);
		this.poll.set(ValueLayout.JAVA_INT, POLL_SIZE, event);
		this.poll.set(ValueLayout.JAVA_SHORT, POLL_SIZE + POLL_EVENTS, LinuxSockets.POLLIN);
		for (int i = 0; i < LANES; i++) {
			this.lanes[i] = new Lane(arena);
		}
	}

	/**
	 * Opens a socket. Called by {@link BatchedSockets} alone.
	 * @param address what to bind to
	 * @param settings buffer sizes to ask for
	 * @return a transport that is ready to receive
	 * @throws IOException if the address cannot be bound
	 */
	static DatagramTransport bind(InetSocketAddress address, SocketSettings settings) throws IOException {
		boolean ipv4 = address.getAddress() instanceof Inet4Address && !address.getAddress().isAnyLocalAddress();
		int family = ipv4 ? LinuxSockets.AF_INET : LinuxSockets.AF_INET6;
		Arena arena = Arena.ofAuto();
		MemorySegment state = LinuxSockets.callState(arena);
		int socket = -1;
		try {
			socket = LinuxSockets.socket(state, family);
			if (family == LinuxSockets.AF_INET6) {
				LinuxSockets.dualStack(state, socket);
			}
			LinuxSockets.buffers(state, socket, settings.receiveBuffer(), settings.sendBuffer());
			InetSocketAddress local = bind(state, socket, family, address, arena);
			return new BatchedDatagramTransport(arena, family, socket, LinuxSockets.event(state), local);
		}
		catch (IOException | RuntimeException ex) {
			if (socket >= 0) {
				LinuxSockets.close(state, socket);
			}
			throw ex;
		}
	}

	private static InetSocketAddress bind(MemorySegment state, int socket, int family, InetSocketAddress address,
			Arena arena) throws IOException {
		MemorySegment name = arena.allocate(SocketAddressFormat.MAX_SIZE, Long.BYTES);
		int size = SocketAddressFormat.write(address, family, name);
		try {
			LinuxSockets.bind(state, socket, name.asSlice(0, size));
		}
		catch (IOException ex) {
			BindException refused = new BindException("Cannot bind to " + address + ": " + ex.getMessage());
			refused.initCause(ex);
			throw refused;
		}
		LinuxSockets.localAddress(state, socket, name);
		return new SocketAddressFormat().read(name);
	}

	@Override
	public InetSocketAddress localAddress() {
		return this.localAddress;
	}

	@Override
	public int receive(DatagramSink into, long timeoutNanos) throws IOException {
		this.receiver = Thread.currentThread();
		this.sink = into;
		// Under load the next datagram is there already, which saves the poll.
		if (!this.drained || timeoutNanos <= 0) {
			int received = receiveAvailable(into);
			if (received > 0 || timeoutNanos <= 0) {
				return received;
			}
		}
		await(timeoutNanos);
		return receiveAvailable(into);
	}

	// Rounded up, so that a timer due within the millisecond is not waited for in circles.
	private void await(long timeoutNanos) throws IOException {
		long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(timeoutNanos + 999_999));
		this.receiving.lock();
		try {
			requireOpen();
			LinuxSockets.poll(this.pollState, this.poll, 2, (int) Math.min(millis, Integer.MAX_VALUE));
			// A waker sets the flag before it writes the event. Taken back in between, the
			// flag would hide an event that stays readable, and no poll would wait again.
			if ((this.poll.get(ValueLayout.JAVA_SHORT, POLL_SIZE + POLL_RESULT) & LinuxSockets.POLLIN) != 0) {
				LinuxSockets.readLong(this.pollState, this.event, this.count);
				this.woken.set(false);
			}
		}
		finally {
			this.receiving.unlock();
		}
	}

	private void requireOpen() throws IOException {
		if (this.closed.get()) {
			throw new IOException("The socket is closed");
		}
	}

	private int receiveAvailable(DatagramSink into) throws IOException {
		int received = receiveBatch();
		for (int i = 0; i < received; i++) {
			InetSocketAddress from = this.addresses.read(this.in.address(i));
			into.datagram(this.buffer, 0, this.in.take(i, this.buffer), from);
		}
		return received;
	}

	private int receiveBatch() throws IOException {
		this.receiving.lock();
		try {
			requireOpen();
			int received = this.in.receive(this.socket);
			this.drained = received < BATCH;
			if (received >= 0) {
				return received;
			}
			int errno = this.in.errno();
			if (errno == LinuxSockets.EAGAIN || errno == LinuxSockets.EINTR) {
				return 0;
			}
			throw new IOException("recvmmsg failed with errno " + errno);
		}
		finally {
			this.receiving.unlock();
		}
	}

	@Override
	public void send(byte[] datagram, int offset, int length, InetSocketAddress to) throws IOException {
		if (Thread.currentThread() == this.receiver && length <= USUAL_DATAGRAM) {
			sendWithBatch(datagram, offset, length, to);
			return;
		}
		this.lanes[(int) (Thread.currentThread().threadId() & (LANES - 1))].send(datagram, offset, length, to);
	}

	private void sendWithBatch(byte[] datagram, int offset, int length, InetSocketAddress to) throws IOException {
		this.receiving.lock();
		try {
			requireOpen();
			if (this.waiting == BATCH) {
				flush();
			}
			this.out.put(this.waiting, datagram, offset, length, to, this.family);
			this.recipients[this.waiting] = to;
			this.waiting++;
		}
		finally {
			this.receiving.unlock();
		}
	}

	@Override
	public void flush() {
		this.receiving.lock();
		try {
			if (!this.closed.get()) {
				sendWaiting();
			}
			this.waiting = 0;
		}
		finally {
			this.receiving.unlock();
		}
	}

	private void sendWaiting() {
		int sent = 0;
		while (sent < this.waiting) {
			int some = this.out.send(this.socket, sent, this.waiting - sent);
			if (some > 0) {
				sent += some;
			}
			else if (some == 0 || this.out.errno() != LinuxSockets.EINTR) {
				// The first one is refused, by a full buffer or the network; the others
				// may go through.
				failed(this.recipients[sent]);
				sent++;
			}
		}
	}

	private void failed(InetSocketAddress recipient) {
		DatagramSink hearer = this.sink;
		if (hearer != null) {
			hearer.sendFailed(recipient);
		}
	}

	@Override
	public void wakeup() {
		if (this.closed.get() || !this.woken.compareAndSet(false, true)) {
			return;
		}
		this.lanes[0].wakeup();
	}

	@Override
	public void close() {
		if (!this.closed.compareAndSet(false, true)) {
			return;
		}
		// Ends a poll, which would hold the lock for as long as nothing arrives.
		this.lanes[0].writeEvent();
		this.receiving.lock();
		for (Lane lane : this.lanes) {
			lane.lock.lock();
		}
		try {
			sendWaiting();
			LinuxSockets.close(this.pollState, this.socket);
			LinuxSockets.close(this.pollState, this.event);
		}
		finally {
			for (Lane lane : this.lanes) {
				lane.lock.unlock();
			}
			this.receiving.unlock();
		}
	}

	/** What a thread needs that sends at once; some threads share one. */
	private final class Lane {

		private final ReentrantLock lock = new ReentrantLock();

		private final MessageBatch message;

		private final MemorySegment state;

		private final MemorySegment one;

		Lane(Arena arena) {
			this.message = new MessageBatch(arena, 1, MAX_DATAGRAM);
			this.state = LinuxSockets.callState(arena);
			this.one = arena.allocateFrom(ValueLayout.JAVA_LONG, 1);
		}

		void send(byte[] datagram, int offset, int length, InetSocketAddress to) throws IOException {
			this.lock.lock();
			try {
				if (BatchedDatagramTransport.this.closed.get()) {
					throw new IOException("The socket is closed");
				}
				this.message.put(0, datagram, offset, length, to, BatchedDatagramTransport.this.family);
				int sent = this.message.send(BatchedDatagramTransport.this.socket, 0, 1);
				if (sent != 1) {
					int errno = this.message.errno();
					throw new IOException((errno == LinuxSockets.EAGAIN) ? "The socket's send buffer is full"
							: "sendmmsg failed with errno " + errno);
				}
			}
			finally {
				this.lock.unlock();
			}
		}

		void wakeup() {
			this.lock.lock();
			try {
				if (!BatchedDatagramTransport.this.closed.get()) {
					writeEvent();
				}
			}
			finally {
				this.lock.unlock();
			}
		}

		/** Only while the event cannot be closed. */
		private void writeEvent() {
			this.lock.lock();
			try {
				LinuxSockets.writeLong(this.state, BatchedDatagramTransport.this.event, this.one);
			}
			finally {
				this.lock.unlock();
			}
		}

	}

}
