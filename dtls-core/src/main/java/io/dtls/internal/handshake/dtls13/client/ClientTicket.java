package io.dtls.internal.handshake.dtls13.client;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

import io.dtls.PeerIdentity;
import io.dtls.internal.handshake.dtls13.key.Suite;
import io.dtls.internal.handshake.dtls13.message.NewSessionTicket;

/**
 * What a client resumes a session with. Whoever keeps it has to use it with the same
 * server name and credentials only, as the server shows no certificate again.
 *
 * @param message of the server
 * @param key that goes with it
 * @param suite whose hash goes with the key
 * @param server who the server proved to be
 * @param receivedNanos when the ticket came, on the clock that the handshake is given
 */
@SuppressWarnings("ArrayRecordComponent")
public record ClientTicket(NewSessionTicket message, byte[] key, Suite suite, PeerIdentity server, long receivedNanos) {

	private static final long UINT32 = 0xffffffffL;

	/** Whether a server may still know it. */
	public boolean isValid(long now) {
		return TimeUnit.NANOSECONDS.toSeconds(now - this.receivedNanos) < this.message.lifetimeSeconds();
	}

	/** The age of the ticket, which strangers cannot follow (RFC 8446, 4.2.11.1). */
	long obfuscatedAge(long now) {
		return (TimeUnit.NANOSECONDS.toMillis(now - this.receivedNanos) + this.message.ageAdd()) & UINT32;
	}

	/** Wipes the key. */
	public void destroy() {
		Arrays.fill(this.key, (byte) 0);
	}

	@Override
	public String toString() {
		return "ClientTicket[" + this.suite + "]";
	}

}
