/**
 * Which provider computes elliptic curves, and what this JVM can do. Knows Bouncy Castle
 * and {@code io.dtls.settings}.
 */
@NullMarked
package io.dtls.internal.crypto;

import org.jspecify.annotations.NullMarked;
