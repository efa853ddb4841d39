package io.dtls.internal.handshake.dtls13.server;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.X509TrustManager;

import org.jspecify.annotations.Nullable;

import io.dtls.HandshakeFailureReason;
import io.dtls.PeerIdentity;
import io.dtls.credentials.Credentials;
import io.dtls.credentials.RawPublicKeys;
import io.dtls.internal.handshake.dtls13.PeerChain;
import io.dtls.internal.handshake.dtls13.key.HandshakeSignature;
import io.dtls.internal.handshake.dtls13.message.Alert;
import io.dtls.internal.handshake.dtls13.message.CertificateMessage;
import io.dtls.internal.handshake.dtls13.message.CertificateRequestMessage;
import io.dtls.internal.handshake.dtls13.message.ClientHello;
import io.dtls.internal.handshake.dtls13.message.Refused;
import io.dtls.internal.handshake.identity.PeerCertificates;
import io.dtls.internal.handshake.protocol.HandshakeRefused;
import io.dtls.settings.ClientAuth;

/**
 * How a client proves who it is, where this server asks: by certificate or by raw public
 * key (RFC 7250).
 */
final class ClientProof {

	// A public trust store would fill 20 KiB of every flight. Without names the client
	// sends what it has.
	private static final int MAX_NAMES_SIZE = 4096;

	private final ServerParameters parameters;

	private final int certificateType;

	private ClientProof(ServerParameters parameters, int certificateType) {
		this.parameters = parameters;
		this.certificateType = certificateType;
	}

	/** What this client is asked for; null if nothing. */
	static @Nullable ClientProof of(ClientHello hello, ServerParameters parameters) throws Refused {
		if (parameters.clientAuth() == ClientAuth.NONE) {
			return null;
		}
		for (byte type : hello.clientCertificateTypes()) {
			if (takes(type, parameters.common().credentials())) {
				return new ClientProof(parameters, type);
			}
		}
		if (parameters.clientAuth() == ClientAuth.NEED) {
			throw new Refused(Alert.UNSUPPORTED_CERTIFICATE, HandshakeFailureReason.CERTIFICATE_REQUIRED,
					"The client has no kind of certificate or raw public key that this server takes");
		}
		return null;
	}

	private static boolean takes(int type, Credentials credentials) {
		RawPublicKeys keys = credentials.rawPublicKeys();
		return (type == CertificateMessage.RAW_PUBLIC_KEY) ? keys != null && keys.trusted() != null
				: type == CertificateMessage.X509 && credentials.trustManager() != null;
	}

	/** The certificate type that the client has to show. */
	int certificateType() {
		return this.certificateType;
	}

	CertificateRequestMessage request() {
		List<Integer> schemes = this.parameters.common().schemes().stream().map(HandshakeSignature::code).toList();
		X509TrustManager manager = this.parameters.common().credentials().trustManager();
		boolean certified = this.certificateType == CertificateMessage.X509 && manager != null;
		return new CertificateRequestMessage(new byte[0], schemes, certified ? authorities(manager) : List.of());
	}

	private static List<byte[]> authorities(@Nullable X509TrustManager manager) {
		List<byte[]> names = new ArrayList<>();
		X509Certificate[] issuers = (manager != null) ? manager.getAcceptedIssuers() : null;
		int size = 0;
		for (X509Certificate issuer : (issuers != null) ? issuers : new X509Certificate[0]) {
			byte[] name = issuer.getSubjectX500Principal().getEncoded();
			size += 2 + name.length;
			if (size > MAX_NAMES_SIZE) {
				return List.of();
			}
			names.add(name);
		}
		return names;
	}

	/**
	 * Verifies what the client shows.
	 * @return who it would be if it has the key; null if it shows nothing and need not
	 */
	@Nullable PeerIdentity verify(CertificateMessage message) throws Refused {
		if (message.context().length > 0) {
			throw Refused.illegal("certificate_request_context is not empty");
		}
		if (message.entries().isEmpty()) {
			if (this.parameters.clientAuth() == ClientAuth.NEED) {
				throw new Refused(Alert.CERTIFICATE_REQUIRED, HandshakeFailureReason.CERTIFICATE_REQUIRED,
						"The client has no certificate");
			}
			return null;
		}
		Credentials credentials = this.parameters.common().credentials();
		if (this.certificateType == CertificateMessage.RAW_PUBLIC_KEY) {
			return PeerChain.rawKey(message, credentials.rawPublicKeys(), "client");
		}
		X509TrustManager manager = credentials.trustManager();
		X509Certificate[] chain = PeerChain.certificates(message);
		try {
			if (manager != null) {
				PeerCertificates.verifyClient(chain, manager);
			}
		}
		catch (HandshakeRefused ex) {
			throw PeerChain.refused(ex);
		}
		catch (IOException ex) {
			throw new Refused(Alert.INTERNAL_ERROR, HandshakeFailureReason.INTERNAL_ERROR, "Verifying failed");
		}
		return new PeerIdentity(List.of(chain), null, null);
	}

}
