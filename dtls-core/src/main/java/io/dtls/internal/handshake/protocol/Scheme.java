package io.dtls.internal.handshake.protocol;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.List;

import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.SignatureScheme;
import org.jspecify.annotations.Nullable;

import io.dtls.internal.crypto.EllipticCurves;

/**
 * The signature schemes, under their TLS names (RFC 8446, section 4.2.3), and how each is
 * called in the Java Cryptography Architecture. As in TLS 1.3, an ECDSA scheme goes with
 * one curve.
 */
public enum Scheme {

	ECDSA_SECP256R1_SHA256(SignatureScheme.ecdsa_secp256r1_sha256, "EC", "SHA256withECDSA", Group.SECP256R1),
	ECDSA_SECP384R1_SHA384(SignatureScheme.ecdsa_secp384r1_sha384, "EC", "SHA384withECDSA", Group.SECP384R1),
	RSA_PSS_RSAE_SHA256(SignatureScheme.rsa_pss_rsae_sha256, "SHA-256", 32),
	RSA_PSS_RSAE_SHA384(SignatureScheme.rsa_pss_rsae_sha384, "SHA-384", 48),
	RSA_PSS_RSAE_SHA512(SignatureScheme.rsa_pss_rsae_sha512, "SHA-512", 64),
	RSA_PKCS1_SHA256(SignatureScheme.rsa_pkcs1_sha256, "RSA", "SHA256withRSA", null),
	RSA_PKCS1_SHA384(SignatureScheme.rsa_pkcs1_sha384, "RSA", "SHA384withRSA", null),
	RSA_PKCS1_SHA512(SignatureScheme.rsa_pkcs1_sha512, "RSA", "SHA512withRSA", null);

	private final int code;

	private final String keyType;

	private final String algorithm;

	private final @Nullable Group curve;

	// Immutable, though nothing says so.
	@SuppressWarnings("ImmutableEnumChecker")
	private final @Nullable PSSParameterSpec pss;

	Scheme(int code, String keyType, String algorithm, @Nullable Group curve) {
		this.code = code;
		this.keyType = keyType;
		this.algorithm = algorithm;
		this.curve = curve;
		this.pss = null;
	}

	Scheme(int code, String hash, int saltSize) {
		this.code = code;
		this.keyType = "RSA";
		this.algorithm = "RSASSA-PSS";
		this.curve = null;
		this.pss = new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), saltSize,
				PSSParameterSpec.TRAILER_FIELD_BC);
	}

	public String tlsName() {
		return SignatureScheme.getName(this.code);
	}

	public SignatureAndHashAlgorithm algorithm() {
		return SignatureScheme.getSignatureAndHashAlgorithm(this.code);
	}

	/** The name of the signature in the Java Cryptography Architecture. */
	public String signatureAlgorithm() {
		return this.algorithm;
	}

	public String keyType() {
		return this.keyType;
	}

	/** Whether a key of a certificate can sign so. */
	public boolean fits(PublicKey key) {
		if (this.curve != null) {
			return key instanceof ECPublicKey ec && this.curve.isCurveOf(ec);
		}
		return key.getAlgorithm().equals(this.keyType);
	}

	/**
	 * Prepares a signature. The key comes before the parameters, as it decides on the
	 * provider: one that cannot be exported is known to its own provider only.
	 */
	public Signature signer(PrivateKey key) throws GeneralSecurityException {
		Signature signature = EllipticCurves.signature(this.algorithm, key);
		if (this.pss != null) {
			signature.setParameter(this.pss);
		}
		return signature;
	}

	public static List<Scheme> named(List<String> names) {
		return names.stream().map(Scheme::named).toList();
	}

	private static Scheme named(String name) {
		return Arrays.stream(values())
			.filter((scheme) -> scheme.tlsName().equals(name))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("Unknown signature scheme '" + name + "'; supported are "
					+ Arrays.stream(values()).map(Scheme::tlsName).toList()));
	}

}
