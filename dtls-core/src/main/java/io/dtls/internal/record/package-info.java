/**
 * What records of all versions share: formats, replay window, connection ids, limits of
 * keys. No clock, no thread, no socket.
 */
@NullMarked
package io.dtls.internal.record;

import org.jspecify.annotations.NullMarked;
