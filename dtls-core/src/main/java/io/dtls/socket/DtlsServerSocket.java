package io.dtls.socket;

import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.dtls.CloseReason;
import io.dtls.DtlsObserver;
import io.dtls.DtlsSession;
import io.dtls.endpoint.DtlsServer;
import io.dtls.endpoint.DtlsServerBuilder;
import io.dtls.settings.DispatchSettings;

/**
 * Accepts associations as blocking sockets, in the manner of {@code java.net}. Handshakes
 * run beside {@link #accept}, which returns established ones only: a slow client holds up
 * nobody.
 *
 * <pre>{@code
 * try (DtlsServerSocket server = new DtlsServerSocket(DtlsServer.builder().credentials(credentials))) {
 *     server.bind(new InetSocketAddress(5684));
 *     while (true) {
 *         DtlsSocket socket = server.accept();
 *         executor.execute(() -> serve(socket));
 *     }
 * }
 * }</pre>
 */
public final class DtlsServerSocket implements Closeable {

	private final DtlsServerBuilder settings;

	private final Map<DtlsSession, DtlsSocket> open = new ConcurrentHashMap<>();

	// As many as sessions may be open, and those that the backlog keeps.
	private final Inbox<DtlsSocket> accepted = new Inbox<>(Integer.MAX_VALUE);

	private final EndedBacklog ended = new EndedBacklog(this.accepted);

	private volatile @Nullable DtlsServer server;

	private volatile int soTimeout;

	private volatile boolean closed;

	/**
	 * Makes a socket that is not bound.
	 * @param settings of the server; its handler and dispatch are replaced
	 */
	public DtlsServerSocket(DtlsServerBuilder settings) {
		this.settings = settings;
	}

	/**
	 * Binds, and takes handshakes from now on.
	 * @param endpoint where to listen; port 0 takes any that is free
	 * @throws java.net.BindException if the address is taken or not of this machine
	 * @throws IOException if the socket is bound already or cannot be opened
	 * @throws IllegalArgumentException if the settings contradict each other
	 */
	public synchronized void bind(SocketAddress endpoint) throws IOException {
		if (!(endpoint instanceof InetSocketAddress address)) {
			throw new IllegalArgumentException("Not an address of an IP network: " + endpoint);
		}
		if (this.closed || this.server != null) {
			throw new SocketException(this.closed ? "Socket is closed" : "Already bound");
		}
		DispatchSettings direct = DispatchSettings.defaults().withMode(DispatchSettings.Mode.DIRECT);
		DtlsServer fresh = this.settings.bind(address).dispatch(direct).handler(this::deliver).build();
		fresh.addObserver(new Acceptor(fresh));
		fresh.start();
		this.server = fresh;
	}

	private void deliver(DtlsSession session, byte[] message) {
		DtlsSocket socket = this.open.get(session);
		if (socket != null) {
			socket.offer(message);
		}
	}

	/**
	 * Waits for an established association, at most the {@linkplain #setSoTimeout
	 * timeout}. Of those that end before they are accepted, the last 64 are kept, for
	 * what their peers have sent.
	 * @return a connected socket, or one that has ended since
	 * @throws java.net.SocketTimeoutException if none came in time
	 * @throws SocketException if this socket is closed or not bound
	 */
	public DtlsSocket accept() throws IOException {
		if (this.server == null && !this.closed) {
			throw new SocketException("Socket is not bound yet");
		}
		DtlsSocket socket = this.accepted.take(this.soTimeout);
		if (socket == null) {
			throw new SocketException("Socket is closed");
		}
		this.ended.taken(socket);
		return socket;
	}

	/** Sockets that wait for {@link #accept}. */
	int waiting() {
		return this.accepted.size();
	}

	/**
	 * Leaves the datagrams of a peer to a plain socket, until that is closed: for
	 * protocols that begin in the clear and agree to go on secured.
	 * @param peer who that is
	 * @return a socket that is connected to the peer, through this one
	 * @throws IOException if this socket is closed or not bound
	 */
	public DatagramSocket plainSocket(InetSocketAddress peer) throws IOException {
		DtlsServer current = this.server;
		if (current == null) {
			throw new SocketException("Socket is not bound yet");
		}
		return current.plainSocket(peer);
	}

	/**
	 * Sets how long {@link #accept} waits.
	 * @param millis milliseconds; 0 for ever
	 */
	public void setSoTimeout(int millis) {
		this.soTimeout = millis;
	}

	/**
	 * How long accept waits.
	 * @return milliseconds; 0 for ever
	 */
	public int getSoTimeout() {
		return this.soTimeout;
	}

	/**
	 * Where it is bound.
	 * @return null if it is not
	 */
	public @Nullable InetSocketAddress getLocalSocketAddress() {
		DtlsServer current = this.server;
		return (current != null && current.isRunning()) ? current.localAddress() : null;
	}

	/**
	 * The port it is bound to.
	 * @return -1 if it is not bound
	 */
	public int getLocalPort() {
		InetSocketAddress address = getLocalSocketAddress();
		return (address != null) ? address.getPort() : -1;
	}

	/**
	 * Whether this socket was ever bound, as with {@code java.net.ServerSocket}.
	 * @return true also after it was closed
	 */
	public boolean isBound() {
		return this.server != null;
	}

	/**
	 * Whether this socket was closed.
	 * @return true after {@code close}
	 */
	public boolean isClosed() {
		return this.closed;
	}

	/** Stops listening and ends every association, with a goodbye to its peer. */
	@Override
	public synchronized void close() {
		this.closed = true;
		this.accepted.close();
		this.ended.clear();
		if (this.server != null) {
			this.server.close();
		}
	}

	/** Turns sessions into sockets. */
	private final class Acceptor implements DtlsObserver {

		private final DtlsServer from;

		Acceptor(DtlsServer from) {
			this.from = from;
		}

		@Override
		public void opened(DtlsSession session, long handshakeNanos) {
			DtlsSocket socket = new DtlsSocket(this.from, session);
			DtlsServerSocket.this.open.put(session, socket);
			DtlsServerSocket.this.accepted.offer(socket);
		}

		@Override
		public void closed(DtlsSession session, CloseReason reason) {
			DtlsSocket socket = DtlsServerSocket.this.open.remove(session);
			if (socket != null) {
				socket.endedBy(reason);
				DtlsServerSocket.this.ended.add(socket);
			}
		}

	}

}
