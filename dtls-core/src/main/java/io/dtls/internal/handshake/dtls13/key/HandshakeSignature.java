package io.dtls.internal.handshake.dtls13.key;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.dtls.HandshakeFailureReason;
import io.dtls.internal.handshake.dtls13.message.Alert;
import io.dtls.internal.handshake.dtls13.message.CertificateVerifyMessage;
import io.dtls.internal.handshake.dtls13.message.Refused;
import io.dtls.internal.handshake.protocol.Scheme;

/**
 * The signature in CertificateVerify (RFC 8446, section 4.4.3), made and verified with
 * java.security alone.
 */
public final class HandshakeSignature {

	// Spaces, so that no signature of an earlier version can be one of these.
	private static final int PADDING = 64;

	private HandshakeSignature() {
	}

	/** Which of some schemes signatures of DTLS 1.3 may be of. */
	public static List<Scheme> usable(List<Scheme> schemes) {
		return schemes.stream().filter((scheme) -> code(scheme) >= 0).toList();
	}

	/** The code of a scheme, -1 for those that certificates alone may use. */
	public static int code(Scheme scheme) {
		return switch (scheme) {
			case ECDSA_SECP256R1_SHA256 -> 0x0403;
			case ECDSA_SECP384R1_SHA384 -> 0x0503;
			case RSA_PSS_RSAE_SHA256 -> 0x0804;
			case RSA_PSS_RSAE_SHA384 -> 0x0805;
			case RSA_PSS_RSAE_SHA512 -> 0x0806;
			default -> -1;
		};
	}

	/**
	 * Signs.
	 * @param ofClient whose signature it is
	 * @param hash of the messages up to Certificate
	 * @throws GeneralSecurityException if the key cannot sign
	 */
	public static CertificateVerifyMessage sign(PrivateKey key, Scheme scheme, boolean ofClient, byte[] hash)
			throws GeneralSecurityException {
		Signature signature = scheme.signer(key);
		signature.update(content(ofClient, hash));
		return new CertificateVerifyMessage(code(scheme), signature.sign());
	}

	/**
	 * Verifies the peer's signature.
	 * @param allowed schemes that were offered to the peer
	 * @param key of the peer's certificate
	 * @throws Refused if it is none of that key over these messages
	 */
	public static void verify(CertificateVerifyMessage message, List<Scheme> allowed, PublicKey key, boolean ofClient,
			byte[] hash) throws Refused {
		Scheme scheme = allowed.stream()
			.filter((candidate) -> code(candidate) == message.scheme() && candidate.fits(key))
			.findFirst()
			.orElseThrow(
					() -> Refused.illegal("CertificateVerify has a scheme that was not offered or fits no such key"));
		if (!isRight(scheme, key, content(ofClient, hash), message.signature())) {
			throw new Refused(Alert.DECRYPT_ERROR, HandshakeFailureReason.BAD_CERTIFICATE,
					"The signature in CertificateVerify is wrong");
		}
	}

	private static boolean isRight(Scheme scheme, PublicKey key, byte[] content, byte[] signature) {
		try {
			Signature verifier = Signature.getInstance(scheme.signatureAlgorithm());
			verifier.initVerify(key);
			PSSParameterSpec pss = pss(scheme);
			if (pss != null) {
				verifier.setParameter(pss);
			}
			verifier.update(content);
			return verifier.verify(signature);
		}
		catch (GeneralSecurityException ex) {
			// Such as a signature that is no DER.
			return false;
		}
	}

	private static @Nullable PSSParameterSpec pss(Scheme scheme) {
		return switch (scheme) {
			case RSA_PSS_RSAE_SHA256 -> pss("SHA-256", 32);
			case RSA_PSS_RSAE_SHA384 -> pss("SHA-384", 48);
			case RSA_PSS_RSAE_SHA512 -> pss("SHA-512", 64);
			default -> null;
		};
	}

	private static PSSParameterSpec pss(String hash, int saltSize) {
		return new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), saltSize,
				PSSParameterSpec.TRAILER_FIELD_BC);
	}

	private static byte[] content(boolean ofClient, byte[] hash) {
		byte[] context = (ofClient ? "TLS 1.3, client CertificateVerify" : "TLS 1.3, server CertificateVerify")
			.getBytes(StandardCharsets.US_ASCII);
		byte[] content = new byte[PADDING + context.length + 1 + hash.length];
		Arrays.fill(content, 0, PADDING, (byte) ' ');
		System.arraycopy(context, 0, content, PADDING, context.length);
		System.arraycopy(hash, 0, content, content.length - hash.length, hash.length);
		return content;
	}

}
