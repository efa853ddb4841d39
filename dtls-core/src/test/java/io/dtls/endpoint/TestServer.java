package io.dtls.endpoint;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;

import io.dtls.CloseReason;
import io.dtls.DropReason;
import io.dtls.DtlsObserver;
import io.dtls.DtlsSession;
import io.dtls.HandshakeFailure;
import io.dtls.MessageHandler;
import io.dtls.internal.transport.DatagramTransport;
import io.dtls.internal.transport.NioDatagramTransport;
import io.dtls.settings.HandshakeSettings;
import io.dtls.settings.SocketSettings;
import io.dtls.testing.FaultyNetwork;
import io.dtls.testing.LockStepTransport;

/**
 * A server that echoes, on a network in memory or on real UDP, with everything it
 * announces.
 */
public final class TestServer implements DtlsObserver, MessageHandler, AutoCloseable {

	private static final int FIRST_PORT = 40_000;

	public final BlockingQueue<DtlsSession> opened = new LinkedBlockingQueue<>();

	public final BlockingQueue<CloseReason> closed = new LinkedBlockingQueue<>();

	public final BlockingQueue<HandshakeFailure> failed = new LinkedBlockingQueue<>();

	public final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

	// Bounded, so that a flood does not look like a leak of the server's.
	private final BlockingQueue<DropReason> dropped = new LinkedBlockingQueue<>(100_000);

	private final FaultyNetwork network = new FaultyNetwork();

	private final Wire wire;

	private final DtlsServer server;

	private final List<DatagramTransport> clients = new ArrayList<>();

	private LockStepTransport transport;

	private TestServer(Wire wire, UnaryOperator<DtlsServerBuilder> choices) {
		this.wire = wire;
		DtlsServerBuilder builder = DtlsServer.builder()
			.handshakes(HandshakeSettings.defaults()
				.withInitialRetransmit(Duration.ofMillis(200))
				.withSourceLimits(1000, 1000, 100_000))
			.handler(this)
			.observer(this);
		this.server = choices.apply(builder).transports((configuration) -> open()).build();
	}

	/** Starts a server with what else was chosen. */
	public static TestServer start(Wire wire, UnaryOperator<DtlsServerBuilder> choices) throws IOException {
		TestServer started = new TestServer(wire, choices);
		started.server.start();
		return started;
	}

	private DatagramTransport open() throws IOException {
		InetSocketAddress any = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0);
		DatagramTransport bound = (this.wire == Wire.MEMORY)
				? this.network.bind(new InetSocketAddress("127.0.0.1", 5684))
				: NioDatagramTransport.bind(any, SocketSettings.defaults());
		this.transport = new LockStepTransport(bound);
		return this.transport;
	}

	/** A client's end of the wire, closed with the server. */
	public DatagramTransport client(String host, int port) throws IOException {
		int free = (port == 0 && this.wire == Wire.MEMORY) ? FIRST_PORT + this.clients.size() : port;
		InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(host), free);
		DatagramTransport end = (this.wire == Wire.MEMORY) ? this.network.bind(address)
				: NioDatagramTransport.bind(address, new SocketSettings(0, 0));
		this.clients.add(end);
		return end;
	}

	public FaultyNetwork network() {
		return this.network;
	}

	public LockStepTransport transport() {
		return this.transport;
	}

	public DtlsServer server() {
		return this.server;
	}

	public InetSocketAddress address() {
		return this.server.localAddress();
	}

	public List<DropReason> dropped() {
		return List.copyOf(this.dropped);
	}

	@Override
	public void handle(DtlsSession session, byte[] message) throws Exception {
		this.messages.add(new String(message, StandardCharsets.UTF_8));
		session.send(message);
	}

	@Override
	public void opened(DtlsSession session, long handshakeNanos) {
		this.opened.add(session);
	}

	@Override
	public void closed(DtlsSession session, CloseReason reason) {
		this.closed.add(reason);
	}

	@Override
	public void handshakeFailed(HandshakeFailure failure) {
		this.failed.add(failure);
	}

	@Override
	public void dropped(DropReason reason, InetSocketAddress peer) {
		this.dropped.offer(reason);
	}

	@Override
	public void close() {
		this.server.close();
		this.clients.forEach(DatagramTransport::close);
	}

	/** What carries the datagrams. */
	public enum Wire {

		MEMORY, UDP

	}

}
