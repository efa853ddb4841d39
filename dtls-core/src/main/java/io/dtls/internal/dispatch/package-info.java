/**
 * Brings messages to the handler of the application, in order or directly. Knows sessions
 * and their queues.
 */
@NullMarked
package io.dtls.internal.dispatch;

import org.jspecify.annotations.NullMarked;
