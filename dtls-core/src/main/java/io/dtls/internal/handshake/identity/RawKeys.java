package io.dtls.internal.handshake.identity;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.function.Predicate;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.jspecify.annotations.Nullable;

import io.dtls.HandshakeFailureReason;
import io.dtls.credentials.RawPublicKeys;
import io.dtls.internal.handshake.protocol.HandshakeRefused;

/**
 * Verifies peers by their raw public keys (RFC 7250). That the peer has the private key
 * is for Bouncy Castle to verify.
 */
public final class RawKeys {

	private RawKeys() {
	}

	/**
	 * Verifies the key of a peer.
	 * @param shown what the peer sent in place of a certificate, not empty
	 * @param keys the trusted ones, if there are any
	 * @param role of the peer, for messages
	 * @return the key
	 * @throws HandshakeRefused if it is not believed
	 */
	public static PublicKey verify(Certificate shown, @Nullable RawPublicKeys keys, String role) throws IOException {
		PublicKey key = parse(shown.getCertificateAt(0).getEncoded(), role);
		if (!isTrusted(key, keys)) {
			throw new HandshakeRefused(HandshakeFailureReason.BAD_CERTIFICATE, AlertDescription.bad_certificate,
					"The " + role + "'s raw public key is not trusted", null);
		}
		return key;
	}

	public static boolean isTrusted(PublicKey key, @Nullable RawPublicKeys keys) {
		Predicate<PublicKey> trusted = (keys != null) ? keys.trusted() : null;
		return trusted != null && trusted.test(key);
	}

	public static PublicKey parse(byte[] encoded, String role) throws HandshakeRefused {
		try {
			ASN1ObjectIdentifier kind = SubjectPublicKeyInfo.getInstance(encoded).getAlgorithm().getAlgorithm();
			return KeyFactory.getInstance(algorithm(kind)).generatePublic(new X509EncodedKeySpec(encoded));
		}
		catch (GeneralSecurityException | IllegalArgumentException ex) {
			throw new HandshakeRefused(HandshakeFailureReason.BAD_CERTIFICATE, AlertDescription.unsupported_certificate,
					"The " + role + "'s raw public key cannot be read", ex);
		}
	}

	private static String algorithm(ASN1ObjectIdentifier kind) {
		if (kind.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
			return "EC";
		}
		if (kind.equals(PKCSObjectIdentifiers.rsaEncryption)) {
			return "RSA";
		}
		throw new IllegalArgumentException("Neither EC nor RSA: " + kind);
	}

}
