package io.dtls.spring.actuate;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import io.dtls.ServerState;
import io.dtls.endpoint.DtlsServer;

/**
 * Whether a server can take datagrams: up when bound and reading, down when its socket
 * was lost, out of service while it stops and when it is stopped.
 */
public class DtlsServerHealthIndicator extends AbstractHealthIndicator {

	private final DtlsServer server;

	/**
	 * Tells the health of one server.
	 * @param server may be started and stopped meanwhile
	 */
	public DtlsServerHealthIndicator(DtlsServer server) {
		super("The DTLS server could not be examined");
		this.server = server;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		ServerState state = this.server.state();
		String address = ServerDescriptor.address(this.server);
		builder.status(status(state)).withDetail("state", EnumTag.of(state));
		if (address != null) {
			builder.withDetail("address", address);
		}
		builder.withDetail("sessions", this.server.sessionCount())
			.withDetail("maxSessions", this.server.facts().sessions().max())
			.withDetail("handshakes", this.server.handshakeCount());
	}

	static Status status(ServerState state) {
		return switch (state) {
			case RUNNING -> Status.UP;
			case LOST -> Status.DOWN;
			case DRAINING, STOPPED -> Status.OUT_OF_SERVICE;
		};
	}

}
