package io.dtls.record;

import java.security.GeneralSecurityException;

import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

import org.jspecify.annotations.Nullable;

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

	private final byte[] writeNonce = new byte[NONCE_SIZE];

	private final byte[] readNonce = new byte[NONCE_SIZE];

	// Made when first needed: an idle session is smaller without them.
	private @Nullable Cipher writer;

	private @Nullable Cipher reader;

	AesGcmProtection(TrafficKeys keys) {
		this.keys = keys;
		System.arraycopy(keys.writeIv(), 0, this.writeNonce, 0, FIXED_SIZE);
		System.arraycopy(keys.readIv(), 0, this.readNonce, 0, FIXED_SIZE);
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
		Cipher cipher = this.writer;
		if (cipher == null) {
			cipher = Ciphers.create(TRANSFORMATION);
			this.writer = cipher;
		}
		try {
			RecordFormat.putUint64(this.writeNonce, FIXED_SIZE, header.epochAndSequence());
			cipher.init(Cipher.ENCRYPT_MODE, this.keys.writeKey(), new GCMParameterSpec(TAG_BITS, this.writeNonce));
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
		Cipher cipher = this.reader;
		if (cipher == null) {
			cipher = Ciphers.create(TRANSFORMATION);
			this.reader = cipher;
		}
		try {
			System.arraycopy(fragment, off, this.readNonce, FIXED_SIZE, EXPLICIT_SIZE);
			cipher.init(Cipher.DECRYPT_MODE, this.keys.readKey(), new GCMParameterSpec(TAG_BITS, this.readNonce));
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

}
