package io.dtls.internal.record.dtls13;

import java.util.Arrays;

import io.dtls.CipherSuite.Aead;
import io.dtls.internal.record.KeyUsageLimits;

/**
 * Seals or opens the records of one direction in one epoch (RFC 9147, sections 4 and
 * 4.2.3; RFC 8446, sections 5.2 and 5.3): the nonce is the IV combined with the sequence
 * number, the header before masking is authenticated. One thread at a time may use it.
 */
final class EpochCipher {

	private final Aead aead;

	private final EpochAead cipher;

	private final NumberMask mask;

	private final byte[] iv;

	private final byte[] nonce = new byte[TrafficSecret.IV_SIZE];

	/** Derives the keys; the secret stays as it is. */
	EpochCipher(TrafficSecret secret) {
		this.aead = secret.aead();
		this.cipher = EpochAead.of(this.aead, secret.key());
		this.mask = new NumberMask(this.aead, secret.numberKey());
		this.iv = secret.iv();
	}

	/** How often these keys may be used. */
	KeyUsageLimits limits() {
		return KeyUsageLimits.of(this.aead);
	}

	/**
	 * Bytes of an inner plaintext with its padding: a mask needs 16 bytes of ciphertext,
	 * which a short text with a short tag would not give.
	 * @param contentSize bytes of the content
	 */
	static int paddedSize(Aead aead, int contentSize) {
		return Math.max(contentSize + 1, NumberMask.SAMPLE_SIZE - aead.tagSize());
	}

	/**
	 * Protects a record in place and masks its number. The caller never passes the same
	 * number twice.
	 * @param number the sequence number
	 * @param record holds header and inner plaintext, which follows it, and has room for
	 * a tag behind
	 * @param off where the header starts
	 * @param connectionIdSize bytes of the connection id in it
	 * @param headerSize bytes of the header
	 * @param innerSize bytes of the inner plaintext, padding included
	 */
	void seal(long number, byte[] record, int off, int connectionIdSize, int headerSize, int innerSize) {
		int fragment = off + headerSize;
		this.cipher.seal(nonce(number), record, off, headerSize, innerSize);
		UnifiedHeader.applyMask(record, off, connectionIdSize, this.mask.of(record, fragment));
	}

	/**
	 * Opens a record. Never throws for what a peer sent.
	 * @param record holds the record, which stays as it is
	 * @param off where its header starts
	 * @param recordSize its bytes, with a fragment of at least
	 * {@link NumberMask#SAMPLE_SIZE}
	 * @param connectionIdSize bytes of the connection ids of this direction
	 * @param expected one more than the largest number opened so far
	 * @param into takes the inner plaintext, its size and the number
	 * @return whether the record is authentic
	 */
	boolean open(byte[] record, int off, int recordSize, int connectionIdSize, long expected, Dtls13OpenedRecord into) {
		byte first = record[off];
		int headerSize = UnifiedHeader.size(first, connectionIdSize);
		int fragment = off + headerSize;
		int fragmentSize = recordSize - headerSize;
		byte[] header = Arrays.copyOfRange(record, off, fragment);
		int lowBits = UnifiedHeader.applyMask(header, 0, connectionIdSize, this.mask.of(record, fragment));
		long number = RecordNumber.reconstruct(lowBits, 8 * UnifiedHeader.sequenceSize(first), expected);
		if (!this.cipher.open(nonce(number), header, record, fragment, fragmentSize, into.buffer())) {
			return false;
		}
		into.authentic(number, fragmentSize - this.aead.tagSize());
		return true;
	}

	private byte[] nonce(long number) {
		System.arraycopy(this.iv, 0, this.nonce, 0, this.nonce.length);
		for (int i = 0; i < Long.BYTES; i++) {
			this.nonce[this.nonce.length - 1 - i] ^= (byte) (number >>> (8 * i));
		}
		return this.nonce;
	}

	/** Lets go what can be made again from the keys. */
	void releaseCiphers() {
		this.cipher.releaseCiphers();
		this.mask.releaseCiphers();
	}

	/** Wipes the keys. Use afterwards is an IllegalStateException. */
	void destroy() {
		this.cipher.destroy();
		this.mask.destroy();
		Arrays.fill(this.iv, (byte) 0);
	}

}
