/**
 * What an endpoint proves itself with: certificates, pre-shared keys, raw public keys and
 * OCSP responses. Depends on {@code io.dtls} and the JDK.
 */
@NullMarked
package io.dtls.credentials;

import org.jspecify.annotations.NullMarked;
