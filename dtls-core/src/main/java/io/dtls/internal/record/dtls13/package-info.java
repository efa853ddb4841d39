/**
 * Records of DTLS 1.3 (RFC 9147, sections 4 and 7): the unified header, masked record
 * numbers, epochs and their secrets, acknowledgements. No I/O, no clock, no thread, no
 * Bouncy Castle; it may know the parts of the record layer that all versions share.
 */
@NullMarked
package io.dtls.internal.record.dtls13;

import org.jspecify.annotations.NullMarked;
