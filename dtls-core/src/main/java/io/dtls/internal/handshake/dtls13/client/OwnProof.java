package io.dtls.internal.handshake.dtls13.client;

import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.X509ExtendedKeyManager;
import javax.security.auth.x500.X500Principal;

import org.jspecify.annotations.Nullable;

import io.dtls.credentials.Credentials;
import io.dtls.internal.handshake.dtls13.Parameters;
import io.dtls.internal.handshake.dtls13.key.HandshakeSignature;
import io.dtls.internal.handshake.dtls13.message.CertificateMessage;
import io.dtls.internal.handshake.dtls13.message.CertificateRequestMessage;
import io.dtls.internal.handshake.dtls13.message.Refused;
import io.dtls.internal.handshake.identity.SigningKey;
import io.dtls.internal.handshake.protocol.Scheme;

/**
 * What a client shows to a server that asks for a certificate.
 *
 * @param key private and public half, and the chain
 * @param scheme of the signature
 */
record OwnProof(SigningKey key, Scheme scheme) {

	/** Chooses; null if nothing fits the request. */
	static @Nullable OwnProof answering(CertificateRequestMessage request, int certificateType, Parameters parameters)
			throws Refused {
		List<Scheme> shared = parameters.schemes()
			.stream()
			.filter((scheme) -> request.signatureSchemes().contains(HandshakeSignature.code(scheme)))
			.toList();
		List<X500Principal> issuers = issuers(request);
		for (String keyType : shared.stream().map(Scheme::keyType).distinct().toList()) {
			SigningKey key = key(certificateType, keyType, issuers, parameters.credentials());
			Scheme scheme = (key != null) ? key.firstFitting(shared) : null;
			if (key != null && scheme != null) {
				return new OwnProof(key, scheme);
			}
		}
		return null;
	}

	private static @Nullable SigningKey key(int certificateType, String keyType, List<X500Principal> issuers,
			Credentials credentials) {
		if (certificateType == CertificateMessage.RAW_PUBLIC_KEY) {
			return SigningKey.raw(credentials.rawPublicKeys(), keyType);
		}
		X509ExtendedKeyManager manager = credentials.keyManager();
		return (manager != null) ? SigningKey.findForClient(manager, List.of(keyType), issuers) : null;
	}

	private static List<X500Principal> issuers(CertificateRequestMessage request) throws Refused {
		List<X500Principal> names = new ArrayList<>();
		for (byte[] name : request.authorities()) {
			try {
				names.add(new X500Principal(name));
			}
			catch (IllegalArgumentException ex) {
				throw Refused.malformed("The name of an authority is no distinguished name");
			}
		}
		return names;
	}

}
