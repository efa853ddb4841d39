/**
 * First contact with clients of DTLS 1.3 (RFC 9147, section 5.1): whether a hello is one
 * of that version, and whether its sender can be reached at its address. Nothing is
 * remembered but, for an instant, parts of hellos.
 */
@NullMarked
package io.dtls.internal.handshake.dtls13.cookie;

import org.jspecify.annotations.NullMarked;
