package io.dtls.internal.handshake.dtls13;

import java.io.ByteArrayInputStream;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.dtls.HandshakeFailureReason;
import io.dtls.PeerIdentity;
import io.dtls.credentials.RawPublicKeys;
import io.dtls.internal.handshake.dtls13.message.Alert;
import io.dtls.internal.handshake.dtls13.message.CertificateMessage;
import io.dtls.internal.handshake.dtls13.message.Refused;
import io.dtls.internal.handshake.identity.RawKeys;
import io.dtls.internal.handshake.protocol.HandshakeRefused;

/**
 * What a peer shows in its Certificate, read but not believed yet.
 */
public final class PeerChain {

	private PeerChain() {
	}

	/** The certificates of a message, the peer's own first; not empty. */
	public static X509Certificate[] certificates(CertificateMessage message) throws Refused {
		try {
			CertificateFactory factory = CertificateFactory.getInstance("X.509");
			X509Certificate[] chain = new X509Certificate[message.entries().size()];
			for (int i = 0; i < chain.length; i++) {
				byte[] der = message.entries().get(i).data();
				chain[i] = (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
			}
			// Parsed late, and thrown at if it is none.
			chain[0].getPublicKey();
			return chain;
		}
		catch (CertificateException | RuntimeException ex) {
			throw new Refused(Alert.BAD_CERTIFICATE, HandshakeFailureReason.BAD_CERTIFICATE,
					"The peer's certificate cannot be read");
		}
	}

	/**
	 * The raw public key of a message, if it is believed.
	 * @param role of the peer, for messages
	 */
	public static PeerIdentity rawKey(CertificateMessage message, @Nullable RawPublicKeys keys, String role)
			throws Refused {
		PublicKey key;
		try {
			key = RawKeys.parse(message.entries().get(0).data(), role);
		}
		catch (HandshakeRefused ex) {
			throw refused(ex);
		}
		if (!RawKeys.isTrusted(key, keys)) {
			throw new Refused(Alert.BAD_CERTIFICATE, HandshakeFailureReason.BAD_CERTIFICATE,
					"The " + role + "'s raw public key is not trusted");
		}
		return PeerIdentity.ofRawPublicKey(key);
	}

	/** What verifiers of both versions refuse. */
	public static Refused refused(HandshakeRefused refusal) {
		return new Refused(refusal.alert(), refusal.reason(), refusal.detail());
	}

	/** The key of the peer, which has to have made the signature. */
	public static PublicKey key(PeerIdentity peer) {
		PublicKey raw = peer.rawPublicKey();
		List<X509Certificate> chain = peer.certificates();
		return (raw != null) ? raw : chain.get(0).getPublicKey();
	}

}
