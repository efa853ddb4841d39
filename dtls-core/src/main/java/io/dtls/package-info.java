/**
 * The vocabulary of secure UDP: sessions, settings, reasons, and the interfaces that an
 * application implements. Depends on the JDK alone.
 */
@NullMarked
package io.dtls;

import org.jspecify.annotations.NullMarked;
