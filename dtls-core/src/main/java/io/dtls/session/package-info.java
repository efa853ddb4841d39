/**
 * One peer, the table of all, their limits and timers. No thread and no socket; the time
 * is an argument. Depends on {@code io.dtls}, {@code io.dtls.record} and
 * {@code io.dtls.handshake}.
 */
@NullMarked
package io.dtls.session;

import org.jspecify.annotations.NullMarked;
