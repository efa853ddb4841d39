/**
 * Channel adapters and headers: DTLS messages in Spring Integration. Depends on
 * {@code io.dtls.spring} and the core.
 */
@NullMarked
package io.dtls.spring.integration;

import org.jspecify.annotations.NullMarked;
