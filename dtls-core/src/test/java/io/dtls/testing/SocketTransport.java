package io.dtls.testing;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;

import org.bouncycastle.tls.DatagramTransport;

/**
 * A connected socket, for Bouncy Castle.
 */
public final class SocketTransport implements DatagramTransport {

	private volatile DatagramSocket socket;

	private volatile DatagramSocket sender;

	private int datagramsLeft = Integer.MAX_VALUE;

	public SocketTransport(DatagramSocket socket) {
		this.socket = socket;
		this.sender = socket;
	}

	/** Sends through another socket, thus from another address. */
	public void sendThrough(DatagramSocket other) {
		this.sender = other;
	}

	/** Loses what comes after so many datagrams. */
	public SocketTransport sendingOnly(int datagrams) {
		this.datagramsLeft = datagrams;
		return this;
	}

	/** Goes on from another address. */
	public void moveTo(DatagramSocket other) {
		this.socket = other;
		this.sender = other;
	}

	@Override
	public int getReceiveLimit() {
		return 65_535;
	}

	@Override
	public int receive(byte[] buf, int off, int len, int waitMillis) throws IOException {
		this.socket.setSoTimeout(Math.max(1, waitMillis));
		DatagramPacket packet = new DatagramPacket(buf, off, len);
		try {
			this.socket.receive(packet);
			return packet.getLength();
		}
		catch (SocketTimeoutException | PortUnreachableException ex) {
			return -1;
		}
	}

	@Override
	public int getSendLimit() {
		return 1400;
	}

	@Override
	public void send(byte[] buf, int off, int len) throws IOException {
		if (this.datagramsLeft > 0) {
			this.datagramsLeft--;
			this.sender.send(new DatagramPacket(buf, off, len));
		}
	}

	@Override
	public void close() {
		// The test closes the socket.
	}

}
