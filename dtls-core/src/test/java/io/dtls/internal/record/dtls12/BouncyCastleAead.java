package io.dtls.internal.record.dtls12;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.AEADCipher;
import org.bouncycastle.crypto.modes.CCMBlockCipher;
import org.bouncycastle.crypto.modes.ChaCha20Poly1305;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;

import io.dtls.CipherSuite.Aead;

/**
 * The same ciphers from another hand, with the nonces put together as the RFCs tell.
 */
record BouncyCastleAead(Aead aead, byte[] key, byte[] iv) {

	/** A whole fragment; the explicit nonce counts only where the suite has one. */
	byte[] seal(long number, byte[] explicitNonce, byte[] additionalData, byte[] plain) {
		ByteArrayOutputStream fragment = new ByteArrayOutputStream();
		if (this.aead.explicitNonceSize() > 0) {
			fragment.writeBytes(explicitNonce);
		}
		fragment.writeBytes(encrypt(nonce(number, explicitNonce), additionalData, plain));
		return fragment.toByteArray();
	}

	private byte[] nonce(long number, byte[] explicitNonce) {
		byte[] nonce = Arrays.copyOf(this.iv, 12);
		if (this.aead.explicitNonceSize() > 0) {
			System.arraycopy(explicitNonce, 0, nonce, 4, 8);
			return nonce;
		}
		byte[] padded = new byte[12];
		System.arraycopy(bigEndian(number), 0, padded, 4, 8);
		for (int i = 0; i < 12; i++) {
			nonce[i] ^= padded[i];
		}
		return nonce;
	}

	private byte[] encrypt(byte[] nonce, byte[] additionalData, byte[] plain) {
		AEADCipher cipher = cipher();
		cipher.init(true,
				new AEADParameters(new KeyParameter(this.key), 8 * this.aead.tagSize(), nonce, additionalData));
		byte[] out = new byte[cipher.getOutputSize(plain.length)];
		int size = cipher.processBytes(plain, 0, plain.length, out, 0);
		try {
			size += cipher.doFinal(out, size);
		}
		catch (InvalidCipherTextException ex) {
			throw new IllegalStateException(ex);
		}
		return Arrays.copyOf(out, size);
	}

	private AEADCipher cipher() {
		return switch (this.aead) {
			case AES_128_GCM, AES_256_GCM -> GCMBlockCipher.newInstance(AESEngine.newInstance());
			case AES_128_CCM, AES_128_CCM_8 -> CCMBlockCipher.newInstance(AESEngine.newInstance());
			case CHACHA20_POLY1305 -> new ChaCha20Poly1305();
		};
	}

	static byte[] bigEndian(long value) {
		byte[] bytes = new byte[8];
		for (int i = 0; i < 8; i++) {
			bytes[i] = (byte) (value >>> (56 - 8 * i));
		}
		return bytes;
	}

}
