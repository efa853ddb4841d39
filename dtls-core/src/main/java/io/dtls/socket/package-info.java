/**
 * Blocking sockets in the manner of {@code java.net}. Depends on {@code io.dtls.endpoint}
 * and what is below it.
 */
@NullMarked
package io.dtls.socket;

import org.jspecify.annotations.NullMarked;
