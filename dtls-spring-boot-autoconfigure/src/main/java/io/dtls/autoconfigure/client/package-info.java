/**
 * Makes the client of {@code dtls.client}. Knows the properties; only conditions know it.
 */
@NullMarked
package io.dtls.autoconfigure.client;

import org.jspecify.annotations.NullMarked;
