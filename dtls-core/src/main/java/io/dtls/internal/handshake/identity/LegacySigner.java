package io.dtls.internal.handshake.identity;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;

import javax.crypto.Cipher;

import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsSigner;
import org.bouncycastle.tls.crypto.TlsStreamSigner;
import org.jspecify.annotations.Nullable;

/**
 * Signs as DTLS 1.0 does (RFC 4346, section 4.7; RFC 8422, section 5.4): RSA the MD5 and
 * SHA-1 hashes together, ECDSA the SHA-1 hash.
 */
final class LegacySigner implements TlsSigner {

	private static final int MD5_SIZE = 16;

	private static final int SHA1_SIZE = 20;

	private final PrivateKey key;

	LegacySigner(PrivateKey key) {
		this.key = key;
	}

	@Override
	public byte[] generateRawSignature(@Nullable SignatureAndHashAlgorithm algorithm, byte[] hashes)
			throws TlsFatalAlert {
		try {
			if (this.key.getAlgorithm().equals("RSA")) {
				// The padding of PKCS #1 for signatures, as the key is private.
				Cipher rsa = Cipher.getInstance("RSA/ECB/PKCS1Padding");
				rsa.init(Cipher.ENCRYPT_MODE, this.key);
				return rsa.doFinal(hashes);
			}
			Signature ecdsa = Signature.getInstance("NONEwithECDSA");
			ecdsa.initSign(this.key);
			ecdsa.update(hashes, MD5_SIZE, SHA1_SIZE);
			return ecdsa.sign();
		}
		catch (GeneralSecurityException ex) {
			throw new TlsFatalAlert(AlertDescription.internal_error, "The private key cannot sign", ex);
		}
	}

	@Override
	public @Nullable TlsStreamSigner getStreamSigner(SignatureAndHashAlgorithm algorithm) {
		return null;
	}

}
