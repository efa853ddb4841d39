/**
 * Handshakes of DTLS 1.2 and 1.0 by Bouncy Castle, with the guards that it needs. The
 * only room, with its two inner ones, that drives Bouncy Castle.
 */
@NullMarked
package io.dtls.internal.handshake.dtls12;

import org.jspecify.annotations.NullMarked;
