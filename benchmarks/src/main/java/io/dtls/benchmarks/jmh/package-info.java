/**
 * Micro-benchmarks of the steps that a record takes.
 */
@NullMarked
package io.dtls.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
