package io.dtls.internal.record.dtls13;

import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;

import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;

import org.jspecify.annotations.Nullable;

import io.dtls.CipherSuite.Aead;
import io.dtls.internal.record.Ciphers;
import io.dtls.internal.record.RecordKey;

/**
 * AES-GCM and ChaCha20-Poly1305, which the JDK has.
 */
final class JdkAead implements EpochAead {

	private static final int TAG_BITS = 128;

	private final boolean gcm;

	private final RecordKey key;

	// Made when first needed: an idle session is smaller without it.
	private @Nullable Cipher cipher;

	private byte[] lastNonce = {};

	JdkAead(Aead aead, RecordKey key) {
		this.gcm = aead != Aead.CHACHA20_POLY1305;
		this.key = key;
	}

	@Override
	public void seal(byte[] nonce, byte[] record, int header, int headerSize, int plainSize) {
		int plain = header + headerSize;
		try {
			Cipher ready = ready(Cipher.ENCRYPT_MODE, nonce);
			ready.updateAAD(record, header, headerSize);
			ready.doFinal(record, plain, plainSize, record, plain);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("A record cannot be sealed", ex);
		}
	}

	@Override
	public boolean open(byte[] nonce, byte[] header, byte[] record, int off, int len, byte[] out) {
		try {
			Cipher ready = ready(Cipher.DECRYPT_MODE, nonce);
			ready.updateAAD(header);
			ready.doFinal(record, off, len, out, 0);
			return true;
		}
		catch (GeneralSecurityException ex) {
			return false;
		}
	}

	private Cipher ready(int mode, byte[] nonce) throws GeneralSecurityException {
		Cipher ready = this.cipher;
		// The ChaCha20 of JDK 17 refuses the nonce it saw last, even to decrypt: after a
		// forged record it would refuse the genuine one of the same number.
		if (ready == null || (!this.gcm && Arrays.equals(nonce, this.lastNonce))) {
			ready = Ciphers.create(this.gcm ? "AES/GCM/NoPadding" : "ChaCha20-Poly1305");
			this.cipher = ready;
		}
		if (!this.gcm) {
			this.lastNonce = nonce.clone();
		}
		AlgorithmParameterSpec parameters = this.gcm ? new GCMParameterSpec(TAG_BITS, nonce)
				: new IvParameterSpec(nonce);
		ready.init(mode, this.key, parameters);
		return ready;
	}

	@Override
	public void releaseCiphers() {
		this.cipher = null;
	}

	@Override
	public void destroy() {
		this.key.destroy();
		releaseCiphers();
	}

}
