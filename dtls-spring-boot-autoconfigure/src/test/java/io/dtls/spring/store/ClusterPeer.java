package io.dtls.spring.store;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.bouncycastle.tls.UDPTransport;

import io.dtls.CipherSuite;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.record.dtls12.OpenedRecord;
import io.dtls.testing.TestDtlsClient;

/**
 * A device with a connection id at an address of its own, behind a translator that may
 * give it another port. For one thread at a time.
 */
final class ClusterPeer implements AutoCloseable {

	private static final int MTU = 1400;

	private final TestDtlsClient client = TestDtlsClient.offering(CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256)
		.withPsk("sensor", ClusterNode.PSK);

	private final InetAddress address;

	private final InetSocketAddress balancer;

	// The newest is the last; answers may still come to the others.
	private final List<DatagramSocket> sockets = new ArrayList<>();

	private final Set<String> awaited = new HashSet<>();

	private final OpenedRecord opened = new OpenedRecord();

	private final AtomicInteger answered = new AtomicInteger();

	private int messages;

	ClusterPeer(int number, int balancerPort) throws IOException {
		this.address = InetAddress.getByAddress(new byte[] { 127, 0, 1, (byte) (1 + number % 250) });
		this.balancer = new InetSocketAddress(InetAddress.getLoopbackAddress(), balancerPort);
		this.client.connectionId = new byte[] { 1 };
		this.client.resendMillis = 500;
		rebind();
	}

	/** Goes on from another port. */
	void rebind() throws IOException {
		DatagramSocket socket = new DatagramSocket(new InetSocketAddress(this.address, 0));
		socket.connect(this.balancer);
		this.sockets.add(socket);
	}

	private DatagramSocket socket() {
		return this.sockets.get(this.sockets.size() - 1);
	}

	/** Handshakes, and offers to resume the session it had. */
	void connect() throws IOException {
		this.awaited.clear();
		this.client.sessionToResume = this.client.session;
		this.client.connect(new UDPTransport(socket(), MTU));
	}

	boolean isResumed() {
		return this.client.agreed.isResumedSession();
	}

	private byte[] message() throws IOException {
		String text = "message " + ++this.messages;
		byte[] message = text.getBytes(StandardCharsets.US_ASCII);
		byte[] record = new byte[message.length + this.client.ownRecords.overhead()];
		this.client.ownRecords.protect(RecordFormat.APPLICATION_DATA, message, 0, message.length, record, 0);
		this.awaited.add(text);
		return record;
	}

	/** Sends a message, and does not wait. */
	void send() throws IOException {
		byte[] record = message();
		socket().send(new DatagramPacket(record, record.length));
	}

	/** Sends one message to several nodes at once, past the balancer. */
	void sendTo(int[] ports) throws IOException {
		byte[] record = message();
		try (DatagramSocket direct = new DatagramSocket(new InetSocketAddress(this.address, 0))) {
			for (int port : ports) {
				direct.send(new DatagramPacket(record, record.length, InetAddress.getLoopbackAddress(), port));
			}
		}
	}

	/**
	 * Takes the echoes of what was sent.
	 * @param millis how long it waits at most
	 * @return whether none is missing
	 */
	boolean receive(long millis) throws IOException {
		long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
		do {
			long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
			DatagramPacket newest = poll(socket(), (int) Math.max(1, left));
			for (DatagramSocket older : this.sockets.subList(0, this.sockets.size() - 1)) {
				takeAll(older);
			}
			take(newest);
		}
		while (!this.awaited.isEmpty() && System.nanoTime() - deadline < 0);
		return this.awaited.isEmpty();
	}

	private static DatagramPacket poll(DatagramSocket socket, int millis) throws IOException {
		DatagramPacket packet = new DatagramPacket(new byte[MTU], MTU);
		try {
			socket.setSoTimeout(millis);
			socket.receive(packet);
			return packet;
		}
		catch (SocketTimeoutException ex) {
			return null;
		}
	}

	// First, as it was sent first: what comes from a new owner of the session makes it
	// old.
	private void takeAll(DatagramSocket older) throws IOException {
		DatagramPacket packet = poll(older, 1);
		while (packet != null) {
			take(packet);
			packet = poll(older, 1);
		}
	}

	private void take(DatagramPacket packet) {
		if (packet != null && this.client.ownRecords.open(packet.getData(), 0, packet.getLength(), this.opened)
				&& this.opened.contentType() == RecordFormat.APPLICATION_DATA) {
			String text = new String(this.opened.copyPayload(), StandardCharsets.US_ASCII);
			this.answered.addAndGet(this.awaited.remove(text) ? 1 : 0);
		}
	}

	/** Sends one message and waits for its echo. */
	boolean echo(long millis) throws IOException {
		this.awaited.clear();
		send();
		return receive(millis);
	}

	/** How many of its messages have come back; for any thread. */
	int answered() {
		return this.answered.get();
	}

	@Override
	public void close() {
		this.sockets.forEach(DatagramSocket::close);
	}

}
