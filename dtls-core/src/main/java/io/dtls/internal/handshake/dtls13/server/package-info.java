/**
 * A server's handshake of DTLS 1.3, from the ClientHello whose cookie was right.
 */
@NullMarked
package io.dtls.internal.handshake.dtls13.server;

import org.jspecify.annotations.NullMarked;
