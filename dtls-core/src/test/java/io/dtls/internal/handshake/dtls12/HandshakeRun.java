package io.dtls.internal.handshake.dtls12;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.bouncycastle.tls.DTLSTransport;

import io.dtls.HandshakeFailure;
import io.dtls.credentials.Credentials;
import io.dtls.internal.handshake.EarlyRecord;
import io.dtls.internal.handshake.Established;
import io.dtls.internal.handshake.Outcome;
import io.dtls.internal.handshake.ServerHandshakeContext;
import io.dtls.internal.handshake.cookie.CookieExchange;
import io.dtls.internal.handshake.dtls12.server.ServerHandshake;
import io.dtls.internal.handshake.message.HelloFields;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.record.dtls12.OpenedRecord;
import io.dtls.settings.HandshakeSettings;
import io.dtls.settings.SecuritySettings;
import io.dtls.testing.TestDtlsClient;
import io.dtls.testing.TestNetwork;

/**
 * One handshake of a test client with this server over a network in memory; plays the
 * part of the endpoint.
 */
final class HandshakeRun implements Outcome {

	static final InetSocketAddress PEER = new InetSocketAddress("192.0.2.7", 40000);

	static final HandshakeSettings FAST = HandshakeSettings.defaults()
		.withTimeout(Duration.ofSeconds(10))
		.withInitialRetransmit(Duration.ofMillis(10));

	final TestNetwork network = new TestNetwork();

	final CookieExchange cookies = new CookieExchange(new byte[32], null);

	final ServerHandshakeContext context;

	byte[] connectionId;

	/** Whether the socket is connected to the peer, so that no cookie is asked for. */
	boolean connected;

	volatile ServerHandshake handshake;

	private final List<String> delivered = new ArrayList<>();

	private boolean sessionBegan;

	private final CountDownLatch ended = new CountDownLatch(1);

	volatile Established established;

	volatile HandshakeFailure failure;

	/** What the client's connect threw, if it did. */
	IOException clientFailure;

	DTLSTransport client;

	HandshakeRun(ServerHandshakeContext context) {
		this.context = context;
		this.network.server(this::receive);
	}

	static HandshakeRun with(Credentials credentials) {
		return with(credentials, SecuritySettings.defaults());
	}

	static HandshakeRun with(Credentials credentials, SecuritySettings security) {
		return with(credentials, security, FAST);
	}

	static HandshakeRun with(Credentials credentials, SecuritySettings security, HandshakeSettings handshakes) {
		return new HandshakeRun(ServerHandshakeContext.of(credentials, security, handshakes, 1400));
	}

	/** What the endpoint does with a datagram. */
	private synchronized void receive(byte[] datagram) {
		if (this.established != null) {
			receiveInSession(datagram);
			return;
		}
		int size = RecordFormat.recordSize(datagram, 0, datagram.length, 0);
		if (size > 0 && HelloFields.find(datagram, 0, size) != null) {
			CookieExchange.Answer answer = this.connected ? this.cookies.admit(datagram, 0, size, PEER)
					: this.cookies.examine(datagram, 0, size, PEER, 0);
			if (answer instanceof CookieExchange.Answer.HelloVerify verify) {
				this.network.sendToClient(verify.datagram(), 0, verify.datagram().length);
				return;
			}
			if (answer instanceof CookieExchange.Answer.Admit admit && this.handshake == null) {
				this.handshake = new ServerHandshake(this.context, PEER, admit.cookie(), this.network::sendToClient,
						this, this.connectionId);
			}
		}
		offer(datagram);
	}

	/** What the session does: answer a Finished that comes again. */
	private void receiveInSession(byte[] datagram) {
		beginSession();
		for (OpenedRecord opened : open(datagram)) {
			if (opened.contentType() == RecordFormat.APPLICATION_DATA) {
				this.delivered.add(new String(opened.copyPayload(), StandardCharsets.US_ASCII));
			}
			else if (this.established.lastFlight().answers(opened)) {
				byte[] again = protectLastFlight();
				this.network.sendToClient(again, 0, again.length);
			}
		}
	}

	private void beginSession() {
		if (this.sessionBegan) {
			return;
		}
		this.sessionBegan = true;
		for (EarlyRecord early : this.established.early()) {
			this.delivered.add(new String(early.payload(), StandardCharsets.US_ASCII));
		}
		this.handshake.remainingRecords().forEach(this::receiveInSession);
	}

	/** The application data that reached the session so far. */
	synchronized List<String> delivered() {
		beginSession();
		return this.delivered;
	}

	byte[] protectLastFlight() {
		try {
			return this.established.lastFlight().protectAgain(this.established.records());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void offer(byte[] datagram) {
		ServerHandshake running = this.handshake;
		if (running == null) {
			return;
		}
		boolean before = running.helloComplete();
		running.offer(datagram, 0, datagram.length);
		if (!before && running.helloComplete()) {
			Thread thread = new Thread(running, "handshake");
			thread.setDaemon(true);
			thread.start();
		}
	}

	/** Runs the client on this thread, then waits for the server. */
	HandshakeRun connect(TestDtlsClient tester) {
		try {
			this.client = tester.connect(this.network);
		}
		catch (IOException ex) {
			this.clientFailure = ex;
		}
		return awaitEnd();
	}

	HandshakeRun awaitEnd() {
		try {
			if (!this.ended.await(15, TimeUnit.SECONDS)) {
				throw new AssertionError("The server's handshake has not ended; the client says " + this.clientFailure);
			}
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
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

	/** Opens one datagram with the server's record layer; returns each payload. */
	List<OpenedRecord> open(byte[] datagram) {
		List<OpenedRecord> opened = new ArrayList<>();
		int at = 0;
		int size = recordSize(datagram, at);
		while (size > 0) {
			OpenedRecord into = new OpenedRecord();
			if (this.established.records().open(datagram, at, size, into)) {
				opened.add(into);
			}
			at += size;
			size = recordSize(datagram, at);
		}
		return opened;
	}

	private int recordSize(byte[] datagram, int at) {
		return RecordFormat.recordSize(datagram, at, datagram.length,
				this.established.records().connectionIds().readSize());
	}

	/** Protects application data with the server's record layer. */
	byte[] protect(byte[] data) throws IOException {
		byte[] out = new byte[data.length + this.established.records().overhead()];
		int size = this.established.records().protect(RecordFormat.APPLICATION_DATA, data, 0, data.length, out, 0);
		return Arrays.copyOf(out, size);
	}

}
