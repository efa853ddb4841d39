package io.dtls.internal.handshake.dtls12;

import java.io.IOException;
import java.security.SecureRandom;

import org.bouncycastle.crypto.Digest;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.crypto.CryptoHashAlgorithm;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.TlsECConfig;
import org.bouncycastle.tls.crypto.TlsECDomain;
import org.bouncycastle.tls.crypto.TlsNonceGenerator;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

import io.dtls.CipherSuite;
import io.dtls.HandshakeFailureReason;
import io.dtls.internal.crypto.EllipticCurves;
import io.dtls.internal.handshake.protocol.HandshakeRefused;

/**
 * Bouncy Castle's own cryptography for the key exchange, with our record cipher.
 */
public final class HandshakeCrypto extends BcTlsCrypto {

	private final CipherHook hook;

	public HandshakeCrypto(SecureRandom random, CipherHook hook) {
		super(random);
		this.hook = hook;
	}

	@Override
	public TlsCipher createCipher(TlsCryptoParameters parameters, int encryptionAlgorithm, int macAlgorithm)
			throws IOException {
		CipherSuite suite = CipherHook.suite(parameters);
		return this.hook.createCipher(suite, parameters,
				suite.isAead() ? null : super.createCipher(parameters, encryptionAlgorithm, macAlgorithm));
	}

	@Override
	public Digest createDigest(int algorithm) {
		return switch (algorithm) {
			case CryptoHashAlgorithm.sha256 -> JdkDigest.sha256();
			case CryptoHashAlgorithm.sha384 -> JdkDigest.sha384();
			default -> super.createDigest(algorithm);
		};
	}

	@Override
	public Digest cloneDigest(int algorithm, Digest digest) {
		return (digest instanceof JdkDigest known) ? known.copy() : super.cloneDigest(algorithm, digest);
	}

	/** The only place where a client learns which group the server chose. */
	@Override
	public TlsECDomain createECDomain(TlsECConfig config) {
		this.hook.groupChosen(config.getNamedGroup());
		TlsECDomain fast = EllipticCurves.domain(config);
		return (fast != null) ? fast : super.createECDomain(config);
	}

	/** What the parser throws at is the peer's, and no failure of ours. */
	@Override
	public TlsCertificate createCertificate(short type, byte[] encoding) throws IOException {
		try {
			return super.createCertificate(type, encoding);
		}
		catch (RuntimeException ex) {
			throw new HandshakeRefused(HandshakeFailureReason.BAD_CERTIFICATE, AlertDescription.bad_certificate,
					"The peer's certificate cannot be read", ex);
		}
	}

	// The default seeds a generator of its own for each handshake; its output would be no
	// better than that of the source.
	@Override
	public TlsNonceGenerator createNonceGenerator(byte[] additionalSeedMaterial) {
		SecureRandom random = getSecureRandom();
		return (size) -> {
			byte[] nonce = new byte[size];
			random.nextBytes(nonce);
			return nonce;
		};
	}

}
