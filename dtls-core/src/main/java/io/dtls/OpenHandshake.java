package io.dtls;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * A handshake that runs now.
 *
 * @param peer the other side
 * @param age since its valid cookie
 * @param keysSeemToDiffer whether the peer's Finished could not be decrypted more than
 * once: wrong PSK or identity
 */
public record OpenHandshake(InetSocketAddress peer, Duration age, boolean keysSeemToDiffer) {

}
