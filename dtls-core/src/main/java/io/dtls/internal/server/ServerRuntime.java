package io.dtls.internal.server;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.dtls.CloseReason;
import io.dtls.EndpointStatistics;
import io.dtls.OpenHandshake;
import io.dtls.ServerState;
import io.dtls.internal.events.Observers;
import io.dtls.internal.handshake.ServerHandshakeContext;
import io.dtls.internal.session.Session;
import io.dtls.internal.session.SessionRegistry;
import io.dtls.internal.session.SessionSnapshot;
import io.dtls.internal.store.SnapshotVault;
import io.dtls.internal.store.SnapshotVault.Restorable;
import io.dtls.internal.transport.DatagramTransport;

/**
 * The moving parts of a server between one start and its stop.
 */
public final class ServerRuntime {

	private static final Logger logger = LoggerFactory.getLogger(ServerRuntime.class);

	private final SharedState shared;

	private final Lanes lanes;

	private volatile boolean draining;

	private ServerRuntime(SharedState shared, Lanes lanes) {
		this.shared = shared;
		this.lanes = lanes;
	}

	/**
	 * Wires what all endpoint threads share and starts one for each socket.
	 */
	public static ServerRuntime start(ServerConfiguration configuration, List<DatagramTransport> transports,
			EndpointStatistics statistics, Observers observers) {
		SharedState shared = SharedState.of(configuration, statistics, observers);
		ServerRuntime runtime = new ServerRuntime(shared, new Lanes(transports, shared));
		runtime.restore();
		for (EndpointLane lane : runtime.lanes.all()) {
			lane.start(shared.dispatcher()::flush, runtime::lost);
		}
		return runtime;
	}

	private void restore() {
		SnapshotVault vault = this.shared.vault();
		if (vault == null) {
			return;
		}
		try {
			for (Restorable saved : vault.takeAll()) {
				EndpointLane lane = this.lanes.owning(saved.records().connectionIds().read());
				lane.sessions().restore(saved, saved.snapshot().address());
			}
			if (vault.isShared()) {
				vault.subscribeLater(this.lanes);
			}
		}
		catch (IOException | RuntimeException ex) {
			logger.warn("Saved sessions cannot be restored, their peers have to handshake again: {}", ex.toString());
		}
	}

	// The peers of a lost socket would find nobody, so the others stop serving too.
	private void lost() {
		for (EndpointLane lane : this.lanes.all()) {
			lane.execute(lane.demultiplexer()::close);
		}
		endSessions(CloseReason.TRANSPORT_FAILED, false);
	}

	private void endSessions(CloseReason reason, boolean closeNotify) {
		this.shared.registry().sessions().forEach((session) -> session.end(reason, closeNotify));
	}

	/**
	 * Stops taking handshakes and messages, lets the handler finish what was accepted,
	 * saves the sessions or says goodbye to their peers, and releases the sockets.
	 * @param grace how long the handler may take
	 * @param closeNotify whether peers of sessions that are not saved are told
	 */
	public void stop(Duration grace, boolean closeNotify) {
		this.draining = true;
		this.shared.records().drain();
		for (EndpointLane lane : this.lanes.all()) {
			lane.run(() -> {
				lane.close();
				this.shared.dispatcher().flush();
			});
		}
		boolean interrupted = false;
		try {
			if (!this.shared.dispatcher().awaitIdle(grace)) {
				this.shared.records().leave(this.shared.registry().sessions(), grace);
			}
			if (this.shared.vault() != null) {
				this.shared.vault().close(grace);
			}
		}
		catch (InterruptedException ex) {
			interrupted = true;
		}
		save();
		this.lanes.first().run(() -> endSessions(CloseReason.SHUTDOWN, closeNotify));
		this.lanes.all().forEach(EndpointLane::stop);
		this.shared.close();
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	private void save() {
		SnapshotVault store = this.shared.vault();
		if (store == null) {
			return;
		}
		Map<Session, SessionSnapshot> suspended = new LinkedHashMap<>();
		this.lanes.all().forEach((lane) -> lane.run(() -> suspended.putAll(lane.sessions().suspendAll())));
		try {
			store.save(List.copyOf(suspended.values()));
			this.lanes.first().run(() -> suspended.keySet().forEach((session) -> session.end(CloseReason.SAVED)));
		}
		catch (IOException ex) {
			// They say goodbye instead. Where the store has some of them after all, the
			// next holder's numbers are of another generation.
			logger.warn("{} sessions cannot be saved, their peers have to handshake again: {}", suspended.size(),
					ex.toString());
		}
	}

	/**
	 * Leaves a peer's datagrams to a plain socket, on every thread before it returns, and
	 * ends the session that the peer may have.
	 * @param peer who that is
	 * @param session ends, or null if there is none
	 * @return the socket
	 * @throws SocketException if there is no descriptor to begin with
	 */
	public DatagramSocket plain(InetSocketAddress peer, @Nullable Session session) throws SocketException {
		AtomicReference<@Nullable PlainPeerSocket> opened = new AtomicReference<>();
		byte[] connectionId = (session != null) ? session.connectionId() : new byte[0];
		PlainPeerSocket socket = this.lanes.first().plainSocket(peer, connectionId, () -> {
			for (EndpointLane lane : this.lanes.all()) {
				lane.run(() -> lane.demultiplexer().secure(peer, Objects.requireNonNull(opened.get())));
			}
		});
		opened.set(socket);
		for (EndpointLane lane : this.lanes.all()) {
			lane.run(() -> lane.demultiplexer().leavePlain(peer, socket));
		}
		if (session != null) {
			session.end(CloseReason.UNWRAPPED);
		}
		return socket;
	}

	public void use(ServerHandshakeContext context) {
		this.lanes.all().forEach((lane) -> lane.handshakes().context(context));
	}

	public InetSocketAddress localAddress() {
		return this.lanes.first().localAddress();
	}

	public boolean isReceiving() {
		return this.lanes.all().stream().allMatch(EndpointLane::isReceiving);
	}

	public ServerState state() {
		if (this.draining) {
			return ServerState.DRAINING;
		}
		return isReceiving() ? ServerState.RUNNING : ServerState.LOST;
	}

	public SessionRegistry sessions() {
		return this.shared.registry();
	}

	public List<OpenHandshake> openHandshakes() {
		return this.lanes.all()
			.stream()
			.flatMap((lane) -> lane.handshakes().open().stream())
			.sorted(Comparator.comparing(OpenHandshake::age).reversed())
			.toList();
	}

	public int handshakesRunning() {
		return this.lanes.all().stream().mapToInt((lane) -> lane.handshakes().running()).sum();
	}

	public int messagesWaiting() {
		return this.shared.dispatcher().waiting();
	}

	/** Opens the socket of a server. */
	@FunctionalInterface
	public interface TransportFactory {

		DatagramTransport open(ServerConfiguration configuration) throws IOException;

		/**
		 * Opens a socket for each endpoint thread.
		 * @param configuration of the server
		 * @return sockets on one port
		 * @throws IOException if one cannot be opened; none is open then
		 */
		default List<DatagramTransport> openAll(ServerConfiguration configuration) throws IOException {
			return List.of(open(configuration));
		}

	}

}
