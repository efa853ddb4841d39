/**
 * What a handshake is given and what it ends in, whichever version it speaks. Knows
 * records, identities and {@code io.dtls.settings}; no thread and no socket.
 */
@NullMarked
package io.dtls.internal.handshake;

import org.jspecify.annotations.NullMarked;
