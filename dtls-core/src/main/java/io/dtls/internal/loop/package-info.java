/**
 * The thread that receives, and what runs on it. Knows sessions, the transport and the
 * dispatcher.
 */
@NullMarked
package io.dtls.internal.loop;

import org.jspecify.annotations.NullMarked;
