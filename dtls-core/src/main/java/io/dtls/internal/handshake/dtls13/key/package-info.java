/**
 * The cryptography of a DTLS 1.3 handshake (RFC 8446, sections 4.2.8, 4.2.11, 4.4 and 7):
 * key exchange, transcript, key schedule, binders and signatures. Bouncy Castle is used
 * in {@code KeyShares} alone.
 */
@NullMarked
package io.dtls.internal.handshake.dtls13.key;

import org.jspecify.annotations.NullMarked;
