/**
 * The handshake messages of DTLS 1.3 (RFC 8446, section 4; RFC 9147, section 5) as bytes
 * and as values. Parsers are strict, and end with a refusal that has an alert, whatever
 * the bytes are. Knows no keys and no state.
 */
@NullMarked
package io.dtls.internal.handshake.dtls13.message;

import org.jspecify.annotations.NullMarked;
