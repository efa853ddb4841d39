package io.dtls.internal.server;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.transport.DatagramTransport;

/**
 * Plain datagrams of one peer, through the socket of a server. While it is open, all that
 * the peer sends is read from here. Options of the system's socket cannot be set.
 */
final class PlainPeerSocket extends DatagramSocket {

	// As a socket's buffer: what does not fit is lost.
	private static final int CAPACITY = 1024;

	private static final byte[] END = new byte[0];

	private final InetSocketAddress peer;

	// Of the session that has ended.
	private final byte[] connectionId;

	private final DatagramTransport transport;

	private final Runnable onClose;

	private final BlockingQueue<byte[]> arrived = new LinkedBlockingQueue<>();

	private volatile int timeoutMillis;

	private volatile boolean ended;

	PlainPeerSocket(InetSocketAddress peer, byte[] connectionId, DatagramTransport transport, Runnable onClose)
			throws SocketException {
		super((SocketAddress) null);
		// The descriptor that every socket begins with is not needed.
		super.close();
		this.peer = peer;
		this.connectionId = connectionId;
		this.transport = transport;
		this.onClose = onClose;
	}

	/** Takes a datagram of the peer, on an endpoint thread. */
	void take(byte[] buffer, int offset, int length) {
		if (this.arrived.size() < CAPACITY && !isLateGoodbye(buffer, offset, length)) {
			this.arrived.add(Arrays.copyOfRange(buffer, offset, offset + length));
		}
	}

	// The peer's close_notify answers ours and belongs to the session that has ended.
	// With
	// a connection id its type is hidden (RFC 9146, section 4), and whatever bears the id
	// is of no use any more.
	private boolean isLateGoodbye(byte[] buffer, int offset, int length) {
		if (length <= RecordFormat.HEADER_SIZE + this.connectionId.length) {
			return false;
		}
		boolean due = (this.connectionId.length > 0) ? hasConnectionId(buffer, offset)
				: RecordFormat.contentType(buffer, offset) == RecordFormat.ALERT;
		return due && RecordFormat.epoch(buffer, offset) == 1
				&& RecordFormat.recordSize(buffer, offset, offset + length, this.connectionId.length) == length;
	}

	private boolean hasConnectionId(byte[] buffer, int offset) {
		int from = offset + RecordFormat.CONNECTION_ID_OFFSET;
		return RecordFormat.contentType(buffer, offset) == RecordFormat.TLS12_CID && Arrays.equals(buffer, from,
				from + this.connectionId.length, this.connectionId, 0, this.connectionId.length);
	}

	@Override
	public void send(DatagramPacket packet) throws IOException {
		requireOpen();
		if (packet.getPort() > 0 && packet.getAddress() != null && !this.peer.equals(packet.getSocketAddress())) {
			throw new IllegalArgumentException("The packet's address is not that of the peer");
		}
		this.transport.send(packet.getData(), packet.getOffset(), packet.getLength(), this.peer);
	}

	@Override
	public void receive(DatagramPacket packet) throws IOException {
		byte[] datagram = next();
		if (datagram == END) {
			this.arrived.add(END);
			throw new SocketException("Socket closed");
		}
		int room = packet.getData().length - packet.getOffset();
		int length = Math.min(datagram.length, room);
		System.arraycopy(datagram, 0, packet.getData(), packet.getOffset(), length);
		packet.setLength(length);
		packet.setSocketAddress(this.peer);
	}

	private byte[] next() throws IOException {
		requireOpen();
		try {
			int timeout = this.timeoutMillis;
			byte[] datagram = (timeout > 0) ? this.arrived.poll(timeout, TimeUnit.MILLISECONDS) : this.arrived.take();
			if (datagram == null) {
				throw new SocketTimeoutException("Receive timed out");
			}
			return datagram;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new SocketException("Interrupted");
		}
	}

	private void requireOpen() throws SocketException {
		if (this.ended) {
			throw new SocketException("Socket closed");
		}
	}

	@Override
	public void close() {
		// Called by the constructor of the superclass where that fails.
		if (this.arrived != null && !this.ended) {
			end();
			this.onClose.run();
		}
	}

	/** Ends it where the server forgets the peer, or has nothing to give any more. */
	void end() {
		if (!this.ended) {
			this.ended = true;
			this.arrived.add(END);
		}
	}

	@Override
	public boolean isClosed() {
		return this.ended;
	}

	@Override
	public boolean isBound() {
		return true;
	}

	@Override
	public boolean isConnected() {
		return true;
	}

	@Override
	public void bind(@Nullable SocketAddress address) throws SocketException {
		throw new SocketException("Already bound");
	}

	@Override
	public void connect(SocketAddress address) throws SocketException {
		throw new SocketException("Already connected");
	}

	@Override
	public SocketAddress getRemoteSocketAddress() {
		return this.peer;
	}

	@Override
	public InetAddress getInetAddress() {
		return this.peer.getAddress();
	}

	@Override
	public int getPort() {
		return this.peer.getPort();
	}

	@Override
	public SocketAddress getLocalSocketAddress() {
		return this.transport.localAddress();
	}

	@Override
	public InetAddress getLocalAddress() {
		return this.transport.localAddress().getAddress();
	}

	@Override
	public int getLocalPort() {
		return this.transport.localAddress().getPort();
	}

	@Override
	public void setSoTimeout(int millis) {
		this.timeoutMillis = millis;
	}

	@Override
	public int getSoTimeout() {
		return this.timeoutMillis;
	}

}
