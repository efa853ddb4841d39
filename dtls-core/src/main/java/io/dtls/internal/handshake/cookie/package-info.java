/**
 * First contact: the stateless cookie check, and the assembly of a fragmented
 * ClientHello. Knows message formats and {@code io.dtls.store}.
 */
@NullMarked
package io.dtls.internal.handshake.cookie;

import org.jspecify.annotations.NullMarked;
