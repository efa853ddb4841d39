/**
 * UDP in and out. Knows nothing of DTLS; depends on nothing but the JDK.
 */
@NullMarked
package io.dtls.transport;

import org.jspecify.annotations.NullMarked;
