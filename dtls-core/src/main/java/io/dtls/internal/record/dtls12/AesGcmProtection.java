package io.dtls.internal.record.dtls12;

import java.security.GeneralSecurityException;
import java.security.Key;

import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

import org.jspecify.annotations.Nullable;

import io.dtls.internal.record.Ciphers;
import io.dtls.internal.record.KeyUsageLimits;
import io.dtls.internal.record.RecordFormat;

/**
 * AES-GCM as RFC 5288 uses it: the nonce is four secret bytes of the key block and eight
 * explicit ones in front of the ciphertext, for which this side takes epoch and sequence
 * number.
 */
final class AesGcmProtection implements RecordProtection {

	private static final String TRANSFORMATION = "AES/GCM/NoPadding";

	private static final int TAG_BITS = 128;

	private static final int FIXED_SIZE = 4;

	private static final int EXPLICIT_SIZE = 8;

	private static final int NONCE_SIZE = FIXED_SIZE + EXPLICIT_SIZE;

	private final TrafficKeys keys;

	// Made when first needed: an idle session is smaller without them.
	private @Nullable NoncedCipher writer;

	private @Nullable NoncedCipher reader;

	AesGcmProtection(TrafficKeys keys) {
		this.keys = keys;
	}

	@Override
	public int expansion() {
		return this.keys.aead().expansion();
	}

	@Override
	public KeyUsageLimits limits() {
		return KeyUsageLimits.of(this.keys.aead());
	}

	@Override
	public TrafficKeys keys() {
		return this.keys;
	}

	@Override
	public int ciphertextOffset() {
		return EXPLICIT_SIZE;
	}

	@Override
	public int seal(AdditionalData header, byte[] plain, int off, int len, byte[] out, int outOff) {
		NoncedCipher nonced = this.writer;
		if (nonced == null) {
			nonced = new NoncedCipher(this.keys.writeIv());
			this.writer = nonced;
		}
		try {
			RecordFormat.putUint64(nonced.nonce, FIXED_SIZE, header.epochAndSequence());
			Cipher cipher = nonced.init(Cipher.ENCRYPT_MODE, this.keys.writeKey());
			cipher.updateAAD(header.bytes(), 0, header.complete(len));
			int size = cipher.doFinal(plain, off, len, out, outOff + EXPLICIT_SIZE);
			RecordFormat.putUint64(out, outOff, header.epochAndSequence());
			return EXPLICIT_SIZE + size;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("AES-GCM cannot seal a record", ex);
		}
	}

	@Override
	public int open(AdditionalData header, byte[] fragment, int off, int len, byte[] out, int outOff) {
		int size = len - expansion();
		if (size < 0) {
			return -1;
		}
		NoncedCipher nonced = this.reader;
		if (nonced == null) {
			nonced = new NoncedCipher(this.keys.readIv());
			this.reader = nonced;
		}
		try {
			System.arraycopy(fragment, off, nonced.nonce, FIXED_SIZE, EXPLICIT_SIZE);
			Cipher cipher = nonced.init(Cipher.DECRYPT_MODE, this.keys.readKey());
			cipher.updateAAD(header.bytes(), 0, header.complete(size));
			return cipher.doFinal(fragment, off + EXPLICIT_SIZE, len - EXPLICIT_SIZE, out, outOff);
		}
		catch (GeneralSecurityException ex) {
			return -1;
		}
	}

	@Override
	public void releaseCiphers() {
		this.writer = null;
		this.reader = null;
	}

	@Override
	public void destroy() {
		this.keys.destroy();
		releaseCiphers();
	}

	/** The cipher of one direction, and its nonce, whose secret part stays. */
	private static final class NoncedCipher {

		private final Cipher cipher = Ciphers.create(TRANSFORMATION);

		private final byte[] nonce = new byte[NONCE_SIZE];

		NoncedCipher(byte[] secret) {
			System.arraycopy(secret, 0, this.nonce, 0, FIXED_SIZE);
		}

		Cipher init(int mode, Key key) throws GeneralSecurityException {
			this.cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, this.nonce));
			return this.cipher;
		}

	}

}
