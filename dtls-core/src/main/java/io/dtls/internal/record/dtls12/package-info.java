/**
 * Records of DTLS 1.2 and 1.0 (RFC 6347, section 4.1; RFC 9146): their protection and
 * opening. Knows {@code internal.record}; no clock, no thread, no socket.
 */
@NullMarked
package io.dtls.internal.record.dtls12;

import org.jspecify.annotations.NullMarked;
