/**
 * Handshakes: the stateless cookie, the guards around Bouncy Castle, credentials, and the
 * hand-over of what was agreed. Bouncy Castle is driven here and nowhere else. Depends on
 * {@code io.dtls} and {@code io.dtls.record}.
 */
@NullMarked
package io.dtls.handshake;

import org.jspecify.annotations.NullMarked;
