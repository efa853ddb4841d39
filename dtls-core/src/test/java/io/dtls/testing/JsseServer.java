package io.dtls.testing;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * A DTLS server on the JDK's own SSLEngine, which sends everything back. It has no
 * timers: the peer's are enough on a network that loses nothing.
 */
public final class JsseServer implements AutoCloseable {

	private static final int PACKET = 1400;

	private static final int BUFFER = 32 * 1024;

	private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));

	private final SSLContext context;

	private final boolean needClientAuth;

	private final String[] suites;

	private final Map<SocketAddress, SSLEngine> engines = new HashMap<>();

	private final ByteBuffer plain = ByteBuffer.allocate(BUFFER);

	public JsseServer(SSLContext context, boolean needClientAuth, String... suites) throws IOException {
		this.context = context;
		this.needClientAuth = needClientAuth;
		this.suites = suites;
		Thread thread = new Thread(this::run, "jsse-server");
		thread.setDaemon(true);
		thread.start();
	}

	public InetSocketAddress address() {
		return (InetSocketAddress) this.socket.getLocalSocketAddress();
	}

	private void run() {
		DatagramPacket packet = new DatagramPacket(new byte[BUFFER], BUFFER);
		try {
			while (true) {
				packet.setLength(BUFFER);
				this.socket.receive(packet);
				received(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()), packet.getSocketAddress());
			}
		}
		catch (IOException ex) {
			// Closed.
		}
	}

	private void received(ByteBuffer datagram, SocketAddress from) throws IOException {
		SSLEngine engine = this.engines.computeIfAbsent(from, (peer) -> engine());
		try {
			drive(engine, datagram, from);
		}
		catch (SSLException ex) {
			this.engines.remove(from);
		}
	}

	private SSLEngine engine() {
		SSLEngine engine = this.context.createSSLEngine();
		engine.setUseClientMode(false);
		SSLParameters parameters = engine.getSSLParameters();
		parameters.setMaximumPacketSize(PACKET);
		parameters.setNeedClientAuth(this.needClientAuth);
		if (this.suites.length > 0) {
			parameters.setCipherSuites(this.suites);
		}
		engine.setSSLParameters(parameters);
		return engine;
	}

	private void drive(SSLEngine engine, ByteBuffer datagram, SocketAddress from) throws IOException {
		boolean goesOn = true;
		while (goesOn) {
			HandshakeStatus status = engine.getHandshakeStatus();
			goesOn = switch (status) {
				case NEED_TASK -> runTasks(engine);
				case NEED_WRAP -> wrap(engine, ByteBuffer.allocate(0), from);
				default -> unwrap(engine, datagram, status, from);
			};
		}
	}

	private static boolean runTasks(SSLEngine engine) {
		for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
			task.run();
		}
		return true;
	}

	private boolean unwrap(SSLEngine engine, ByteBuffer datagram, HandshakeStatus status, SocketAddress from)
			throws IOException {
		if (!datagram.hasRemaining() && status != HandshakeStatus.NEED_UNWRAP_AGAIN) {
			return false;
		}
		SSLEngineResult result = engine.unwrap(datagram, this.plain.clear());
		this.plain.flip();
		if (this.plain.hasRemaining()) {
			wrap(engine, this.plain, from);
			return datagram.hasRemaining();
		}
		return result.getStatus() == SSLEngineResult.Status.OK;
	}

	private boolean wrap(SSLEngine engine, ByteBuffer data, SocketAddress to) throws IOException {
		ByteBuffer out = ByteBuffer.allocate(BUFFER);
		SSLEngineResult result = engine.wrap(data, out);
		if (out.position() > 0) {
			this.socket.send(new DatagramPacket(out.array(), out.position(), to));
		}
		return result.getStatus() == SSLEngineResult.Status.OK;
	}

	@Override
	public void close() {
		this.socket.close();
	}

}
