package io.dtls.internal.handshake.dtls13;

import org.jspecify.annotations.Nullable;

import io.dtls.internal.handshake.dtls13.key.KeyGroup;
import io.dtls.internal.handshake.dtls13.key.Suite;

/**
 * What a handshake of DTLS 1.3 agreed on.
 *
 * @param suite protects the records
 * @param group of the key exchange
 * @param resumed whether a ticket was used
 * @param applicationProtocol of ALPN, or null
 * @param serverName that the client asked for, or null
 * @param connectionIds whether both sides know of connection ids (RFC 9146)
 * @param returnRoutability whether a new address can be asked whether it is the peer's
 * (RFC 9853)
 */
public record Negotiated(Suite suite, KeyGroup group, boolean resumed, @Nullable String applicationProtocol,
		@Nullable String serverName, boolean connectionIds, boolean returnRoutability) {

}
