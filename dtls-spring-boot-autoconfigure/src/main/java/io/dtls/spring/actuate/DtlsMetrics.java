package io.dtls.spring.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

import io.micrometer.common.KeyValue;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;

import io.dtls.CloseReason;
import io.dtls.DropReason;
import io.dtls.DtlsObserver;
import io.dtls.DtlsSession;
import io.dtls.HandshakeFailureReason;
import io.dtls.SnapshotLookup;
import io.dtls.endpoint.DtlsServer;

/**
 * The meters of servers. All exist from the start, at zero, so that an alert has a series
 * to look at; their tags are the server and enums, never a peer. The timer
 * {@code dtls.handshakes} is recorded by {@link HandshakeObservations}.
 */
public final class DtlsMetrics implements MeterBinder {

	private static final String SERVER = "server";

	private static final String DIRECTION = "direction";

	private static final String OUTCOME = "outcome";

	private final Map<String, DtlsServer> servers;

	/**
	 * Creates the meters' source.
	 * @param servers by bean name
	 */
	public DtlsMetrics(Map<String, DtlsServer> servers) {
		this.servers = Map.copyOf(servers);
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.servers.forEach((name, server) -> bind(registry, name, server));
	}

	private static void bind(MeterRegistry registry, String name, DtlsServer server) {
		Tags tags = Tags.of(SERVER, name);
		Gauge.builder("dtls.sessions.active", server, DtlsServer::sessionCount)
			.description("Open sessions")
			.tags(tags)
			.register(registry);
		Gauge.builder("dtls.handshakes.active", server, DtlsServer::handshakeCount)
			.description("Handshakes that run")
			.tags(tags)
			.register(registry);
		Gauge.builder("dtls.queue.size", server, DtlsServer::queuedMessages)
			.description("Messages that wait for the handler")
			.tags(tags)
			.register(registry);
		traffic(registry, server, tags);
		drops(registry, server, tags);
		resumption(registry, server, tags);
		snapshots(registry, server, tags);
		handshakes(registry, tags);
		durations(registry, server, tags);
	}

	private static void traffic(MeterRegistry registry, DtlsServer server, Tags tags) {
		Tags received = tags.and(DIRECTION, "received");
		Tags sent = tags.and(DIRECTION, "sent");
		messages(registry, server, received, (each) -> each.statistics().messagesReceived());
		messages(registry, server, sent, (each) -> each.statistics().messagesSent());
		bytes(registry, server, received, (each) -> each.statistics().bytesReceived());
		bytes(registry, server, sent, (each) -> each.statistics().bytesSent());
	}

	private static void messages(MeterRegistry registry, DtlsServer server, Tags tags,
			ToDoubleFunction<DtlsServer> count) {
		FunctionCounter.builder("dtls.messages", server, count)
			.description("Application messages")
			.tags(tags)
			.register(registry);
	}

	private static void bytes(MeterRegistry registry, DtlsServer server, Tags tags,
			ToDoubleFunction<DtlsServer> count) {
		FunctionCounter.builder("dtls.bytes", server, count)
			.description("Bytes in application messages")
			.baseUnit(BaseUnits.BYTES)
			.tags(tags)
			.register(registry);
	}

	private static void drops(MeterRegistry registry, DtlsServer server, Tags tags) {
		for (DropReason reason : DropReason.values()) {
			FunctionCounter.builder("dtls.datagrams.dropped", server, (each) -> each.statistics().dropped(reason))
				.description("Datagrams, records and messages that were dropped")
				.tags(tags.and("reason", EnumTag.of(reason)))
				.register(registry);
		}
	}

	private static void resumption(MeterRegistry registry, DtlsServer server, Tags tags) {
		String name = "dtls.resumption.lookups";
		String description = "Sessions that clients asked to resume";
		FunctionCounter.builder(name, server, (each) -> each.statistics().resumptionsFound())
			.description(description)
			.tags(tags.and(OUTCOME, "found"))
			.register(registry);
		FunctionCounter.builder(name, server, (each) -> each.statistics().resumptionsMissed())
			.description(description)
			.tags(tags.and(OUTCOME, "missed"))
			.register(registry);
		FunctionCounter
			.builder("dtls.resumption.store.failures", server, (each) -> each.statistics().resumptionStoreFailures())
			.description("Calls of the store of resumable sessions that failed or took too long")
			.tags(tags)
			.register(registry);
	}

	private static void snapshots(MeterRegistry registry, DtlsServer server, Tags tags) {
		FunctionCounter.builder("dtls.sessions.restored", server, (each) -> each.statistics().sessionsRestored())
			.description("Sessions that were saved and went on here")
			.tags(tags)
			.register(registry);
		for (SnapshotLookup outcome : SnapshotLookup.values()) {
			FunctionCounter.builder("dtls.snapshot.lookups", server, (each) -> each.statistics().lookups(outcome))
				.description("Records with unknown connection ids, by what became of them")
				.tags(tags.and(OUTCOME, EnumTag.of(outcome)))
				.register(registry);
		}
	}

	private static void handshakes(MeterRegistry registry, Tags server) {
		for (boolean resumed : new boolean[] { false, true }) {
			handshakeTimer(registry, server, HandshakeOutcome.success(resumed));
		}
		for (HandshakeFailureReason reason : HandshakeFailureReason.values()) {
			handshakeTimer(registry, server, HandshakeOutcome.failure(reason));
		}
	}

	private static void handshakeTimer(MeterRegistry registry, Tags server, HandshakeOutcome outcome) {
		Tags tags = server;
		for (KeyValue tag : outcome.tags()) {
			tags = tags.and(tag.getKey(), tag.getValue());
		}
		Timer.builder(HandshakeObservations.NAME)
			.description("Handshakes, from the valid cookie to their end")
			// The tag that Micrometer adds to every observation.
			.tags(tags.and("error", outcome.error()))
			.register(registry);
	}

	private static void durations(MeterRegistry registry, DtlsServer server, Tags tags) {
		Map<CloseReason, Timer> timers = new EnumMap<>(CloseReason.class);
		for (CloseReason reason : CloseReason.values()) {
			timers.put(reason,
					Timer.builder("dtls.session.duration")
						.description("How long sessions lasted that have ended")
						.tags(tags.and("reason", EnumTag.of(reason)))
						.register(registry));
		}
		server.addObserver(new DtlsObserver() {

			@Override
			public void closed(DtlsSession session, CloseReason reason) {
				Timer timer = timers.get(reason);
				if (timer != null) {
					timer.record(Duration.between(session.openedAt(), Instant.now()));
				}
			}

		});
	}

}
