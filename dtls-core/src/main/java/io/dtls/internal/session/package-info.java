/**
 * One peer, the table of all, their limits and timers. No thread and no socket; the time
 * is an argument.
 */
@NullMarked
package io.dtls.internal.session;

import org.jspecify.annotations.NullMarked;
