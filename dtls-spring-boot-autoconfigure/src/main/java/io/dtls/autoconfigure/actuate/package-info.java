/**
 * Configures what {@code io.dtls.spring.actuate} offers, each part where Spring Boot's
 * Actuator or Micrometer brings what it needs.
 */
@NullMarked
package io.dtls.autoconfigure.actuate;

import org.jspecify.annotations.NullMarked;
