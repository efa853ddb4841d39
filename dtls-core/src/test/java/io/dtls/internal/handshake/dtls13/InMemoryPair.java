package io.dtls.internal.handshake.dtls13;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

import io.dtls.internal.handshake.dtls13.client.ClientParameters;
import io.dtls.internal.handshake.dtls13.server.ServerParameters;

/**
 * A client and a server of ours with a network between them that does as it is told, in
 * virtual time.
 */
final class InMemoryPair {

	static final long MILLIS = 1_000_000;

	final Dtls13End client;

	final Dtls13End server;

	final List<byte[]> sentByClient = new ArrayList<>();

	final List<byte[]> sentByServer = new ArrayList<>();

	long now;

	private final Network network;

	private final List<Runnable> arriving = new ArrayList<>();

	InMemoryPair(ClientParameters client, ServerParameters server) {
		this(client, server, (fromClient, index, datagram) -> List.of(datagram));
	}

	InMemoryPair(ClientParameters client, ServerParameters server, Network network) {
		this(client, server, network, 5_000_000_000L);
	}

	InMemoryPair(ClientParameters client, ServerParameters server, Network network, long start) {
		this.network = network;
		this.now = start;
		this.client = Dtls13End.client(client, "localhost", this.now);
		this.server = Dtls13End.server(server, TestIdentities.hellos(server),
				new InetSocketAddress(InetAddress.getLoopbackAddress(), 4444));
	}

	/** Runs until both have what they want and say nothing more, or the time is over. */
	InMemoryPair run(Duration limit) {
		long end = this.now + limit.toNanos();
		while (this.now < end) {
			boolean moved = deliver();
			if (moved) {
				this.now += MILLIS;
				continue;
			}
			long next = Math.min(deadline(this.client), deadline(this.server));
			if (next > end) {
				break;
			}
			this.now = Math.max(this.now + 1, next);
			this.client.advance(this.now);
			this.server.advance(this.now);
		}
		return this;
	}

	InMemoryPair run() {
		return run(Duration.ofSeconds(30));
	}

	private static long deadline(Dtls13End end) {
		OptionalLong deadline = end.deadline();
		return deadline.isPresent() ? deadline.getAsLong() : Long.MAX_VALUE;
	}

	private boolean deliver() {
		for (byte[] datagram : this.client.drain()) {
			this.sentByClient.add(datagram);
			for (byte[] arrives : this.network.carry(true, this.sentByClient.size() - 1, datagram)) {
				this.arriving.add(() -> this.server.take(arrives, arrives.length, this.now));
			}
		}
		for (byte[] datagram : this.server.drain()) {
			this.sentByServer.add(datagram);
			for (byte[] arrives : this.network.carry(false, this.sentByServer.size() - 1, datagram)) {
				this.arriving.add(() -> this.client.take(arrives, arrives.length, this.now));
			}
		}
		List<Runnable> due = List.copyOf(this.arriving);
		this.arriving.clear();
		due.forEach(Runnable::run);
		return !due.isEmpty();
	}

	boolean isEstablished() {
		return this.client.isEstablished() && this.server.isEstablished();
	}

	/** What becomes of a datagram. */
	interface Network {

		/** The datagrams that arrive in place of one; its index counts from 0 a side. */
		List<byte[]> carry(boolean fromClient, int index, byte[] datagram);

	}

}
