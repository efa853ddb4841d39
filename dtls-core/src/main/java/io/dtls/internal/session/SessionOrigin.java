package io.dtls.internal.session;

import java.net.InetSocketAddress;

/**
 * Where a session came from.
 *
 * @param address the peer's address
 * @param helloTag tells the ClientHello apart that began it, so that a duplicate of it
 * starts no second handshake
 */
public record SessionOrigin(InetSocketAddress address, long helloTag) {

}
