package io.dtls.spring.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

import io.dtls.DtlsSession;
import io.dtls.endpoint.DtlsServer;

/**
 * The Actuator endpoint {@code dtls}: servers, sessions, handshakes and their failures.
 * Never tells keys, secrets or whole PSK identities.
 */
@Endpoint(id = "dtls")
public class DtlsEndpoint {

	private static final int DEFAULT_SIZE = 100;

	private static final int MAX_SIZE = 1000;

	private final Map<String, DtlsServer> servers;

	private final RecentFailures failures;

	private final Show showValues;

	/**
	 * Creates the endpoint.
	 * @param servers by bean name
	 * @param failures what failed lately
	 * @param showValues when values that identify peers are shown; without a web request
	 * {@code when-authorized} counts as never
	 */
	public DtlsEndpoint(Map<String, DtlsServer> servers, RecentFailures failures, Show showValues) {
		this.servers = new TreeMap<>(servers);
		this.failures = failures;
		this.showValues = showValues;
	}

	/**
	 * Lists sessions, with a summary of their servers.
	 * @param server bean name of a server, or null for all
	 * @param peer what the peer's name or its {@code address:port} begins with; only
	 * where values are shown
	 * @param resumed whether an earlier session was resumed
	 * @param minIdle how long they have been silent at least
	 * @param page number of the page, from 0
	 * @param size sessions a page, 1 to 1000; 100 if null
	 * @return the servers and what goes on in them
	 */
	@ReadOperation
	public DtlsDescriptor list(@Nullable String server, @Nullable String peer, @Nullable Boolean resumed,
			@Nullable Duration minIdle, @Nullable Integer page, @Nullable Integer size) {
		return list(new SessionFilter(server, peer, resumed, minIdle), page, size, withoutRequest());
	}

	/**
	 * Describes one session.
	 * @param id of the session
	 * @return null if there is none
	 */
	@ReadOperation
	public @Nullable SessionDescriptor session(@Selector String id) {
		return session(id, withoutRequest());
	}

	/**
	 * Closes a session with close_notify.
	 * @param id of the session
	 * @return whether there was one
	 */
	@DeleteOperation
	public Closed close(@Selector String id) {
		for (DtlsServer server : this.servers.values()) {
			DtlsSession session = server.session(id).orElse(null);
			if (session != null) {
				session.close();
				return new Closed(true);
			}
		}
		return new Closed(false);
	}

	private PeerValues withoutRequest() {
		return PeerValues.shownIf(this.showValues == Show.ALWAYS);
	}

	@Nullable SessionDescriptor session(String id, PeerValues peerValues) {
		for (Map.Entry<String, DtlsServer> server : this.servers.entrySet()) {
			DtlsSession session = server.getValue().session(id).orElse(null);
			if (session != null) {
				return SessionDescriptor.of(server.getKey(), session, peerValues, Instant.now());
			}
		}
		return null;
	}

	DtlsDescriptor list(SessionFilter filter, @Nullable Integer page, @Nullable Integer size, PeerValues peerValues) {
		if (filter.asksForPeer() && peerValues == PeerValues.MASKED) {
			throw invalid(
					"peer can be asked for only where values are shown" + " (management.endpoint.dtls.show-values)");
		}
		int number = (page != null) ? page : 0;
		int length = (size != null) ? size : DEFAULT_SIZE;
		if (number < 0 || length < 1 || length > MAX_SIZE) {
			throw invalid("page has to be 0 or more, and size from 1 to " + MAX_SIZE);
		}
		Instant now = Instant.now();
		Map<String, ServerDescriptor> summaries = new TreeMap<>();
		List<Found> found = new ArrayList<>();
		List<HandshakeDescriptor> handshakes = new ArrayList<>();
		this.servers.forEach((name, server) -> {
			if (filter.matchesServer(name)) {
				summaries.put(name, ServerDescriptor.of(server, now));
				server.sessions()
					.stream()
					.filter((session) -> filter.matches(session, now))
					.forEach((session) -> found.add(new Found(name, session)));
				server.handshakes()
					.forEach((handshake) -> handshakes.add(HandshakeDescriptor.of(name, handshake, peerValues)));
			}
		});
		List<SessionDescriptor> sessions = found.stream()
			.sorted(Found.OLDEST_FIRST)
			.skip((long) number * length)
			.limit(length)
			.map((one) -> SessionDescriptor.of(one.server, one.session, peerValues, now))
			.toList();
		return new DtlsDescriptor(summaries, sessions, number, length, found.size(), handshakes,
				failures(filter, peerValues));
	}

	private List<FailureDescriptor> failures(SessionFilter filter, PeerValues peerValues) {
		return this.failures.newestFirst()
			.stream()
			.filter((entry) -> filter.matchesServer(entry.server()))
			.map((entry) -> FailureDescriptor.of(entry, peerValues))
			.toList();
	}

	private static InvalidEndpointRequestException invalid(String reason) {
		return new InvalidEndpointRequestException(reason, reason);
	}

	/**
	 * What became of a wish to close a session.
	 *
	 * @param closed whether there was one
	 */
	public record Closed(boolean closed) implements OperationResponseBody {

	}

	/** A session and whose it is. */
	private record Found(String server, DtlsSession session) {

		private static final Comparator<Found> OLDEST_FIRST = Comparator
			.comparing((Found found) -> found.session.openedAt())
			.thenComparing((found) -> found.session.id());

	}

}
