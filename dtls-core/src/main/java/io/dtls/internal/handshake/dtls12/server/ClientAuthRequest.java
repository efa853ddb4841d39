package io.dtls.internal.handshake.dtls12.server;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Vector;

import javax.net.ssl.X509TrustManager;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ClientCertificateType;
import org.jspecify.annotations.Nullable;

import io.dtls.internal.handshake.protocol.Scheme;
import io.dtls.internal.handshake.protocol.Version;

/**
 * The CertificateRequest of a server that asks clients for certificates (RFC 5246,
 * section 7.4.4).
 */
// Bouncy Castle takes Vectors.
@SuppressWarnings("JdkObsolete")
final class ClientAuthRequest {

	// Enough for any list an operator wrote; a public trust store would fill 20 KiB of
	// every flight. Without names the client sends what it has.
	private static final int MAX_NAMES_SIZE = 4096;

	private ClientAuthRequest() {
	}

	static CertificateRequest of(Version version, List<Scheme> schemes, @Nullable X509TrustManager trustManager) {
		Vector<Object> algorithms = version.hasSignatureSchemes() ? new Vector<>() : null;
		if (algorithms != null) {
			schemes.forEach((scheme) -> algorithms.add(scheme.algorithm()));
		}
		boolean rsa = schemes.stream().anyMatch((scheme) -> scheme.keyType().equals("RSA"));
		boolean ecdsa = schemes.stream().anyMatch((scheme) -> scheme.keyType().equals("EC"));
		short[] types = (rsa && ecdsa)
				? new short[] { ClientCertificateType.ecdsa_sign, ClientCertificateType.rsa_sign }
				: new short[] { rsa ? ClientCertificateType.rsa_sign : ClientCertificateType.ecdsa_sign };
		return new CertificateRequest(types, algorithms, authorities(trustManager));
	}

	private static Vector<X500Name> authorities(@Nullable X509TrustManager trustManager) {
		Vector<X500Name> names = new Vector<>();
		int size = 0;
		X509Certificate[] issuers = (trustManager != null) ? trustManager.getAcceptedIssuers() : null;
		if (issuers == null) {
			return names;
		}
		for (X509Certificate issuer : issuers) {
			byte[] encoded = issuer.getSubjectX500Principal().getEncoded();
			size += 2 + encoded.length;
			if (size > MAX_NAMES_SIZE) {
				return new Vector<>();
			}
			names.add(X500Name.getInstance(encoded));
		}
		return names;
	}

}
