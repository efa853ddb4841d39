package io.dtls.internal.handshake.dtls12;

import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.spec.AlgorithmParameterSpec;

/**
 * A provider that stands for a token: the only one that can use the token's keys.
 */
public final class TokenProvider extends Provider {

	private static final long serialVersionUID = 1L;

	TokenProvider() {
		super("Token", "1", "");
		put("Signature.SHA256withECDSA", TokenEcdsa.class.getName());
		put("Signature.RSASSA-PSS", TokenPss.class.getName());
	}

	/** A key that lives in a token. */
	static final class TokenKey implements PrivateKey {

		private static final long serialVersionUID = 1L;

		final transient PrivateKey inside;

		private final String algorithm;

		TokenKey(PrivateKey inside, String algorithm) {
			this.inside = inside;
			this.algorithm = algorithm;
		}

		@Override
		public String getAlgorithm() {
			return this.algorithm;
		}

		@Override
		public String getFormat() {
			return null;
		}

		@Override
		public byte[] getEncoded() {
			return null;
		}

	}

	/** ECDSA in the token. */
	public static final class TokenEcdsa extends TokenSignature {

		public TokenEcdsa() throws Exception {
			super(Signature.getInstance("SHA256withECDSA", "SunEC"));
		}

	}

	/** PSS in the token. */
	public static final class TokenPss extends TokenSignature {

		public TokenPss() throws Exception {
			super(Signature.getInstance("RSASSA-PSS", "SunRsaSign"));
		}

	}

	/** Signs with the key inside. */
	abstract static class TokenSignature extends SignatureSpi {

		private final Signature inside;

		TokenSignature(Signature inside) {
			this.inside = inside;
		}

		@Override
		protected void engineInitSign(PrivateKey key) throws InvalidKeyException {
			if (!(key instanceof TokenKey token)) {
				throw new InvalidKeyException();
			}
			this.inside.initSign(token.inside);
		}

		@Override
		protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
			throw new InvalidKeyException();
		}

		@Override
		protected void engineSetParameter(AlgorithmParameterSpec parameters) throws InvalidAlgorithmParameterException {
			this.inside.setParameter(parameters);
		}

		@Override
		protected void engineUpdate(byte b) throws SignatureException {
			this.inside.update(b);
		}

		@Override
		protected void engineUpdate(byte[] bytes, int off, int len) throws SignatureException {
			this.inside.update(bytes, off, len);
		}

		@Override
		protected byte[] engineSign() throws SignatureException {
			return this.inside.sign();
		}

		@Override
		protected boolean engineVerify(byte[] signature) {
			return false;
		}

		@Override
		@Deprecated
		protected void engineSetParameter(String name, Object value) {
		}

		@Override
		@Deprecated
		protected Object engineGetParameter(String name) {
			return null;
		}

	}

}
