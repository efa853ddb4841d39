/**
 * Measures this project beside its rivals, in one run on one machine. Not published;
 * depends on everything, nothing depends on it.
 */
@NullMarked
package io.dtls.benchmarks;

import org.jspecify.annotations.NullMarked;
