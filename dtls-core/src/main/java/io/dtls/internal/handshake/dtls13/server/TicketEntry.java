package io.dtls.internal.handshake.dtls13.server;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import io.dtls.PeerIdentity;
import io.dtls.internal.handshake.dtls13.key.Suite;

/**
 * What a ticket stands for.
 *
 * @param key the pre-shared key, 32 or 48 bytes; not a copy
 * @param suite whose hash goes with the key
 * @param ageAdd hides the age of the ticket
 * @param lifetimeSeconds after which nothing is resumed
 * @param peer who the client proved to be
 * @param serverName that the client asked for, or null; another is not resumed
 * @param applicationProtocol of ALPN, or null
 */
@SuppressWarnings("ArrayRecordComponent")
public record TicketEntry(byte[] key, Suite suite, long ageAdd, long lifetimeSeconds, PeerIdentity peer,
		@Nullable String serverName, @Nullable String applicationProtocol) {

	/** Wipes the key. */
	public void destroy() {
		Arrays.fill(this.key, (byte) 0);
	}

	@Override
	public String toString() {
		return "TicketEntry[" + this.suite + ", " + this.peer + "]";
	}

}
