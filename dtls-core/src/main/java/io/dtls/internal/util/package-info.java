/**
 * Timers, token buckets, throttled log lines, pools of threads. Knows nothing of DTLS.
 */
@NullMarked
package io.dtls.internal.util;

import org.jspecify.annotations.NullMarked;
