package io.dtls.internal.handshake.identity;

import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;

import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateType;
import org.bouncycastle.tls.DefaultTlsCredentialedSigner;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.TlsSigner;
import org.bouncycastle.tls.crypto.TlsStreamSigner;
import org.jspecify.annotations.Nullable;

import io.dtls.internal.handshake.protocol.Scheme;

/**
 * Signs with java.security.Signature alone, so that keys in a token or a cloud service
 * work like those in a file.
 */
public final class KeySigner implements TlsSigner {

	private static final ParsedChains CHAINS = new ParsedChains();

	private final PrivateKey key;

	private final Scheme scheme;

	private KeySigner(PrivateKey key, Scheme scheme) {
		this.key = key;
		this.scheme = scheme;
	}

	/**
	 * What signs a handshake.
	 * @param scheme that both sides know; null in DTLS 1.0, which has none
	 */
	public static TlsCredentialedSigner credentials(TlsContext context, SigningKey key, @Nullable Scheme scheme)
			throws IOException {
		TlsSigner signer = (scheme != null) ? new KeySigner(key.key(), scheme) : new LegacySigner(key.key());
		return new DefaultTlsCredentialedSigner(new TlsCryptoParameters(context), signer,
				certificate(context.getCrypto(), key), (scheme != null) ? scheme.algorithm() : null);
	}

	private static Certificate certificate(TlsCrypto crypto, SigningKey key) throws IOException {
		if (!key.isRaw()) {
			return CHAINS.get(key.chain());
		}
		short type = CertificateType.RawPublicKey;
		return new Certificate(type,
				new TlsCertificate[] { crypto.createCertificate(type, key.publicKey().getEncoded()) });
	}

	@Override
	public byte[] generateRawSignature(SignatureAndHashAlgorithm algorithm, byte[] hash) {
		throw new UnsupportedOperationException("Signatures are made over the data, not over its hash");
	}

	@Override
	public TlsStreamSigner getStreamSigner(SignatureAndHashAlgorithm algorithm) throws TlsFatalAlert {
		try {
			return new SignatureStream(this.scheme.signer(this.key));
		}
		catch (GeneralSecurityException ex) {
			throw failed(ex);
		}
	}

	private static TlsFatalAlert failed(GeneralSecurityException cause) {
		return new TlsFatalAlert(AlertDescription.internal_error, "The private key cannot sign", cause);
	}

	/** Feeds what is written into a signature. */
	private static final class SignatureStream extends OutputStream implements TlsStreamSigner {

		private final Signature signature;

		SignatureStream(Signature signature) {
			this.signature = signature;
		}

		@Override
		public OutputStream getOutputStream() {
			return this;
		}

		@Override
		public void write(int b) throws IOException {
			write(new byte[] { (byte) b }, 0, 1);
		}

		@Override
		public void write(byte[] bytes, int off, int len) throws IOException {
			try {
				this.signature.update(bytes, off, len);
			}
			catch (SignatureException ex) {
				throw failed(ex);
			}
		}

		@Override
		public byte[] getSignature() throws IOException {
			try {
				return this.signature.sign();
			}
			catch (SignatureException ex) {
				throw failed(ex);
			}
		}

	}

}
