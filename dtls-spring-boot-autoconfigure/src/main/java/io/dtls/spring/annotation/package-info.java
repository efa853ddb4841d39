/**
 * Methods that take messages from DTLS peers. Depends on {@code io.dtls.spring} and
 * {@code io.dtls.spring.integration}.
 */
@NullMarked
package io.dtls.spring.annotation;

import org.jspecify.annotations.NullMarked;
