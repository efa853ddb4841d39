package io.dtls.testing;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * A DTLS client on the JDK's own SSLEngine.
 */
public final class JsseClient implements AutoCloseable {

	private static final int BUFFER = 32 * 1024;

	private static final int RETRANSMIT_MILLIS = 500;

	private final DatagramSocket socket;

	private final InetSocketAddress server;

	private final SSLEngine engine;

	private final ByteBuffer incoming = ByteBuffer.allocate(BUFFER);

	private final ByteBuffer plaintext = ByteBuffer.allocate(BUFFER);

	public JsseClient(InetSocketAddress server, SSLContext context, String... suites) throws IOException {
		this.server = server;
		this.socket = new DatagramSocket();
		this.socket.setSoTimeout(RETRANSMIT_MILLIS);
		// Under this name and port the engine finds the session to resume.
		this.engine = context.createSSLEngine("localhost", server.getPort());
		this.engine.setUseClientMode(true);
		SSLParameters parameters = this.engine.getSSLParameters();
		parameters.setProtocols(new String[] { "DTLSv1.2" });
		parameters.setMaximumPacketSize(1400);
		if (suites.length > 0) {
			parameters.setCipherSuites(suites);
		}
		this.engine.setSSLParameters(parameters);
		this.incoming.flip();
	}

	/** Completes the handshake, or throws what the engine throws. */
	public JsseClient handshake() throws IOException {
		long deadline = System.nanoTime() + 15_000_000_000L;
		this.engine.beginHandshake();
		while (handshaking(this.engine.getHandshakeStatus())) {
			if (System.nanoTime() > deadline) {
				throw new SSLException("Handshake timed out in " + this.engine.getHandshakeStatus());
			}
			step(this.engine.getHandshakeStatus());
		}
		return this;
	}

	private static boolean handshaking(HandshakeStatus status) {
		return status != HandshakeStatus.FINISHED && status != HandshakeStatus.NOT_HANDSHAKING;
	}

	private void step(HandshakeStatus status) throws IOException {
		switch (status) {
			case NEED_TASK -> runTasks();
			case NEED_WRAP -> wrap(ByteBuffer.allocate(0));
			case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> unwrap(status);
			default -> throw new IllegalStateException("Unexpected " + status);
		}
	}

	private void runTasks() {
		for (Runnable task = this.engine.getDelegatedTask(); task != null; task = this.engine.getDelegatedTask()) {
			task.run();
		}
	}

	private void wrap(ByteBuffer data) throws IOException {
		ByteBuffer out = ByteBuffer.allocate(BUFFER);
		SSLEngineResult result = this.engine.wrap(data, out);
		if (result.getStatus() == Status.CLOSED && result.bytesProduced() == 0) {
			throw new SSLException("The engine is closed");
		}
		if (out.position() > 0) {
			this.socket.send(new DatagramPacket(out.array(), out.position(), this.server));
		}
	}

	private void unwrap(HandshakeStatus status) throws IOException {
		if (!this.incoming.hasRemaining() && status != HandshakeStatus.NEED_UNWRAP_AGAIN && !receive()) {
			// Wrapping when nothing came is how this engine retransmits.
			wrap(ByteBuffer.allocate(0));
			return;
		}
		SSLEngineResult result = this.engine.unwrap(this.incoming, this.plaintext);
		if (result.getStatus() == Status.BUFFER_UNDERFLOW) {
			this.incoming.position(this.incoming.limit());
		}
		if (result.getStatus() == Status.CLOSED) {
			throw new SSLException("Closed by the peer");
		}
	}

	private boolean receive() throws IOException {
		DatagramPacket packet = new DatagramPacket(this.incoming.array(), this.incoming.capacity());
		try {
			this.socket.receive(packet);
		}
		catch (SocketTimeoutException ex) {
			return false;
		}
		this.incoming.position(0).limit(packet.getLength());
		return true;
	}

	public void send(byte[] message) throws IOException {
		wrap(ByteBuffer.wrap(message));
	}

	/** Waits for the next message. */
	public byte[] receiveMessage() throws IOException {
		long deadline = System.nanoTime() + 15_000_000_000L;
		while (System.nanoTime() < deadline) {
			if (this.plaintext.position() > 0) {
				byte[] message = Arrays.copyOf(this.plaintext.array(), this.plaintext.position());
				this.plaintext.clear();
				return message;
			}
			if (this.incoming.hasRemaining() || receive()) {
				this.engine.unwrap(this.incoming, this.plaintext);
				if (this.engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
					wrap(ByteBuffer.allocate(0));
				}
			}
		}
		throw new SocketTimeoutException("No message came");
	}

	public String cipherSuite() {
		return this.engine.getSession().getCipherSuite();
	}

	@Override
	public void close() throws IOException {
		this.engine.closeOutbound();
		try {
			wrap(ByteBuffer.allocate(0));
		}
		catch (SSLException ex) {
			// Closed already.
		}
		this.socket.close();
	}

}
