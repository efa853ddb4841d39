/**
 * The client's side of a DTLS 1.2 handshake. Knows {@code dtls12} and what is below it,
 * and nothing of {@code dtls12.server}.
 */
@NullMarked
package io.dtls.internal.handshake.dtls12.client;

import org.jspecify.annotations.NullMarked;
