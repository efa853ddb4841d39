/**
 * The moving parts of a client: its connections, each a handshake and then a session.
 * Knows everything internal but {@code server}.
 */
@NullMarked
package io.dtls.internal.client;

import org.jspecify.annotations.NullMarked;
