/**
 * Keys, certificates, pre-shared keys and names, on either side of a handshake. Knows
 * {@code io.dtls.credentials} and Bouncy Castle's certificates.
 */
@NullMarked
package io.dtls.internal.handshake.identity;

import org.jspecify.annotations.NullMarked;
