package io.dtls.spring.store;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.bouncycastle.tls.UDPTransport;

import io.dtls.CipherSuite;
import io.dtls.record.OpenedRecord;
import io.dtls.record.RecordFormat;
import io.dtls.testing.TestDtlsClient;

/**
 * A device with a connection id at an address of its own, which a translator may change.
 */
final class ClusterPeer implements AutoCloseable {

	private static final int MTU = 1400;

	private final TestDtlsClient client = TestDtlsClient.offering(CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256)
		.withPsk("sensor", Cluster.PSK);

	private final InetAddress address;

	private final int balancer;

	private DatagramSocket socket;

	private int messages;

	ClusterPeer(int number, int balancer) throws IOException {
		this.address = InetAddress.getByAddress(new byte[] { 127, 0, 1, (byte) (1 + number % 250) });
		this.balancer = balancer;
		this.client.connectionId = new byte[] { 1 };
		this.client.resendMillis = 500;
		rebind();
	}

	/** Goes on from another port, as behind a translator that has forgotten it. */
	void rebind() throws IOException {
		close();
		this.socket = new DatagramSocket(new InetSocketAddress(this.address, 0));
		this.socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.balancer));
	}

	/** Handshakes, and offers to resume the session it had. */
	void connect() throws IOException {
		this.client.sessionToResume = this.client.session;
		this.client.connect(new UDPTransport(this.socket, MTU));
	}

	boolean isResumed() {
		return this.client.agreed.isResumedSession();
	}

	/** Sends one message, and waits for it to come back. */
	boolean echo(int timeoutMillis) throws IOException {
		byte[] message = ("message " + ++this.messages).getBytes(StandardCharsets.US_ASCII);
		byte[] record = new byte[message.length + this.client.ownRecords.overhead()];
		int size = this.client.ownRecords.protect(RecordFormat.APPLICATION_DATA, message, 0, message.length, record, 0);
		OpenedRecord opened = new OpenedRecord();
		try {
			this.socket.send(new DatagramPacket(record, size));
			this.socket.setSoTimeout(timeoutMillis);
			while (true) {
				DatagramPacket packet = new DatagramPacket(new byte[MTU], MTU);
				this.socket.receive(packet);
				if (this.client.ownRecords.open(packet.getData(), 0, packet.getLength(), opened)
						&& Arrays.equals(opened.copyPayload(), message)) {
					return true;
				}
			}
		}
		catch (SocketTimeoutException ex) {
			return false;
		}
	}

	/** Sends until something comes back: balancers need a datagram to notice a lost node. */
	boolean echoAtLast() throws IOException {
		for (int attempt = 0; attempt < 50; attempt++) {
			if (echo(100)) {
				return true;
			}
		}
		return false;
	}

	@Override
	public void close() {
		if (this.socket != null) {
			this.socket.close();
		}
	}

}
