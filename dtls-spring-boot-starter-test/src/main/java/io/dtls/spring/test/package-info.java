/**
 * For the tests of applications: a client, the port that was bound, and a slice. Depends
 * on {@code io.dtls.autoconfigure} and what is below it, and on Spring Boot's test
 * support.
 */
@NullMarked
package io.dtls.spring.test;

import org.jspecify.annotations.NullMarked;
