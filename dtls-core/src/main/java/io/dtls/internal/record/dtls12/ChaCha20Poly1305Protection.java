package io.dtls.internal.record.dtls12;

import java.security.GeneralSecurityException;

import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;

import org.jspecify.annotations.Nullable;

import io.dtls.internal.record.Ciphers;
import io.dtls.internal.record.KeyUsageLimits;

/**
 * ChaCha20-Poly1305 as RFC 7905 uses it: the nonce is the twelve secret bytes of the key
 * block, combined with epoch and sequence number by exclusive or.
 */
final class ChaCha20Poly1305Protection implements RecordProtection {

	private static final String TRANSFORMATION = "ChaCha20-Poly1305";

	private static final int NONCE_SIZE = 12;

	private final TrafficKeys keys;

	private final byte[] writeNonce = new byte[NONCE_SIZE];

	private final byte[] readNonce = new byte[NONCE_SIZE];

	// Made when first needed: an idle session is smaller without them.
	private @Nullable Cipher writer;

	private @Nullable Cipher reader;

	private long lastOpened;

	ChaCha20Poly1305Protection(TrafficKeys keys) {
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
	public int seal(AdditionalData header, byte[] plain, int off, int len, byte[] out, int outOff) {
		Cipher cipher = this.writer;
		if (cipher == null) {
			cipher = Ciphers.create(TRANSFORMATION);
			this.writer = cipher;
		}
		try {
			IvParameterSpec nonce = nonce(this.writeNonce, this.keys.writeIv(), header.epochAndSequence());
			cipher.init(Cipher.ENCRYPT_MODE, this.keys.writeKey(), nonce);
			cipher.updateAAD(header.bytes(), 0, header.complete(len));
			return cipher.doFinal(plain, off, len, out, outOff);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("ChaCha20-Poly1305 cannot seal a record", ex);
		}
	}

	@Override
	public int open(AdditionalData header, byte[] fragment, int off, int len, byte[] out, int outOff) {
		int size = len - expansion();
		if (size < 0) {
			return -1;
		}
		Cipher cipher = this.reader;
		// The cipher of JDK 17 refuses the nonce it saw last, even to decrypt: after
		// a forged record it would refuse the genuine one of the same number.
		if (cipher == null || this.lastOpened == header.epochAndSequence()) {
			cipher = Ciphers.create(TRANSFORMATION);
			this.reader = cipher;
		}
		this.lastOpened = header.epochAndSequence();
		try {
			IvParameterSpec nonce = nonce(this.readNonce, this.keys.readIv(), header.epochAndSequence());
			cipher.init(Cipher.DECRYPT_MODE, this.keys.readKey(), nonce);
			cipher.updateAAD(header.bytes(), 0, header.complete(size));
			return cipher.doFinal(fragment, off, len, out, outOff);
		}
		catch (GeneralSecurityException ex) {
			return -1;
		}
	}

	private static IvParameterSpec nonce(byte[] nonce, byte[] iv, long epochAndSequence) {
		System.arraycopy(iv, 0, nonce, 0, NONCE_SIZE);
		for (int i = 0; i < Long.BYTES; i++) {
			nonce[NONCE_SIZE - 1 - i] ^= (byte) (epochAndSequence >>> (8 * i));
		}
		return new IvParameterSpec(nonce);
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
