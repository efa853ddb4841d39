/**
 * Settings of servers and clients: immutable, with safe defaults. Depends on
 * {@code io.dtls}, {@code io.dtls.credentials} and {@code io.dtls.store}.
 */
@NullMarked
package io.dtls.settings;

import org.jspecify.annotations.NullMarked;
