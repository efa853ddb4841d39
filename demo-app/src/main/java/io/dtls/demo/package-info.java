/**
 * The smallest useful application: it sends back the bytes it got, and counts them.
 */
@NullMarked
package io.dtls.demo;

import org.jspecify.annotations.NullMarked;
