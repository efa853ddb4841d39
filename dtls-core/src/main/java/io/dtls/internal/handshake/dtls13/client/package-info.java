/**
 * A client's handshake of DTLS 1.3.
 */
@NullMarked
package io.dtls.internal.handshake.dtls13.client;

import org.jspecify.annotations.NullMarked;
