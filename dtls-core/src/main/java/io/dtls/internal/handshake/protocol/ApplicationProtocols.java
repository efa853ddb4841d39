package io.dtls.internal.handshake.protocol;

import java.util.List;
import java.util.Vector;

import org.bouncycastle.tls.ProtocolName;
import org.jspecify.annotations.Nullable;

/**
 * Application-Layer Protocol Negotiation (RFC 7301).
 */
// Bouncy Castle takes Vectors.
@SuppressWarnings("JdkObsolete")
public final class ApplicationProtocols {

	private ApplicationProtocols() {
	}

	/** The names for Bouncy Castle, or null where there are none. */
	public static @Nullable Vector<ProtocolName> offered(List<String> names) {
		if (names.isEmpty()) {
			return null;
		}
		Vector<ProtocolName> protocols = new Vector<>();
		names.forEach((name) -> protocols.add(ProtocolName.asUtf8Encoding(name)));
		return protocols;
	}

	public static @Nullable String name(@Nullable ProtocolName protocol) {
		return (protocol != null) ? protocol.getUtf8Decoding() : null;
	}

}
