package io.dtls.internal.record.dtls12;

import io.dtls.internal.record.KeyUsageLimits;

/**
 * Protects and opens fragments under one set of keys. One thread at a time may seal and
 * one may open; they may be two different threads at once.
 */
public interface RecordProtection {

	/**
	 * How many bytes a fragment may be longer than its plaintext; always exactly so for
	 * an AEAD.
	 */
	int expansion();

	/** How often these keys may be used. */
	KeyUsageLimits limits();

	/** The keys in use, not a copy. */
	TrafficKeys keys();

	/**
	 * Protects one plaintext. The caller never passes the same number twice.
	 * @param header the record's number and what else its authentication covers
	 * @param plain holds the plaintext; may be {@code out} if the plaintext lies just
	 * where its ciphertext will, {@link #ciphertextOffset()} after {@code outOff}
	 * @param off where the plaintext starts
	 * @param len size of the plaintext in bytes
	 * @param out takes the fragment: room for {@code len + expansion()} bytes is needed
	 * @param outOff where the fragment shall start
	 * @return size of the fragment in bytes
	 */
	int seal(AdditionalData header, byte[] plain, int off, int len, byte[] out, int outOff);

	/**
	 * Opens one fragment. Never throws for what a peer sent.
	 * @param header the record's number and what else its authentication covers
	 * @param fragment holds the fragment; another array than {@code out}
	 * @param off where the fragment starts
	 * @param len size of the fragment in bytes
	 * @param out takes the plaintext: room for {@code len} bytes is needed
	 * @param outOff where the plaintext shall start
	 * @return size of the plaintext in bytes, or -1 if the fragment is too short or not
	 * authentic; then {@code out} holds nothing of it
	 */
	int open(AdditionalData header, byte[] fragment, int off, int len, byte[] out, int outOff);

	/**
	 * Where the ciphertext starts in a fragment: behind the explicit nonce, if there is
	 * one.
	 */
	default int ciphertextOffset() {
		return 0;
	}

	/** Lets go what can be made again from the keys. */
	void releaseCiphers();

	/** Wipes the keys. Sealing or opening afterwards is an IllegalStateException. */
	void destroy();

	/**
	 * Makes the protection that the keys are for.
	 * @param keys taken over: {@link #destroy()} wipes them
	 * @return the cipher of the suite, on what the JDK has
	 */
	static RecordProtection of(TrafficKeys keys) {
		return switch (keys.aead()) {
			case AES_128_GCM, AES_256_GCM -> new AesGcmProtection(keys);
			case CHACHA20_POLY1305 -> new ChaCha20Poly1305Protection(keys);
			case AES_128_CCM, AES_128_CCM_8 -> new AesCcmProtection(keys);
		};
	}

}
