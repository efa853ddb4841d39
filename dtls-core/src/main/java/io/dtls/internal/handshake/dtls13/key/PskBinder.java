package io.dtls.internal.handshake.dtls13.key;

import java.util.Arrays;

import io.dtls.internal.record.dtls13.Hkdf;

/**
 * Proves that a client has a pre-shared key, and binds the key to this ClientHello (RFC
 * 8446, section 4.2.11.2).
 */
public final class PskBinder {

	private PskBinder() {
	}

	/**
	 * Computes a binder.
	 * @param hkdf has the hash that goes with the key
	 * @param psk the key
	 * @param resumption whether the key came of a ticket
	 * @param hash of the messages up to the binders of the ClientHello
	 */
	public static byte[] of(Hkdf hkdf, byte[] psk, boolean resumption, byte[] hash) {
		byte[] early = hkdf.extract(new byte[0], psk);
		byte[] key = hkdf.deriveSecret(early, resumption ? "res binder" : "ext binder", hkdf.newDigest().digest());
		try {
			return KeySchedule.finished(hkdf, key, hash);
		}
		finally {
			Arrays.fill(early, (byte) 0);
			Arrays.fill(key, (byte) 0);
		}
	}

}
