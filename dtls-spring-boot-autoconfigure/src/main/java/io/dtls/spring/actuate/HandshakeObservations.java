package io.dtls.spring.actuate;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import io.dtls.DtlsObserver;
import io.dtls.DtlsSession;
import io.dtls.HandshakeException;
import io.dtls.HandshakeFailure;
import io.dtls.endpoint.DtlsServer;

/**
 * Observes each handshake: a timer, and a span where there is a tracer.
 */
public final class HandshakeObservations {

	/** The name of the observation and of its timer. */
	public static final String NAME = "dtls.handshakes";

	private static final HandshakeObservationConvention DEFAULT = new DefaultHandshakeObservationConvention();

	private final ObservationRegistry registry;

	private final @Nullable HandshakeObservationConvention convention;

	/**
	 * Listens to servers from now on.
	 * @param servers by bean name
	 * @param registry takes the observations
	 * @param convention names them, or null for the registry's own or the default
	 */
	public HandshakeObservations(Map<String, DtlsServer> servers, ObservationRegistry registry,
			@Nullable HandshakeObservationConvention convention) {
		this.registry = registry;
		this.convention = convention;
		servers.forEach((name, server) -> server.addObserver(new Observer(name)));
	}

	/** The handshakes of one server; a peer has one at a time. */
	private final class Observer implements DtlsObserver {

		private final String server;

		private final Map<InetSocketAddress, Running> running = new ConcurrentHashMap<>();

		Observer(String server) {
			this.server = server;
		}

		@Override
		public void handshakeStarted(InetSocketAddress peer) {
			HandshakeObservations all = HandshakeObservations.this;
			HandshakeObservationContext context = new HandshakeObservationContext(this.server, peer);
			Observation observation = Observation.start(all.convention, DEFAULT, () -> context, all.registry);
			this.running.put(peer, new Running(context, observation));
		}

		@Override
		public void opened(DtlsSession session, long handshakeNanos) {
			Running ended = this.running.remove(session.remoteAddress());
			if (ended != null) {
				ended.context.setSession(session);
				ended.observation.stop();
			}
		}

		@Override
		public void handshakeFailed(HandshakeFailure failure) {
			Running ended = this.running.remove(failure.peer());
			if (ended != null) {
				ended.context.setFailure(failure);
				ended.observation.error(new HandshakeException(failure.reason(), failure.explanation()));
				ended.observation.stop();
			}
		}

	}

	/** A handshake that runs. */
	private record Running(HandshakeObservationContext context, Observation observation) {

	}

}
