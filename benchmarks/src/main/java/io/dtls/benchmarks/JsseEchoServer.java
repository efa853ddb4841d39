package io.dtls.benchmarks;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * The JDK's own DTLS: an {@link SSLEngine} a peer on the loop of {@link UdpEchoServer}.
 * No timers: on a loopback that loses nothing they would never fire.
 */
final class JsseEchoServer extends UdpEchoServer {

	private static final int PACKET = 1400;

	private static final int BUFFER = 1 << 15;

	private final SSLContext context;

	private final Map<SocketAddress, SSLEngine> engines = new HashMap<>();

	private final ByteBuffer plain = ByteBuffer.allocate(BUFFER);

	private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER);

	private JsseEchoServer(int port, SSLContext context) throws IOException {
		super(port);
		this.context = context;
	}

	static JsseEchoServer start(int port) throws IOException, GeneralSecurityException {
		SSLContext context = SSLContext.getInstance("DTLSv1.2");
		context.init(BenchmarkIdentity.create().keyManagers(), null, null);
		JsseEchoServer server = new JsseEchoServer(port, context);
		server.start();
		return server;
	}

	@Override
	void received(ByteBuffer datagram, SocketAddress from) throws IOException {
		SSLEngine engine = this.engines.computeIfAbsent(from, (peer) -> engine());
		try {
			drive(engine, datagram, from);
		}
		catch (SSLException ex) {
			this.engines.remove(from);
			return;
		}
		if (engine.isInboundDone()) {
			this.engines.remove(from);
		}
	}

	private SSLEngine engine() {
		SSLEngine engine = this.context.createSSLEngine();
		engine.setUseClientMode(false);
		SSLParameters parameters = engine.getSSLParameters();
		parameters.setMaximumPacketSize(PACKET);
		parameters.setCipherSuites(new String[] { "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256" });
		engine.setSSLParameters(parameters);
		return engine;
	}

	private void drive(SSLEngine engine, ByteBuffer datagram, SocketAddress from) throws IOException {
		while (true) {
			HandshakeStatus status = engine.getHandshakeStatus();
			if (status == HandshakeStatus.NEED_TASK) {
				Runnable task = engine.getDelegatedTask();
				while (task != null) {
					task.run();
					task = engine.getDelegatedTask();
				}
			}
			else if (status == HandshakeStatus.NEED_WRAP) {
				if (!wrap(engine, this.plain.clear().limit(0), from)) {
					return;
				}
			}
			else if (!unwrap(engine, datagram, status, from)) {
				return;
			}
		}
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
		SSLEngineResult result = engine.wrap(data, this.out.clear());
		this.out.flip();
		if (this.out.hasRemaining()) {
			send(this.out, to);
		}
		return result.getStatus() == SSLEngineResult.Status.OK;
	}

}
