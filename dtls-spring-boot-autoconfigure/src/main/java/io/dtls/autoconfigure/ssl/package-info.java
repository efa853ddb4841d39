/**
 * Turns properties into credentials and security settings. Knows the properties.
 */
@NullMarked
package io.dtls.autoconfigure.ssl;

import org.jspecify.annotations.NullMarked;
