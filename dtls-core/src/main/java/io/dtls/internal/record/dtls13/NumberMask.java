package io.dtls.internal.record.dtls13;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;

import javax.crypto.Cipher;
import javax.crypto.spec.ChaCha20ParameterSpec;

import org.jspecify.annotations.Nullable;

import io.dtls.CipherSuite.Aead;
import io.dtls.internal.record.Ciphers;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.record.RecordKey;

/**
 * Masks the sequence numbers of one direction and epoch, so that records of a peer that
 * moves cannot be linked (RFC 9147, section 4.2.3). One thread at a time may use it.
 */
final class NumberMask {

	/** Bytes of ciphertext that a mask is made of. */
	static final int SAMPLE_SIZE = 16;

	private static final int COUNTER_SIZE = 4;

	private static final byte[] ZEROS = new byte[SAMPLE_SIZE];

	private final boolean chaCha20;

	private final RecordKey key;

	// Made when first needed: an idle session is smaller without it.
	private @Nullable Cipher cipher;

	private final byte[] mask = new byte[SAMPLE_SIZE];

	private byte[] lastNonce = {};

	/** Takes the key over: {@link #destroy()} wipes it. */
	NumberMask(Aead aead, RecordKey key) {
		this.chaCha20 = aead == Aead.CHACHA20_POLY1305;
		this.key = key;
	}

	/**
	 * Makes the mask of a record.
	 * @param record holds the protected fragment
	 * @param off where that starts; {@link #SAMPLE_SIZE} bytes are read
	 * @return the first two bytes of the mask
	 */
	int of(byte[] record, int off) {
		try {
			if (this.chaCha20) {
				chaCha20(record, off);
			}
			else {
				aes(record, off);
			}
			return RecordFormat.uint16(this.mask, 0);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("A record number cannot be masked", ex);
		}
	}

	private void aes(byte[] record, int off) throws GeneralSecurityException {
		Cipher aes = this.cipher;
		if (aes == null) {
			aes = Ciphers.create("AES/ECB/NoPadding");
			aes.init(Cipher.ENCRYPT_MODE, this.key);
			this.cipher = aes;
		}
		aes.doFinal(record, off, SAMPLE_SIZE, this.mask, 0);
	}

	// The sample is a block counter, which ChaCha20 counts in little-endian, and a nonce.
	private void chaCha20(byte[] record, int off) throws GeneralSecurityException {
		int counter = ByteBuffer.wrap(record, off, COUNTER_SIZE).order(ByteOrder.LITTLE_ENDIAN).getInt();
		byte[] nonce = Arrays.copyOfRange(record, off + COUNTER_SIZE, off + SAMPLE_SIZE);
		Cipher cipher = this.cipher;
		// The cipher of the JDK refuses the nonce it saw last, but a record may come
		// twice, and a stranger may repeat bytes as he likes.
		if (cipher == null || Arrays.equals(nonce, this.lastNonce)) {
			cipher = Ciphers.create("ChaCha20");
			this.cipher = cipher;
		}
		this.lastNonce = nonce;
		cipher.init(Cipher.ENCRYPT_MODE, this.key, new ChaCha20ParameterSpec(nonce, counter));
		cipher.doFinal(ZEROS, 0, SAMPLE_SIZE, this.mask, 0);
	}

	/** Lets go what can be made again from the key. */
	void releaseCiphers() {
		this.cipher = null;
	}

	/** Wipes the key. Use afterwards is an IllegalStateException. */
	void destroy() {
		this.key.destroy();
		releaseCiphers();
	}

}
