/**
 * Numbers and names of the protocol: versions, alerts, groups, signature schemes,
 * extensions. Knows {@code io.dtls.settings} and Bouncy Castle's constants.
 */
@NullMarked
package io.dtls.internal.handshake.protocol;

import org.jspecify.annotations.NullMarked;
