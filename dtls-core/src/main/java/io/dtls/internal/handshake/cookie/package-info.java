/**
 * First contact with clients that nobody knows yet (RFC 9147, section 5.1): whether a
 * hello is one of DTLS 1.3, and whether its sender can be reached at its address. Nothing
 * is remembered but, for an instant, parts of hellos.
 */
@NullMarked
package io.dtls.internal.handshake.cookie;

import org.jspecify.annotations.NullMarked;
