package io.dtls.internal.handshake.dtls12;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.dtls.HandshakeFailure;
import io.dtls.internal.handshake.ClientHandshakeContext;
import io.dtls.internal.handshake.DatagramOut;
import io.dtls.internal.handshake.Established;
import io.dtls.internal.handshake.Outcome;
import io.dtls.internal.handshake.dtls12.client.ClientHandshake;

/**
 * One handshake of our client, over the network in memory of a {@link HandshakeRun} or of
 * a test that plays the server.
 */
final class ClientRun implements Outcome {

	static final Duration TIMEOUT = Duration.ofSeconds(60);

	private final CountDownLatch ended = new CountDownLatch(1);

	final ClientHandshake handshake;

	volatile Established established;

	volatile HandshakeFailure failure;

	ClientRun(ClientHandshakeContext context, String host, DatagramOut out) {
		this.handshake = new ClientHandshake(context, InetSocketAddress.createUnresolved(host, 5684), TIMEOUT, out,
				this);
	}

	/** Runs the handshake with a server over its network, until both have ended. */
	static ClientRun with(ClientHandshakeContext context, HandshakeRun server) {
		ClientRun run = new ClientRun(context, "localhost",
				(bytes, off, len) -> server.network.sendToServer(Arrays.copyOfRange(bytes, off, off + len)));
		run.start();
		run.pump(server);
		return run;
	}

	ClientRun start() {
		Thread thread = new Thread(this.handshake, "client-handshake");
		thread.setDaemon(true);
		thread.start();
		return this;
	}

	private void pump(HandshakeRun server) {
		while (this.ended.getCount() > 0) {
			byte[] datagram = server.network.receiveAsClient(5);
			if (datagram != null) {
				this.handshake.offer(datagram, 0, datagram.length);
			}
		}
	}

	ClientRun awaitEnd() throws InterruptedException {
		if (!this.ended.await(15, TimeUnit.SECONDS)) {
			throw new AssertionError("The client's handshake has not ended");
		}
		return this;
	}

	@Override
	public void established(Established value) {
		this.established = value;
		this.ended.countDown();
	}

	@Override
	public void failed(HandshakeFailure value) {
		this.failure = value;
		this.ended.countDown();
	}

}
