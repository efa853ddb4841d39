package io.dtls.testing;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

import org.jspecify.annotations.Nullable;

/**
 * Stands between one client and its server, as a router with address translation does:
 * the server sees an address of the router's, which may become another.
 */
public final class Nat implements AutoCloseable {

	private static final int MAX_SIZE = 65_535;

	private final InetSocketAddress server;

	private final DatagramSocket inside;

	private volatile DatagramSocket outside;

	private volatile @Nullable SocketAddress client;

	public Nat(InetSocketAddress server) throws IOException {
		this.server = server;
		this.inside = new DatagramSocket(0, InetAddress.getLoopbackAddress());
		this.outside = open();
		forward("nat-out", this.inside, (packet) -> {
			this.client = packet.getSocketAddress();
			packet.setSocketAddress(this.server);
			this.outside.send(packet);
		});
	}

	private DatagramSocket open() throws IOException {
		DatagramSocket fresh = new DatagramSocket(0, InetAddress.getLoopbackAddress());
		forward("nat-in", fresh, (packet) -> {
			packet.setSocketAddress(this.client);
			this.inside.send(packet);
		});
		return fresh;
	}

	private static void forward(String name, DatagramSocket from, Forwarding forwarding) {
		Thread thread = new Thread(() -> {
			try {
				while (true) {
					DatagramPacket packet = new DatagramPacket(new byte[MAX_SIZE], MAX_SIZE);
					from.receive(packet);
					forwarding.forward(packet);
				}
			}
			catch (IOException ex) {
				// Closed.
			}
		}, name);
		thread.setDaemon(true);
		thread.start();
	}

	/** Where the client has to send. */
	public InetSocketAddress address() {
		return (InetSocketAddress) this.inside.getLocalSocketAddress();
	}

	/** Where the server sees the client. */
	public int outsidePort() {
		return this.outside.getLocalPort();
	}

	/** Gives the client another address, as a router does that has forgotten it. */
	public void rebind() throws IOException {
		DatagramSocket before = this.outside;
		this.outside = open();
		before.close();
	}

	@Override
	public void close() {
		this.inside.close();
		this.outside.close();
	}

	/** Passes a datagram on. */
	private interface Forwarding {

		void forward(DatagramPacket packet) throws IOException;

	}

}
