package io.dtls;

import org.jspecify.annotations.Nullable;

/**
 * What the handshake agreed on.
 *
 * @param protocol {@code DTLSv1.2} or {@code DTLSv1.0}
 * @param cipherSuite the suite in use
 * @param group name of the elliptic-curve group, or null where the suite has none or the
 * session was resumed
 * @param extendedMasterSecret whether RFC 7627 was negotiated
 * @param resumed whether an earlier session was resumed
 * @param applicationProtocol the ALPN result (RFC 7301), if any
 * @param serverName the SNI host name the client asked for (RFC 6066), if any
 * @param returnRoutability whether a new address of the peer can be asked whether it is
 * the peer's (RFC 9853)
 */
public record NegotiatedParameters(String protocol, CipherSuite cipherSuite, @Nullable String group,
		boolean extendedMasterSecret, boolean resumed, @Nullable String applicationProtocol,
		@Nullable String serverName, boolean returnRoutability) {

}
