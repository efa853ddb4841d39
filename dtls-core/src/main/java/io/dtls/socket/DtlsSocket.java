package io.dtls.socket;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;

import javax.net.ssl.SSLSession;

import org.jspecify.annotations.Nullable;

import io.dtls.CloseReason;
import io.dtls.DtlsObserver;
import io.dtls.DtlsSession;
import io.dtls.SessionClosedException;
import io.dtls.endpoint.DtlsClient;
import io.dtls.endpoint.DtlsClientBuilder;
import io.dtls.endpoint.DtlsServer;
import io.dtls.settings.DispatchSettings;

/**
 * One DTLS association as a blocking socket, in the manner of {@code java.net}: whole
 * messages by {@link #send} and {@link #receive}, streams for code that expects them.
 * Made to connect, or accepted by a {@link DtlsServerSocket}. Retransmission needs
 * nothing of the caller, whatever timeouts it uses.
 *
 * <pre>{@code
 * try (DtlsSocket socket = new DtlsSocket(DtlsClient.builder().psk("sensor-1", key))) {
 *     socket.connect(InetSocketAddress.createUnresolved("device.example", 5684), 5000);
 *     socket.send(question);
 *     byte[] answer = socket.receive();
 * }
 * }</pre>
 */
public final class DtlsSocket implements Closeable {

	// Messages that may wait for a slow reader; later ones are dropped, as UDP would.
	private static final int CAPACITY = 1024;

	private static final int UNWRAP_MILLIS = 1000;

	private final @Nullable DtlsClient client;

	private final @Nullable DtlsServer server;

	private final Inbox<byte[]> inbox = new Inbox<>(CAPACITY);

	private volatile @Nullable DtlsSession session;

	private volatile @Nullable DatagramSocket lent;

	private volatile CloseReason ended = CloseReason.LOCALLY_CLOSED;

	private volatile int soTimeout;

	private volatile boolean closed;

	private volatile boolean accepted;

	/**
	 * Makes a socket that is not connected.
	 * @param settings of the client; its handler and dispatch are replaced
	 * @throws IllegalArgumentException if the settings contradict each other
	 */
	public DtlsSocket(DtlsClientBuilder settings) {
		DispatchSettings direct = DispatchSettings.defaults().withMode(DispatchSettings.Mode.DIRECT);
		this.server = null;
		this.client = settings.dispatch(direct).handler((from, message) -> this.inbox.offer(message)).build();
		this.client.addObserver(new DtlsObserver() {

			@Override
			public void closed(DtlsSession which, CloseReason reason) {
				endedBy(reason);
			}

		});
	}

	/** Accepted: the session is established. */
	DtlsSocket(DtlsServer server, DtlsSession session) {
		this.client = null;
		this.server = server;
		this.session = session;
	}

	/**
	 * Connects and shakes hands, with the timeout of the settings.
	 * @param endpoint the server; where it is unresolved, each address of the name is
	 * tried
	 * @throws io.dtls.HandshakeException if that fails; says why
	 * @throws IOException if no socket can be opened, or it is connected already
	 */
	public void connect(SocketAddress endpoint) throws IOException {
		connect(endpoint, 0);
	}

	/**
	 * Connects and shakes hands.
	 * @param endpoint the server; where it is unresolved, each address of the name is
	 * tried
	 * @param timeoutMillis how long this may take; 0 for the timeout of the settings
	 * @throws io.dtls.HandshakeException if that fails; says why
	 * @throws IOException if no socket can be opened, or it is connected already
	 */
	public synchronized void connect(SocketAddress endpoint, int timeoutMillis) throws IOException {
		if (!(endpoint instanceof InetSocketAddress remote)) {
			throw new IllegalArgumentException("Not an address of an IP network: " + endpoint);
		}
		DtlsClient own = requireUnconnected();
		Duration timeout = (timeoutMillis > 0) ? Duration.ofMillis(timeoutMillis) : own.connectTimeout();
		connected(own.connect(remote, timeout));
	}

	// Whoever closes looks at the session after it has set the flag, so that one of the
	// two
	// ends a session that came too late.
	private void connected(DtlsSession fresh) throws SocketException {
		this.session = fresh;
		if (this.closed) {
			close();
			throw new SocketException("Socket is closed");
		}
	}

	/**
	 * Secures a socket that is connected to the server, which stays the caller's: nobody
	 * else may read it until this one is closed or unwrapped. A channel is lent as
	 * {@code channel.socket()}.
	 * @param socket a connected socket
	 * @throws io.dtls.HandshakeException if the handshake fails; says why
	 * @throws IOException if the socket is closed or not connected, or this one is
	 * connected already
	 */
	public synchronized void connect(DatagramSocket socket) throws IOException {
		DtlsClient own = requireUnconnected();
		connected(own.connect(socket, own.connectTimeout()));
		this.lent = socket;
	}

	private DtlsClient requireUnconnected() throws SocketException {
		DtlsClient own = this.client;
		if (own == null || this.session != null) {
			throw new SocketException("Already connected");
		}
		if (this.closed) {
			throw new SocketException("Socket is closed");
		}
		return own;
	}

	/**
	 * Ends DTLS with a goodbye to the peer and goes on in the clear; this socket is
	 * closed. The peer's goodbye is waited for, at most the {@linkplain #setSoTimeout
	 * timeout} or a second where there is none.
	 * @return a socket that is connected to the peer: the caller's own where that was
	 * secured, or one through the server's where this was accepted
	 * @throws IOException if the association has ended before and its socket is closed
	 */
	public DatagramSocket unwrap() throws IOException {
		DtlsSession current = requireSession();
		try {
			return unwrap(current);
		}
		catch (IOException ex) {
			// The peer may have been first.
			DatagramSocket plain = current.isOpen() ? null : afterTheEnd(current);
			if (plain == null) {
				throw ex;
			}
			return plain;
		}
		finally {
			close();
		}
	}

	private DatagramSocket unwrap(DtlsSession current) throws IOException {
		if (this.server != null) {
			return this.server.unwrap(current);
		}
		Duration timeout = Duration.ofMillis((this.soTimeout > 0) ? this.soTimeout : UNWRAP_MILLIS);
		return Objects.requireNonNull(this.client).unwrap(current, timeout);
	}

	private @Nullable DatagramSocket afterTheEnd(DtlsSession ended) throws IOException {
		return (this.server != null) ? this.server.plainSocket(ended.remoteAddress()) : this.lent;
	}

	/**
	 * For code that expects it: {@link #connect} has shaken hands already, and nothing is
	 * ever renegotiated.
	 * @throws SocketException if the socket is not connected
	 */
	public void startHandshake() throws SocketException {
		requireSession();
	}

	/**
	 * Sends one message as one datagram.
	 * @param message application data
	 * @throws io.dtls.MessageTooLargeException if it does not fit into one datagram
	 * @throws SessionClosedException if the association has ended
	 * @throws IOException if the socket is not connected or refuses the datagram
	 */
	public void send(byte[] message) throws IOException {
		requireSession().send(message);
	}

	/**
	 * Sends part of an array as one message.
	 * @param bytes holds the message
	 * @param offset where it begins
	 * @param length its size in bytes
	 * @throws IOException as {@link #send(byte[])}
	 */
	public void send(byte[] bytes, int offset, int length) throws IOException {
		send(Arrays.copyOfRange(bytes, offset, offset + length));
	}

	/**
	 * Waits for one message, at most the {@linkplain #setSoTimeout timeout}.
	 * @return the whole message
	 * @throws java.net.SocketTimeoutException if none came in time; the socket stays
	 * usable
	 * @throws SessionClosedException if the association has ended and all messages were
	 * taken
	 * @throws SocketException if this socket is closed or not connected
	 */
	public byte[] receive() throws IOException {
		requireSession();
		byte[] message = this.inbox.take(this.soTimeout);
		if (message == null) {
			throw new SessionClosedException(this.ended);
		}
		return message;
	}

	private DtlsSession requireSession() throws SocketException {
		DtlsSession current = this.session;
		if (this.closed) {
			throw new SocketException("Socket is closed");
		}
		if (current == null) {
			throw new SocketException("Socket is not connected");
		}
		return current;
	}

	/**
	 * The messages as one stream of bytes, without their bounds; at its end when the peer
	 * has closed.
	 * @return a stream; closing it closes the socket
	 */
	public InputStream getInputStream() {
		return new SocketStreams.In(this);
	}

	/**
	 * Sends what is written as messages: whenever one datagram is full, and on
	 * {@code flush()}.
	 * @return a stream; closing it closes the socket
	 */
	public OutputStream getOutputStream() {
		return new SocketStreams.Out(this);
	}

	/**
	 * Sets how long {@link #receive} waits.
	 * @param millis milliseconds; 0 for ever
	 */
	public void setSoTimeout(int millis) {
		this.soTimeout = millis;
	}

	/**
	 * How long receive waits.
	 * @return milliseconds; 0 for ever
	 */
	public int getSoTimeout() {
		return this.soTimeout;
	}

	/**
	 * The association as JSSE describes one.
	 * @return who the peer is and what was agreed
	 * @throws SocketException if the socket is not connected
	 */
	public SSLSession getSession() throws SocketException {
		return dtlsSession().asSslSession();
	}

	/**
	 * The association with all that is known of it.
	 * @return the session, which may have ended
	 * @throws SocketException if the socket was never connected
	 */
	public DtlsSession dtlsSession() throws SocketException {
		DtlsSession current = this.session;
		if (current == null) {
			throw new SocketException("Socket is not connected");
		}
		return current;
	}

	/**
	 * Where this socket is bound.
	 * @return null before it is connected
	 */
	public @Nullable SocketAddress getLocalSocketAddress() {
		DtlsSession current = this.session;
		return (current != null) ? current.localAddress() : null;
	}

	/**
	 * Whom this socket is connected to.
	 * @return null before it is connected
	 */
	public @Nullable SocketAddress getRemoteSocketAddress() {
		DtlsSession current = this.session;
		return (current != null) ? current.remoteAddress() : null;
	}

	/**
	 * Whether this socket was ever connected, as with {@code java.net.Socket}.
	 * @return true also after it was closed
	 */
	public boolean isConnected() {
		return this.session != null;
	}

	/**
	 * Whether this socket was closed.
	 * @return true after {@code close}
	 */
	public boolean isClosed() {
		return this.closed;
	}

	/** Messages that came while {@value #CAPACITY} were waiting, and were dropped. */
	public long droppedMessages() {
		return this.inbox.dropped();
	}

	/** Says goodbye to the peer and does not wait for its answer. */
	@Override
	public void close() {
		this.closed = true;
		this.inbox.close();
		DtlsSession current = this.session;
		if (current != null) {
			current.close();
		}
		if (this.client != null) {
			this.client.close();
		}
	}

	/**
	 * Says goodbye to the peer and waits for its answer, where this side has connected;
	 * an accepted socket does not wait.
	 * @param timeout how long to wait
	 * @return whether the peer answered in time
	 */
	public boolean close(Duration timeout) {
		DtlsSession current = this.session;
		boolean answered = this.client != null && current != null && this.client.closeAndAwaitPeer(current, timeout);
		close();
		return answered;
	}

	/** Takes note that {@code accept} has returned it. */
	void accepted() {
		this.accepted = true;
	}

	boolean isAccepted() {
		return this.accepted;
	}

	/** Frees the messages of a socket that nobody will have. */
	void discard() {
		this.inbox.close();
	}

	/** Bytes of messages that wait for the reader. */
	long waitingBytes() {
		return this.inbox.sum((message) -> message.length);
	}

	void offer(byte[] message) {
		this.inbox.offer(message);
	}

	void endedBy(CloseReason reason) {
		this.ended = reason;
		this.inbox.end();
	}

}
