/**
 * Stores of sessions that nodes share: Redis and Spring's caches. Depends on
 * {@code io.dtls}; Spring Data Redis is optional.
 */
@NullMarked
package io.dtls.spring.store;

import org.jspecify.annotations.NullMarked;
