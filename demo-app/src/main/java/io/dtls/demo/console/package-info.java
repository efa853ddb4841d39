/**
 * The live console at {@code /}: what the server does, as it does it. For a try-out on
 * one's own machine only: whoever opens it sees every peer, and may close sessions and
 * send.
 */
@NullMarked
package io.dtls.demo.console;

import org.jspecify.annotations.NullMarked;
