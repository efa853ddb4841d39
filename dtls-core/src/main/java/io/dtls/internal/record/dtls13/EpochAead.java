package io.dtls.internal.record.dtls13;

import io.dtls.CipherSuite.Aead;
import io.dtls.internal.record.RecordKey;

/**
 * An AEAD under the key of one direction and epoch. One thread at a time may use it.
 */
sealed interface EpochAead permits JdkAead, CcmAead {

	/**
	 * Seals in place: ciphertext and tag go where the plaintext is, behind the header.
	 * @param nonce 12 bytes, never the same twice
	 * @param record holds header and plaintext, with room for the tag
	 * @param header where the header starts, which is authenticated
	 * @param headerSize its bytes
	 * @param plainSize bytes of the plaintext
	 */
	void seal(byte[] nonce, byte[] record, int header, int headerSize, int plainSize);

	/**
	 * Opens a fragment. Never throws for what a peer sent.
	 * @param nonce 12 bytes
	 * @param header what is authenticated besides
	 * @param record holds ciphertext and tag; another array than {@code out}
	 * @param off where they start
	 * @param len bytes of both, at least those of a tag
	 * @param out takes the plaintext, from the first byte on
	 * @return whether the record is authentic; if not, {@code out} holds nothing of it
	 */
	boolean open(byte[] nonce, byte[] header, byte[] record, int off, int len, byte[] out);

	/** Lets go what can be made again from the key. */
	void releaseCiphers();

	/** Wipes the key. Use afterwards is an IllegalStateException. */
	void destroy();

	/**
	 * The AEAD of a suite.
	 * @param aead which
	 * @param key taken over: {@link #destroy()} wipes it
	 */
	static EpochAead of(Aead aead, RecordKey key) {
		return switch (aead) {
			case AES_128_GCM, AES_256_GCM, CHACHA20_POLY1305 -> new JdkAead(aead, key);
			case AES_128_CCM, AES_128_CCM_8 -> new CcmAead(aead, key);
		};
	}

}
