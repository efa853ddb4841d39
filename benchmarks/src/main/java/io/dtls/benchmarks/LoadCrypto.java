package io.dtls.benchmarks;

import java.io.IOException;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;

import org.bouncycastle.jcajce.util.DefaultJcaJceHelper;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.jspecify.annotations.Nullable;

/**
 * Cryptography for the handshakes of a load, which has to be quicker than the server it
 * measures: of the Amazon Corretto provider where that is on the class path and loads,
 * else of Bouncy Castle.
 */
final class LoadCrypto {

	private static final String CORRETTO = "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

	private static final boolean FAST = install();

	private LoadCrypto() {
	}

	/**
	 * Makes one for a handshake.
	 * @param random for everything
	 * @param keys gets the parameters of the keys as they are made
	 */
	static TlsCrypto create(SecureRandom random, Keys keys) {
		return FAST ? new Fast(random, keys) : new Usual(random, keys);
	}

	private static boolean install() {
		Provider corretto = corretto();
		return corretto != null && Security.insertProviderAt(corretto, 1) == 1;
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

		Fast(SecureRandom random, Keys keys) {
			super(new DefaultJcaJceHelper(), random, random);
			this.keys = keys;
		}

		@Override
		public TlsCipher createCipher(TlsCryptoParameters parameters, int encryption, int mac) throws IOException {
			this.keys.made(parameters);
			return super.createCipher(parameters, encryption, mac);
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
