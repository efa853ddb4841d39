package io.dtls.testing;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;

/**
 * One address of a {@link FaultyNetwork} as a connected socket, for code that takes one.
 */
public class NetworkSocket extends DatagramSocket {

	private final FaultyNetwork.Port port;

	private final InetSocketAddress peer;

	private volatile int timeoutMillis;

	public NetworkSocket(FaultyNetwork.Port port, InetSocketAddress peer) throws SocketException {
		super((SocketAddress) null);
		super.close();
		this.port = port;
		this.peer = peer;
	}

	@Override
	public void send(DatagramPacket packet) {
		this.port.send(packet.getData(), packet.getOffset(), packet.getLength(), this.peer);
	}

	@Override
	public void receive(DatagramPacket packet) throws IOException {
		int timeout = this.timeoutMillis;
		FaultyNetwork.Sent next = this.port
			.take((timeout > 0) ? TimeUnit.MILLISECONDS.toNanos(timeout) : Long.MAX_VALUE / 2);
		if (next == null) {
			throw new SocketTimeoutException();
		}
		int length = Math.min(next.bytes().length, packet.getLength());
		System.arraycopy(next.bytes(), 0, packet.getData(), packet.getOffset(), length);
		packet.setLength(length);
		packet.setSocketAddress(next.from());
	}

	@Override
	public void close() {
		// Called by the constructor of the superclass too, where that fails.
		if (this.port != null) {
			this.port.close();
		}
	}

	@Override
	public boolean isClosed() {
		return false;
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
	public SocketAddress getRemoteSocketAddress() {
		return this.peer;
	}

	@Override
	public SocketAddress getLocalSocketAddress() {
		return this.port.localAddress();
	}

	@Override
	public InetAddress getLocalAddress() {
		return this.port.localAddress().getAddress();
	}

	@Override
	public int getLocalPort() {
		return this.port.localAddress().getPort();
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
