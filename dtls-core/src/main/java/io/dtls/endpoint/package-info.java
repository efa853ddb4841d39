/**
 * Servers, clients and their builders, which wire the parts of {@code io.dtls.internal}
 * together. Depends on every other package but {@code io.dtls.socket}.
 */
@NullMarked
package io.dtls.endpoint;

import org.jspecify.annotations.NullMarked;
