/**
 * Connects the client to a server in a container, where Testcontainers and Spring Boot's
 * support for it are there.
 */
@NullMarked
package io.dtls.autoconfigure.testcontainers;

import org.jspecify.annotations.NullMarked;
