/**
 * Tells observers, statistics and the log what happened. Knows {@code io.dtls} and
 * {@code internal.util}.
 */
@NullMarked
package io.dtls.internal.events;

import org.jspecify.annotations.NullMarked;
