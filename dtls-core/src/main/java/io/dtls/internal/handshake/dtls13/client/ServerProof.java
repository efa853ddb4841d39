package io.dtls.internal.handshake.dtls13.client;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;

import javax.net.ssl.X509TrustManager;

import io.dtls.CipherSuite.KeyExchange;
import io.dtls.HandshakeFailureReason;
import io.dtls.PeerIdentity;
import io.dtls.internal.handshake.dtls13.PeerChain;
import io.dtls.internal.handshake.dtls13.key.Suite;
import io.dtls.internal.handshake.dtls13.message.Alert;
import io.dtls.internal.handshake.dtls13.message.CertificateMessage;
import io.dtls.internal.handshake.dtls13.message.Refused;
import io.dtls.internal.handshake.identity.HostName;
import io.dtls.internal.handshake.identity.PeerCertificates;
import io.dtls.internal.handshake.identity.ServerView;
import io.dtls.internal.handshake.protocol.HandshakeRefused;

/**
 * Verifies what a server shows: that it is believed, and that it is the server that was
 * asked for.
 */
final class ServerProof {

	private ServerProof() {
	}

	/**
	 * Verifies.
	 * @param certificateType that was agreed on
	 * @return who the server would be if it has the key
	 */
	static PeerIdentity verify(CertificateMessage message, int certificateType, ClientParameters parameters,
			HostName host, int port, Suite suite) throws Refused {
		if (message.context().length > 0) {
			throw Refused.illegal("certificate_request_context is not empty");
		}
		if (message.entries().isEmpty()) {
			throw Refused.malformed("The server has no certificate");
		}
		if (certificateType == CertificateMessage.RAW_PUBLIC_KEY) {
			return PeerChain.rawKey(message, parameters.common().credentials().rawPublicKeys(), "server");
		}
		X509TrustManager manager = parameters.trustManager();
		if (manager == null) {
			throw new Refused(Alert.UNSUPPORTED_CERTIFICATE, HandshakeFailureReason.BAD_CERTIFICATE,
					"The server shows a certificate where none is taken");
		}
		X509Certificate[] chain = PeerChain.certificates(message);
		byte[] status = message.entries().get(0).ocspResponse();
		ServerView view = new ServerView(host, port, suite.name(), List.of(chain),
				(status != null) ? List.of(status) : List.of(), parameters.common().schemes());
		boolean ec = chain[0].getPublicKey().getAlgorithm().equals("EC");
		try {
			PeerCertificates.verifyServer(chain, ec ? KeyExchange.ECDHE_ECDSA : KeyExchange.ECDHE_RSA, manager, view,
					parameters.client().insecureSkipHostNameVerification() ? null : host);
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
