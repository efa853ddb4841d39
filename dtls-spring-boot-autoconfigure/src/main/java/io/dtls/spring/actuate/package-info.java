/**
 * What an operator sees: the endpoint {@code dtls}, health, info, meters and the
 * observation of handshakes. Depends on {@code io.dtls.spring} and the core. Each class
 * needs its part of Spring Boot's Actuator or Micrometer only when it is used.
 */
@NullMarked
package io.dtls.spring.actuate;

import org.jspecify.annotations.NullMarked;
