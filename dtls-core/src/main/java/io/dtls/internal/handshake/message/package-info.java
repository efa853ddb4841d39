/**
 * Formats of handshake messages and their assembly from fragments, which all versions
 * share. Knows bytes and {@code internal.record}.
 */
@NullMarked
package io.dtls.internal.handshake.message;

import org.jspecify.annotations.NullMarked;
