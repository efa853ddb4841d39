package io.dtls.spring.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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
import io.dtls.HandshakeFailure;
import io.dtls.HandshakeFailureReason;
import io.dtls.endpoint.DtlsClient;

/**
 * The meters of clients. They are named as those of servers, after {@code dtls.client},
 * as Prometheus asks that meters of one name have the same tags. All exist from the
 * start, at zero; their tags are the client and enums, never a peer.
 */
public final class DtlsClientMetrics implements MeterBinder {

	private static final String PREFIX = "dtls.client.";

	private static final String REASON = "reason";

	private final Map<String, DtlsClient> clients;

	/**
	 * Creates the meters' source.
	 * @param clients by bean name
	 */
	public DtlsClientMetrics(Map<String, DtlsClient> clients) {
		this.clients = Map.copyOf(clients);
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.clients.forEach((name, client) -> bind(registry, Tags.of("client", name), client));
	}

	private static void bind(MeterRegistry registry, Tags tags, DtlsClient client) {
		Gauge.builder(PREFIX + "sessions.active", client, (each) -> each.sessions().size())
			.description("Open sessions")
			.tags(tags)
			.register(registry);
		Tags received = tags.and("direction", "received");
		Tags sent = tags.and("direction", "sent");
		counter(registry, client, "messages", received, (each) -> each.statistics().messagesReceived());
		counter(registry, client, "messages", sent, (each) -> each.statistics().messagesSent());
		counter(registry, client, "bytes", received, (each) -> each.statistics().bytesReceived());
		counter(registry, client, "bytes", sent, (each) -> each.statistics().bytesSent());
		for (DropReason reason : DropReason.values()) {
			counter(registry, client, "datagrams.dropped", tags.and(REASON, EnumTag.of(reason)),
					(each) -> each.statistics().dropped(reason));
		}
		for (HandshakeFailureReason reason : HandshakeFailureReason.values()) {
			handshakes(registry, tags, HandshakeOutcome.failure(reason));
		}
		handshakes(registry, tags, HandshakeOutcome.success(false));
		handshakes(registry, tags, HandshakeOutcome.success(true));
		for (CloseReason reason : CloseReason.values()) {
			durations(registry, tags, reason);
		}
		client.addObserver(new Times(registry, tags));
	}

	private static void counter(MeterRegistry registry, DtlsClient client, String name, Tags tags,
			ToDoubleFunction<DtlsClient> count) {
		FunctionCounter.builder(PREFIX + name, client, count)
			.description("As dtls." + name + " of servers")
			.baseUnit(name.equals("bytes") ? BaseUnits.BYTES : null)
			.tags(tags)
			.register(registry);
	}

	private static Timer handshakes(MeterRegistry registry, Tags client, HandshakeOutcome outcome) {
		Tags tags = client;
		for (KeyValue tag : outcome.tags()) {
			tags = tags.and(tag.getKey(), tag.getValue());
		}
		return Timer.builder(PREFIX + "handshakes")
			.description("Handshakes, from the ClientHello to their end")
			.tags(tags)
			.register(registry);
	}

	private static Timer durations(MeterRegistry registry, Tags tags, CloseReason reason) {
		return Timer.builder(PREFIX + "session.duration")
			.description("How long sessions lasted that have ended")
			.tags(tags.and(REASON, EnumTag.of(reason)))
			.register(registry);
	}

	/** Records how long handshakes and sessions took. */
	private record Times(MeterRegistry registry, Tags tags) implements DtlsObserver {

		@Override
		public void opened(DtlsSession session, long handshakeNanos) {
			handshakes(this.registry, this.tags, HandshakeOutcome.success(session.negotiated().resumed()))
				.record(handshakeNanos, TimeUnit.NANOSECONDS);
		}

		@Override
		public void handshakeFailed(HandshakeFailure failure) {
			handshakes(this.registry, this.tags, HandshakeOutcome.failure(failure.reason())).record(failure.nanos(),
					TimeUnit.NANOSECONDS);
		}

		@Override
		public void closed(DtlsSession session, CloseReason reason) {
			durations(this.registry, this.tags, reason).record(Duration.between(session.openedAt(), Instant.now()));
		}

	}

}
