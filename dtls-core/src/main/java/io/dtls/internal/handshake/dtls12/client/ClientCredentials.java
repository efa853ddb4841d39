package io.dtls.internal.handshake.dtls12.client;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Vector;

import javax.net.ssl.X509ExtendedKeyManager;
import javax.security.auth.x500.X500Principal;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CertificateType;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentials;
import org.jspecify.annotations.Nullable;

import io.dtls.internal.handshake.ClientHandshakeContext;
import io.dtls.internal.handshake.identity.KeySigner;
import io.dtls.internal.handshake.identity.SigningKey;
import io.dtls.internal.handshake.protocol.Scheme;
import io.dtls.internal.handshake.protocol.Version;

/**
 * Chooses the certificate that a client shows to a server that asks for one.
 */
// Bouncy Castle's API has Vectors.
@SuppressWarnings({ "unchecked", "JdkObsolete" })
final class ClientCredentials {

	private ClientCredentials() {
	}

	/**
	 * Answers a request.
	 * @return null to go on without a certificate, as nothing fits the request
	 */
	static @Nullable TlsCredentials answering(CertificateRequest request, ClientHandshakeContext settings,
			TlsContext context) throws IOException {
		List<Scheme> schemes = settings.schemes();
		Vector<Object> accepted = request.getSupportedSignatureAlgorithms();
		if (accepted != null) {
			schemes = schemes.stream().filter((scheme) -> accepted.contains(scheme.algorithm())).toList();
		}
		boolean isOld = !Version.of(context.getServerVersion()).hasSignatureSchemes();
		boolean isRaw = context.getSecurityParametersHandshake()
			.getClientCertificateType() == CertificateType.RawPublicKey;
		for (String keyType : keyTypes(request)) {
			SigningKey key = isRaw ? SigningKey.raw(settings.credentials().rawPublicKeys(), keyType)
					: certified(settings.credentials().keyManager(), keyType, request);
			Scheme scheme = (key != null && !isOld) ? key.firstFitting(schemes) : null;
			if (key != null && (isOld || scheme != null)) {
				return KeySigner.credentials(context, key, scheme);
			}
		}
		return null;
	}

	private static @Nullable SigningKey certified(@Nullable X509ExtendedKeyManager manager, String keyType,
			CertificateRequest request) throws IOException {
		return (manager != null) ? SigningKey.findForClient(manager, List.of(keyType), issuers(request)) : null;
	}

	private static List<String> keyTypes(CertificateRequest request) {
		List<String> types = new ArrayList<>();
		for (short type : request.getCertificateTypes()) {
			if (type == ClientCertificateType.ecdsa_sign) {
				types.add("EC");
			}
			else if (type == ClientCertificateType.rsa_sign) {
				types.add("RSA");
			}
		}
		return types;
	}

	private static List<X500Principal> issuers(CertificateRequest request) throws IOException {
		List<X500Principal> names = new ArrayList<>();
		Vector<X500Name> authorities = request.getCertificateAuthorities();
		if (authorities != null) {
			for (X500Name name : authorities) {
				names.add(new X500Principal(name.getEncoded()));
			}
		}
		return names;
	}

}
