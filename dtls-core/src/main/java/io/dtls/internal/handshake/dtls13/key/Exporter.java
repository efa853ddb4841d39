package io.dtls.internal.handshake.dtls13.key;

import java.util.Arrays;

import io.dtls.internal.record.dtls13.Hkdf;

/**
 * Exports keying material for applications (RFC 8446, section 7.5; RFC 5705).
 */
public final class Exporter {

	private final Hkdf hkdf;

	private final byte[] secret;

	/**
	 * Takes the secret over.
	 * @param secret exporter_master_secret
	 */
	public Exporter(Hkdf hkdf, byte[] secret) {
		this.hkdf = hkdf;
		this.secret = secret;
	}

	/**
	 * Keying material.
	 * @param label names the use
	 * @param context also binds it; empty and none are the same here
	 * @param size bytes wanted
	 * @return secret bytes, which the caller wipes
	 */
	public byte[] export(String label, byte[] context, int size) {
		byte[] derived = this.hkdf.deriveSecret(this.secret, label, this.hkdf.newDigest().digest());
		try {
			return this.hkdf.expandLabel(derived, "exporter", this.hkdf.newDigest().digest(context), size);
		}
		finally {
			Arrays.fill(derived, (byte) 0);
		}
	}

	/** Wipes the secret. */
	public void destroy() {
		Arrays.fill(this.secret, (byte) 0);
	}

	@Override
	public String toString() {
		return "Exporter";
	}

}
