package io.dtls.internal.handshake.dtls13.server;

import java.util.List;

import javax.net.ssl.X509ExtendedKeyManager;

import org.jspecify.annotations.Nullable;

import io.dtls.HandshakeFailureReason;
import io.dtls.credentials.Credentials;
import io.dtls.credentials.OcspResponses;
import io.dtls.internal.handshake.dtls13.Parameters;
import io.dtls.internal.handshake.dtls13.key.HandshakeSignature;
import io.dtls.internal.handshake.dtls13.message.Alert;
import io.dtls.internal.handshake.dtls13.message.CertificateMessage;
import io.dtls.internal.handshake.dtls13.message.ClientHello;
import io.dtls.internal.handshake.dtls13.message.ExtensionType;
import io.dtls.internal.handshake.dtls13.message.Refused;
import io.dtls.internal.handshake.identity.SigningKey;
import io.dtls.internal.handshake.protocol.Scheme;

/**
 * What a server shows to one client: a certificate or raw public key that the client
 * takes, with a signature that it can verify.
 *
 * @param key private and public half, and the chain
 * @param scheme of the signature
 * @param ocspResponse to staple, or null
 */
@SuppressWarnings("ArrayRecordComponent")
record ServerCertificate(SigningKey key, Scheme scheme, byte @Nullable [] ocspResponse) {

	private static final List<String> KEY_TYPES = List.of("EC", "RSA");

	/** Whether this server has anything to show. */
	static boolean isConfigured(Credentials credentials) {
		return credentials.keyManager() != null
				|| (credentials.rawPublicKeys() != null && credentials.rawPublicKeys().own() != null);
	}

	/** Chooses for a client. */
	static ServerCertificate choose(ClientHello hello, Parameters parameters) throws Refused {
		List<Integer> offered = hello.signatureSchemes();
		if (offered.isEmpty()) {
			throw Refused.of(Alert.MISSING_EXTENSION, "The ClientHello lacks signature_algorithms");
		}
		List<Scheme> shared = parameters.schemes()
			.stream()
			.filter((scheme) -> offered.contains(HandshakeSignature.code(scheme)))
			.toList();
		for (byte certificateType : hello.serverCertificateTypes()) {
			for (String keyType : KEY_TYPES) {
				SigningKey key = key(certificateType, keyType, hello, parameters.credentials());
				Scheme scheme = (key != null) ? key.firstFitting(shared) : null;
				if (key != null && scheme != null) {
					return new ServerCertificate(key, scheme, ocsp(hello, key, parameters.credentials()));
				}
			}
		}
		throw new Refused(Alert.HANDSHAKE_FAILURE, HandshakeFailureReason.NO_SHARED_CIPHER_SUITE,
				"This server has no key whose signature the client can verify");
	}

	private static @Nullable SigningKey key(int certificateType, String keyType, ClientHello hello,
			Credentials credentials) throws Refused {
		if (certificateType == CertificateMessage.RAW_PUBLIC_KEY) {
			return SigningKey.raw(credentials.rawPublicKeys(), keyType);
		}
		X509ExtendedKeyManager manager = credentials.keyManager();
		return (certificateType == CertificateMessage.X509 && manager != null)
				? SigningKey.find(manager, keyType, ServerName.of(hello)) : null;
	}

	private static byte @Nullable [] ocsp(ClientHello hello, SigningKey key, Credentials credentials) {
		boolean wanted = hello.extensions().has(ExtensionType.STATUS_REQUEST) && !key.isRaw();
		return (wanted && credentials.keyManager() instanceof OcspResponses known) ? known.find(key.chain().get(0))
				: null;
	}

}
