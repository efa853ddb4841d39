/**
 * What continues a session elsewhere or later: the stores that an application may
 * provide, their entries, and the secrets that seal them. Depends on {@code io.dtls} and
 * the JDK.
 */
@NullMarked
package io.dtls.store;

import org.jspecify.annotations.NullMarked;
