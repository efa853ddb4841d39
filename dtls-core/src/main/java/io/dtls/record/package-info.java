/**
 * Records: their format, protection and opening, replay, connection ids (RFC 6347,
 * section 4.1; RFC 9146). No I/O, no clock, no thread; depends on {@code io.dtls} alone.
 */
@NullMarked
package io.dtls.record;

import org.jspecify.annotations.NullMarked;
