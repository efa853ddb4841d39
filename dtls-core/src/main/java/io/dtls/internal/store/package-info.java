/**
 * What stands between an endpoint and the stores of an application: bounds, counts, and
 * the vault of saved sessions. Knows {@code io.dtls.store} and snapshots.
 */
@NullMarked
package io.dtls.internal.store;

import org.jspecify.annotations.NullMarked;
