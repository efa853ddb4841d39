/**
 * What can be set under {@code dtls}, as it is bound. Knows nothing of other packages of
 * the auto-configuration.
 */
@NullMarked
package io.dtls.autoconfigure.properties;

import org.jspecify.annotations.NullMarked;
