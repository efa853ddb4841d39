/**
 * The handshake of DTLS 1.3 (RFC 9147) for both roles: it is told records and the time,
 * and tells datagrams, a deadline, and how it ended. No thread, no clock, no socket. It
 * may call credentials and stores, which may block, and knows nothing of endpoints.
 */
@NullMarked
package io.dtls.internal.handshake.dtls13;

import org.jspecify.annotations.NullMarked;
