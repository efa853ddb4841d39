/**
 * Makes the servers of {@code dtls.server} and {@code dtls.servers}. Knows the
 * properties; only conditions know it.
 */
@NullMarked
package io.dtls.autoconfigure.server;

import org.jspecify.annotations.NullMarked;
