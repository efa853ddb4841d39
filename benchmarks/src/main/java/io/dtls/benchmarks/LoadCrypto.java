package io.dtls.benchmarks;

import java.io.IOException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Signature;

import javax.crypto.KeyAgreement;

import org.bouncycastle.jcajce.util.DefaultJcaJceHelper;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.jspecify.annotations.Nullable;

/**
 * Cryptography for the handshakes of a load, which has to be quicker than the server it
 * measures. Of Bouncy Castle, but for the curves of full handshakes of the Amazon
 * Corretto provider where that is on the class path and loads.
 */
final class LoadCrypto {

	private static final String CORRETTO = "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

	private static final @Nullable Provider FAST = corretto();

	private LoadCrypto() {
	}

	/**
	 * Makes one for a handshake.
	 * @param random for everything
	 * @param curves whether it will compute on elliptic curves
	 * @param keys gets the parameters of the keys as they are made
	 */
	static TlsCrypto create(SecureRandom random, boolean curves, Keys keys) {
		Provider fast = FAST;
		return (curves && fast != null) ? new Fast(fast, random, keys) : new Usual(random, keys);
	}

	private static @Nullable Provider corretto() {
		try {
			Provider provider = (Provider) Class.forName(CORRETTO).getField("INSTANCE").get(null);
			return (provider.getService("KeyAgreement", "ECDH") != null) ? provider : null;
		}
		catch (ReflectiveOperationException | LinkageError ex) {
			return null;
		}
	}

	/** Takes a copy of the keys as they are made. */
	interface Keys {

		void made(TlsCryptoParameters parameters) throws IOException;

	}

	private static final class Fast extends JcaTlsCrypto {

		private final Keys keys;

		Fast(Provider provider, SecureRandom random, Keys keys) {
			super(new FastCurves(provider), random, random);
			this.keys = keys;
		}

		@Override
		public TlsCipher createCipher(TlsCryptoParameters parameters, int encryption, int mac) throws IOException {
			this.keys.made(parameters);
			return super.createCipher(parameters, encryption, mac);
		}

	}

	/** A provider for elliptic curves and the JVM's for everything else. */
	private static final class FastCurves extends DefaultJcaJceHelper {

		private final Provider provider;

		FastCurves(Provider provider) {
			this.provider = provider;
		}

		@Override
		public KeyAgreement createKeyAgreement(String algorithm) throws NoSuchAlgorithmException {
			return KeyAgreement.getInstance(algorithm, this.provider);
		}

		@Override
		public KeyPairGenerator createKeyPairGenerator(String algorithm) throws NoSuchAlgorithmException {
			return KeyPairGenerator.getInstance(algorithm, this.provider);
		}

		@Override
		public KeyFactory createKeyFactory(String algorithm) throws NoSuchAlgorithmException {
			return KeyFactory.getInstance(algorithm, this.provider);
		}

		@Override
		public Signature createSignature(String algorithm) throws NoSuchAlgorithmException {
			return Signature.getInstance(algorithm, this.provider);
		}

	}

	private static final class Usual extends BcTlsCrypto {

		private final Keys keys;

		Usual(SecureRandom random, Keys keys) {
			super(random);
			this.keys = keys;
		}

		@Override
		public TlsCipher createCipher(TlsCryptoParameters parameters, int encryption, int mac) throws IOException {
			this.keys.made(parameters);
			return super.createCipher(parameters, encryption, mac);
		}

	}

}
