/**
 * Servers and their parts: the only place with threads and a clock. Depends on every
 * other package of this library.
 */
@NullMarked
package io.dtls.endpoint;

import org.jspecify.annotations.NullMarked;
