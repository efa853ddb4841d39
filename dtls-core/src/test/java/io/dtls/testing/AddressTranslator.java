package io.dtls.testing;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Passes one client's datagrams on from an address of its own, as a NAT does, and forgets
 * that address on request.
 */
public final class AddressTranslator implements AutoCloseable {

	private static final int MAX_DATAGRAM = 65_507;

	private final DatagramSocket inside = socket();

	private final InetSocketAddress server;

	private volatile DatagramSocket outside;

	private volatile InetSocketAddress client;

	public AddressTranslator(InetSocketAddress server) throws IOException {
		this.server = server;
		start(this::passOut);
		forget();
	}

	private static DatagramSocket socket() throws IOException {
		return new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
	}

	private static void start(Loop loop) {
		Thread thread = new Thread(() -> {
			try {
				loop.run();
			}
			catch (IOException ex) {
				// Closed.
			}
		}, "translator");
		thread.setDaemon(true);
		thread.start();
	}

	/** Where the client has to send to. */
	public InetSocketAddress address() {
		return (InetSocketAddress) this.inside.getLocalSocketAddress();
	}

	/**
	 * The client comes from another port from now on; nothing reaches it at the old one.
	 */
	public void forget() throws IOException {
		DatagramSocket previous = this.outside;
		DatagramSocket next = socket();
		this.outside = next;
		if (previous != null) {
			previous.close();
		}
		start(() -> passIn(next));
	}

	private void passOut() throws IOException {
		while (true) {
			DatagramPacket packet = new DatagramPacket(new byte[MAX_DATAGRAM], MAX_DATAGRAM);
			this.inside.receive(packet);
			this.client = (InetSocketAddress) packet.getSocketAddress();
			this.outside.send(new DatagramPacket(packet.getData(), packet.getLength(), this.server));
		}
	}

	private void passIn(DatagramSocket from) throws IOException {
		while (true) {
			DatagramPacket packet = new DatagramPacket(new byte[MAX_DATAGRAM], MAX_DATAGRAM);
			from.receive(packet);
			this.inside.send(new DatagramPacket(packet.getData(), packet.getLength(), this.client));
		}
	}

	@Override
	public void close() {
		this.inside.close();
		this.outside.close();
	}

	/** Runs until a socket is closed. */
	@FunctionalInterface
	private interface Loop {

		void run() throws IOException;

	}

}
