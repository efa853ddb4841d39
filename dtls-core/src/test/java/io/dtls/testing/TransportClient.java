package io.dtls.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

import io.dtls.transport.DatagramTransport;

/**
 * A client's end of any transport, for Bouncy Castle.
 */
public final class TransportClient implements org.bouncycastle.tls.DatagramTransport {

	private DatagramTransport transport;

	private final InetSocketAddress server;

	private final Deque<byte[]> arrived = new ArrayDeque<>();

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
			this.transport.receive(
					(buffer, offset, length, from) -> this.arrived
						.add(Arrays.copyOfRange(buffer, offset, offset + length)),
					TimeUnit.MILLISECONDS.toNanos(waitMillis));
		}
		byte[] datagram = this.arrived.poll();
		if (datagram == null) {
			return -1;
		}
		System.arraycopy(datagram, 0, buf, off, datagram.length);
		return datagram.length;
	}

	@Override
	public int getSendLimit() {
		return 1400;
	}

	@Override
	public void send(byte[] buf, int off, int len) throws IOException {
		this.transport.send(buf, off, len, this.server);
	}

	@Override
	public void close() {
		// The test closes the transport.
	}

}
