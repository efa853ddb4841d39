package io.dtls.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;

import io.dtls.internal.transport.DatagramTransport;

/**
 * A client's end of any transport, for Bouncy Castle. Hears its server only, like a
 * connected socket: on a machine where many tests run, others send to ports they think to
 * be those of their own peers, and anything in plaintext could end a handshake.
 */
public final class TransportClient implements org.bouncycastle.tls.DatagramTransport {

	private static final int TRACED = 16;

	private static final int TRACED_BYTES = 64;

	private DatagramTransport transport;

	private final InetSocketAddress server;

	private final Deque<byte[]> arrived = new ArrayDeque<>();

	private final Deque<String> trace = new ArrayDeque<>();

	public TransportClient(DatagramTransport transport, InetSocketAddress server) {
		this.transport = transport;
		this.server = server;
	}

	/** Goes on from another address, as behind a NAT that forgot. */
	public void rebind(DatagramTransport other) {
		this.transport = other;
	}

	@Override
	public int getReceiveLimit() {
		return 65_535;
	}

	@Override
	public int receive(byte[] buf, int off, int len, int waitMillis) throws IOException {
		if (this.arrived.isEmpty()) {
			this.transport.receive(this::take, TimeUnit.MILLISECONDS.toNanos(waitMillis));
		}
		byte[] datagram = this.arrived.poll();
		if (datagram == null) {
			return -1;
		}
		note("in", datagram, 0, datagram.length);
		System.arraycopy(datagram, 0, buf, off, datagram.length);
		return datagram.length;
	}

	private void take(byte[] buffer, int offset, int length, InetSocketAddress from) {
		if (from.equals(this.server)) {
			this.arrived.add(Arrays.copyOfRange(buffer, offset, offset + length));
		}
	}

	@Override
	public int getSendLimit() {
		return 1400;
	}

	@Override
	public void send(byte[] buf, int off, int len) throws IOException {
		note("out", buf, off, len);
		this.transport.send(buf, off, len, this.server);
	}

	private void note(String direction, byte[] bytes, int off, int len) {
		if (this.trace.size() == TRACED) {
			this.trace.remove();
		}
		this.trace.add(direction + " " + HexFormat.of().formatHex(bytes, off, off + Math.min(len, TRACED_BYTES)));
	}

	/** The beginning of each of the last datagrams, oldest first. */
	@Override
	public String toString() {
		return this.server + ": " + this.trace;
	}

	@Override
	public void close() {
		// The test closes the transport.
	}

}
