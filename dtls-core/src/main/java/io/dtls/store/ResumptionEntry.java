package io.dtls.store;

import java.time.Instant;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import io.dtls.CipherSuite;
import io.dtls.PeerIdentity;

/**
 * What it takes to resume a session: plain data, so that it can be kept anywhere. Whoever
 * has it can read and forge that session's successors.
 *
 * @param sessionId names the session, 1 to 32 bytes
 * @param cipherSuite of the session and of all that resume it
 * @param masterSecret 48 bytes; not a copy, so that {@link #destroy()} wipes it
 * @param extendedMasterSecret whether RFC 7627 was negotiated
 * @param protocol {@code DTLSv1.2}
 * @param peer who the peer proved to be
 * @param serverName the SNI host name the client asked for, if any; another name is not
 * resumed (RFC 6066, section 3)
 * @param maxFragmentLength code of RFC 6066, section 4, or 0 where none was agreed on
 * @param created when the handshake was, to the millisecond
 */
@SuppressWarnings("ArrayRecordComponent")
public record ResumptionEntry(byte[] sessionId, CipherSuite cipherSuite, byte[] masterSecret,
		boolean extendedMasterSecret, String protocol, PeerIdentity peer, @Nullable String serverName,
		int maxFragmentLength, Instant created) {

	/**
	 * Writes the entry.
	 * @return some hundred bytes with the secret in the clear; see {@link StoreCipher}
	 */
	public byte[] encode() {
		return ResumptionEntryFormat.encode(this);
	}

	/**
	 * Reads an entry.
	 * @param encoded as {@link #encode()} wrote it
	 * @return the entry
	 * @throws IllegalArgumentException if it is something else
	 */
	public static ResumptionEntry decode(byte[] encoded) {
		return ResumptionEntryFormat.decode(encoded);
	}

	/** Overwrites the secret with zeros. */
	public void destroy() {
		Arrays.fill(this.masterSecret, (byte) 0);
	}

	@Override
	public String toString() {
		return "ResumptionEntry[" + this.protocol + ", " + this.cipherSuite + ", " + this.peer + "]";
	}

}
