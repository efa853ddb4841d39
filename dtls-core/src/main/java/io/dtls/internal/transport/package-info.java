/**
 * UDP in and out. Knows nothing of DTLS; depends on nothing but the JDK and
 * {@code io.dtls.settings}.
 */
@NullMarked
package io.dtls.internal.transport;

import org.jspecify.annotations.NullMarked;
