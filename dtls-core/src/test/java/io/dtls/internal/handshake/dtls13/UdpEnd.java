package io.dtls.internal.handshake.dtls13;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import io.dtls.internal.handshake.dtls13.client.ClientParameters;
import io.dtls.internal.handshake.dtls13.server.ServerParameters;

/**
 * One end of ours on a real socket, for one peer that nobody here wrote: a loop around
 * the engine.
 */
final class UdpEnd implements AutoCloseable {

	private static final long PATIENCE = TimeUnit.SECONDS.toNanos(12);

	private final DatagramSocket socket;

	private final byte[] buffer = new byte[65536];

	private final @Nullable ServerParameters server;

	@Nullable Dtls13End end;

	boolean echoes;

	/** Which datagrams are lost: those sent count from 0, those received from -1 down. */
	Set<Integer> lost = Set.of();

	private int sent;

	private int received;

	private int echoed;

	private UdpEnd(DatagramSocket socket, @Nullable ServerParameters server) {
		this.socket = socket;
		this.server = server;
	}

	static UdpEnd client(ClientParameters parameters, int port) throws IOException {
		DatagramSocket socket = new DatagramSocket();
		socket.connect(InetAddress.getLoopbackAddress(), port);
		UdpEnd udp = new UdpEnd(socket, null);
		udp.end = Dtls13End.client(parameters, "localhost", System.nanoTime());
		return udp;
	}

	static UdpEnd server(ServerParameters parameters) throws IOException {
		return new UdpEnd(new DatagramSocket(0, InetAddress.getLoopbackAddress()), parameters);
	}

	int port() {
		return this.socket.getLocalPort();
	}

	/** Serves the next client from another address, whoever comes. */
	UdpEnd forget() {
		this.end = null;
		this.socket.disconnect();
		this.echoed = 0;
		return this;
	}

	/** Runs until something is so; fails if it takes too long. */
	boolean runUntil(BooleanSupplier done) throws IOException {
		return runUntil(done, PATIENCE);
	}

	private boolean runUntil(BooleanSupplier done, long patience) throws IOException {
		long start = System.nanoTime();
		while (!done.getAsBoolean()) {
			if (System.nanoTime() - start > patience) {
				return false;
			}
			step();
		}
		flush();
		return true;
	}

	private void step() throws IOException {
		flush();
		long now = System.nanoTime();
		OptionalLong deadline = (this.end != null) ? this.end.deadline() : OptionalLong.empty();
		long wait = deadline.isPresent() ? TimeUnit.NANOSECONDS.toMillis(deadline.getAsLong() - now) : 100;
		this.socket.setSoTimeout((int) Math.max(1, Math.min(100, wait)));
		DatagramPacket packet = new DatagramPacket(this.buffer, this.buffer.length);
		try {
			this.socket.receive(packet);
			if (!this.lost.contains(-1 - this.received++)) {
				take(packet);
			}
		}
		catch (SocketTimeoutException ex) {
			// The deadline, or nothing.
		}
		catch (PortUnreachableException ex) {
			// The peer is not there yet, or not any more.
		}
		if (this.end != null) {
			this.end.advance(System.nanoTime());
			echo();
		}
		flush();
	}

	private void take(DatagramPacket packet) {
		if (this.end == null) {
			InetSocketAddress peer = (InetSocketAddress) packet.getSocketAddress();
			this.end = Dtls13End.server(this.server, TestIdentities.hellos(this.server), peer);
			try {
				this.socket.connect(peer);
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}
		this.end.take(Arrays.copyOf(packet.getData(), packet.getLength()), packet.getLength(), System.nanoTime());
	}

	private void echo() {
		while (this.echoes && this.end.data.size() > this.echoed) {
			this.end.send(new String(this.end.data.get(this.echoed++), StandardCharsets.UTF_8));
		}
	}

	private void flush() throws IOException {
		if (this.end != null) {
			for (byte[] datagram : this.end.drain()) {
				if (this.lost.contains(this.sent++)) {
					continue;
				}
				try {
					this.socket.send(new DatagramPacket(datagram, datagram.length));
				}
				catch (PortUnreachableException ex) {
					// Tried again by the timer.
				}
			}
		}
	}

	boolean handshake() throws IOException {
		return handshakeWithin(Duration.ofNanos(PATIENCE));
	}

	boolean handshakeWithin(Duration patience) throws IOException {
		return runUntil(() -> this.end != null && (this.end.isEstablished() || this.end.failure() != null),
				patience.toNanos()) && this.end.isEstablished();
	}

	/** Sends a line, and waits for it to come back. */
	boolean echoed(String line) throws IOException {
		int before = this.end.data.size();
		this.end.send(line);
		return runUntil(() -> this.end.data.size() > before)
				&& line.equals(new String(this.end.data.get(before), StandardCharsets.UTF_8));
	}

	@Override
	public void close() throws IOException {
		if (this.end != null && this.end.isEstablished()) {
			this.end.close();
			flush();
		}
		this.socket.close();
	}

}
