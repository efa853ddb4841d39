package io.dtls;

import java.net.InetSocketAddress;

import org.jspecify.annotations.Nullable;

/**
 * A handshake that failed, and why.
 *
 * @param peer the other side
 * @param reason what went wrong, for machines
 * @param detail what went wrong, for people; free of secrets and identities
 * @param alert the alert sent or received (RFC 5246, section 7.2), or null where none was
 * @param nanos how long the handshake took, in nanoseconds
 */
public record HandshakeFailure(InetSocketAddress peer, HandshakeFailureReason reason, String detail,
		@Nullable Integer alert, long nanos) {

	/**
	 * What went wrong and what to check.
	 * @return two sentences
	 */
	public String explanation() {
		return this.detail + ". " + this.reason.whatToCheck() + ".";
	}

	/**
	 * The name of the alert in the specifications.
	 * @return such as {@code handshake_failure}, its number as text if it has no name, or
	 * null where there was no alert
	 */
	public @Nullable String alertName() {
		return (this.alert != null) ? AlertNames.of(this.alert) : null;
	}

}
