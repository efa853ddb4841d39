package io.dtls.spring.actuate;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

import io.dtls.DtlsSession;
import io.dtls.NegotiatedParameters;
import io.dtls.SessionTraffic;

/**
 * One open session.
 *
 * @param id of the session; opaque
 * @param server bean name of its server
 * @param address where the peer is, masked unless shown
 * @param principal who the peer proved to be, masked unless shown; null where it is
 * anonymous
 * @param protocol version
 * @param cipherSuite IANA name
 * @param group elliptic-curve group, if any
 * @param extendedMasterSecret whether RFC 7627 was negotiated
 * @param resumed whether an earlier session was resumed
 * @param connectionId whether the peer's records carry a connection id (RFC 9146)
 * @param applicationProtocol ALPN result, if any
 * @param serverName name the client asked for, masked unless shown
 * @param openedAt when the handshake ended
 * @param idle since the last message
 * @param traffic messages and bytes so far
 */
public record SessionDescriptor(String id, String server, String address, @Nullable String principal, String protocol,
		String cipherSuite, @Nullable String group, boolean extendedMasterSecret, boolean resumed, boolean connectionId,
		@Nullable String applicationProtocol, @Nullable String serverName, Instant openedAt, Duration idle,
		SessionTraffic traffic) implements OperationResponseBody {

	static SessionDescriptor of(String server, DtlsSession session, PeerValues peerValues, Instant now) {
		NegotiatedParameters negotiated = session.negotiated();
		Duration idle = Duration.between(session.lastActivity(), now);
		return new SessionDescriptor(session.id(), server, peerValues.address(session.remoteAddress()),
				peerValues.principal(session.peer()), negotiated.protocol(), negotiated.cipherSuite().name(),
				negotiated.group(), negotiated.extendedMasterSecret(), negotiated.resumed(),
				session.connectionId().length > 0, negotiated.applicationProtocol(),
				peerValues.text(negotiated.serverName()), session.openedAt(), idle.isNegative() ? Duration.ZERO : idle,
				session.traffic());
	}

}
