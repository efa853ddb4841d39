package io.dtls.socket;

import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.dtls.CloseReason;
import io.dtls.DtlsException;
import io.dtls.DtlsObserver;
import io.dtls.DtlsSession;
import io.dtls.endpoint.DtlsServer;
import io.dtls.endpoint.DtlsServerBuilder;
import io.dtls.settings.DispatchSettings;

/**
 * Many peers behind one object that reads like a {@link java.net.DatagramSocket}:
 * {@link #receive} tells message and peer, {@link #send} takes the peer's address: the
 * one that the peer has {@linkplain DtlsSession#provenAddress proven}, wherever its
 * newest record seems to come from. The associations behind it come and go by themselves.
 */
public final class DtlsDatagramSocket implements Closeable {

	// Messages of all peers that may wait for a slow reader; later ones are dropped.
	private static final int CAPACITY = 16 * 1024;

	private final DtlsServerBuilder settings;

	private final Map<SocketAddress, DtlsSession> byAddress = new ConcurrentHashMap<>();

	private final Inbox<Arrival> inbox = new Inbox<>(CAPACITY);

	// Packets hash by identity. Guarded by itself.
	private final Map<DatagramPacket, Room> rooms = new WeakHashMap<>();

	private volatile @Nullable DtlsServer server;

	private volatile int soTimeout;

	private volatile boolean closed;

	/**
	 * Makes a socket that is not bound.
	 * @param settings of the server; its handler and dispatch are replaced
	 */
	public DtlsDatagramSocket(DtlsServerBuilder settings) {
		this.settings = settings;
	}

	/**
	 * Binds, and serves peers from now on.
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
		DtlsServer fresh = this.settings.bind(address)
			.dispatch(direct)
			.handler((session, message) -> this.inbox.offer(new Arrival(session.provenAddress(), message)))
			.build();
		fresh.addObserver(new Peers());
		fresh.start();
		this.server = fresh;
	}

	/**
	 * Waits for a message of any peer, at most the {@linkplain #setSoTimeout timeout}.
	 * @param packet takes the message, cut to its length as UDP does, and the peer's
	 * address; one that is used again has the room it had at first
	 * @throws java.net.SocketTimeoutException if none came in time
	 * @throws SocketException if this socket is closed or not bound
	 */
	public void receive(DatagramPacket packet) throws IOException {
		if (this.server == null && !this.closed) {
			throw new SocketException("Socket is not bound yet");
		}
		Arrival arrival = this.inbox.take(this.soTimeout);
		if (arrival == null) {
			throw new SocketException("Socket is closed");
		}
		int room = room(packet);
		int size = Math.min(arrival.message().length, room);
		System.arraycopy(arrival.message(), 0, packet.getData(), packet.getOffset(), size);
		packet.setLength(size);
		packet.setSocketAddress(arrival.peer());
		synchronized (this.rooms) {
			this.rooms.put(packet, new Room(packet.getData(), packet.getOffset(), size, room));
		}
	}

	// A packet tells the length of its message and not its room once it has received one;
	// java.net keeps the room in a field that is out of reach here.
	private int room(DatagramPacket packet) {
		synchronized (this.rooms) {
			Room known = this.rooms.get(packet);
			if (known != null && known.buffer() == packet.getData() && known.offset() == packet.getOffset()
					&& known.used() == packet.getLength()) {
				return known.size();
			}
			return packet.getLength();
		}
	}

	/**
	 * Sends a message to the peer that a packet names.
	 * @param packet message and address
	 * @throws DtlsException if there is no association with that peer
	 * @throws IOException if the message is too large or the network refuses it
	 */
	public void send(DatagramPacket packet) throws IOException {
		DtlsSession session = session(packet.getSocketAddress());
		if (session == null) {
			throw new DtlsException("There is no association with " + packet.getSocketAddress());
		}
		byte[] message = new byte[packet.getLength()];
		System.arraycopy(packet.getData(), packet.getOffset(), message, 0, message.length);
		session.send(message);
	}

	/**
	 * The association with a peer.
	 * @param peer its address
	 * @return null if there is none
	 */
	public @Nullable DtlsSession session(SocketAddress peer) {
		return this.byAddress.get(peer);
	}

	/** The peers there are associations with now. */
	public Set<SocketAddress> peers() {
		return Set.copyOf(this.byAddress.keySet());
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
	 * Where it is bound.
	 * @return null if it is not
	 */
	public @Nullable InetSocketAddress getLocalSocketAddress() {
		DtlsServer current = this.server;
		return (current != null && current.isRunning()) ? current.localAddress() : null;
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

	/** Stops listening and ends every association, with a goodbye to its peer. */
	@Override
	public synchronized void close() {
		this.closed = true;
		this.inbox.close();
		if (this.server != null) {
			this.server.close();
		}
	}

	/** A message and who sent it. */
	@SuppressWarnings("ArrayRecordComponent")
	private record Arrival(InetSocketAddress peer, byte[] message) {

	}

	/** What a packet can take that has received a message and was left as it is. */
	@SuppressWarnings("ArrayRecordComponent")
	private record Room(byte[] buffer, int offset, int used, int size) {

	}

	/** Keeps the addresses of the associations. */
	private final class Peers implements DtlsObserver {

		@Override
		public void opened(DtlsSession session, long handshakeNanos) {
			DtlsDatagramSocket.this.byAddress.put(session.provenAddress(), session);
		}

		@Override
		public void restored(DtlsSession session) {
			DtlsDatagramSocket.this.byAddress.putIfAbsent(session.provenAddress(), session);
		}

		@Override
		public void addressProven(DtlsSession session, InetSocketAddress previous) {
			DtlsDatagramSocket.this.byAddress.remove(previous, session);
			DtlsDatagramSocket.this.byAddress.put(session.provenAddress(), session);
		}

		@Override
		public void closed(DtlsSession session, CloseReason reason) {
			DtlsDatagramSocket.this.byAddress.remove(session.provenAddress(), session);
		}

	}

}
