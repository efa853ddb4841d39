package io.dtls.spring.actuate;

import io.micrometer.common.KeyValues;

import io.dtls.DtlsSession;
import io.dtls.NegotiatedParameters;

/**
 * Tags with few values for the meter, those of the peer for the span; names of the latter
 * are those of OpenTelemetry where it has one. No certificate and no PSK identity.
 */
public final class DefaultHandshakeObservationConvention implements HandshakeObservationConvention {

	@Override
	public String getName() {
		return HandshakeObservations.NAME;
	}

	@Override
	public String getContextualName(HandshakeObservationContext context) {
		return "dtls handshake";
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(HandshakeObservationContext context) {
		return context.outcome().tags().and("server", context.getServer());
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(HandshakeObservationContext context) {
		KeyValues values = KeyValues.of("network.transport", "udp", "network.peer.address",
				context.getPeer().getAddress().getHostAddress(), "network.peer.port",
				String.valueOf(context.getPeer().getPort()));
		DtlsSession session = context.getSession();
		if (session == null) {
			return values;
		}
		NegotiatedParameters negotiated = session.negotiated();
		return values.and("tls.protocol.name", "dtls", "tls.protocol.version", negotiated.protocol(), "tls.cipher",
				negotiated.cipherSuite().name(), "tls.resumed", String.valueOf(negotiated.resumed()));
	}

}
