/**
 * Adapters and gateways for flows in Java. Depends on {@code io.dtls.spring.integration}.
 */
@NullMarked
package io.dtls.spring.integration.dsl;

import org.jspecify.annotations.NullMarked;
