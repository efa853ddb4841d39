/**
 * Carries handshake messages over records that may be lost, doubled and reordered (RFC
 * 9147, sections 5.2, 5.5, 5.8 and 7): fragments, retransmission, reassembly and
 * acknowledgements, during the handshake and for the life of the session. Knows nothing
 * of what the messages say.
 */
@NullMarked
package io.dtls.internal.handshake.dtls13.exchange;

import org.jspecify.annotations.NullMarked;
