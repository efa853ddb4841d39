/**
 * The moving parts of a server: demultiplexing, admission, handshakes that run, sessions.
 * Knows everything internal but {@code client}.
 */
@NullMarked
package io.dtls.internal.server;

import org.jspecify.annotations.NullMarked;
