package io.dtls.handshake;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateRevokedException;
import java.security.cert.PKIXReason;
import java.security.cert.X509Certificate;
import java.util.Set;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.TlsFatalAlert;

import io.dtls.HandshakeFailureReason;

/**
 * Verifies clients by their certificates with a trust manager of standard JSSE, and finds
 * the alert that says what is wrong.
 */
final class PeerCertificates {

	// What JSSE passes for these algorithms; for others it passes UNKNOWN.
	private static final Set<String> AUTH_TYPES = Set.of("RSA", "DSA", "EC", "RSASSA-PSS");

	private static final int MAX_CAUSES = 16;

	private PeerCertificates() {
	}

	/**
	 * Verifies a chain that is not empty.
	 * @return the chain, the client's own certificate first
	 * @throws HandshakeRefused if the trust manager refuses it
	 */
	static X509Certificate[] verifyClient(Certificate peer, X509TrustManager trustManager) throws IOException {
		X509Certificate[] chain = parse(peer);
		String algorithm = chain[0].getPublicKey().getAlgorithm();
		String authType = AUTH_TYPES.contains(algorithm) ? algorithm : "UNKNOWN";
		try {
			if (trustManager instanceof X509ExtendedTrustManager extended) {
				extended.checkClientTrusted(chain, authType, (SSLEngine) null);
			}
			else {
				trustManager.checkClientTrusted(chain, authType);
			}
		}
		catch (CertificateException ex) {
			throw refusal(ex);
		}
		return chain;
	}

	private static X509Certificate[] parse(Certificate peer) throws IOException {
		X509Certificate[] chain = new X509Certificate[peer.getLength()];
		try {
			CertificateFactory factory = CertificateFactory.getInstance("X.509");
			for (int i = 0; i < chain.length; i++) {
				byte[] encoded = peer.getCertificateAt(i).getEncoded();
				chain[i] = (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(encoded));
			}
			return chain;
		}
		catch (CertificateException ex) {
			throw new HandshakeRefused(HandshakeFailureReason.BAD_CERTIFICATE, AlertDescription.bad_certificate,
					"The client's certificate cannot be read", ex);
		}
	}

	private static TlsFatalAlert refusal(CertificateException refused) {
		Throwable cause = refused;
		for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
			if (isExpired(cause)) {
				return new HandshakeRefused(HandshakeFailureReason.CERTIFICATE_EXPIRED,
						AlertDescription.certificate_expired, "The client's certificate chain is outside its validity",
						refused);
			}
			if (isRevoked(cause)) {
				return new HandshakeRefused(HandshakeFailureReason.BAD_CERTIFICATE,
						AlertDescription.certificate_revoked, "The client's certificate was revoked", refused);
			}
			cause = cause.getCause();
		}
		if (isWithoutAnchor(refused)) {
			return new HandshakeRefused(HandshakeFailureReason.UNKNOWN_CA, AlertDescription.unknown_ca,
					"The client's certificate chains to no trusted authority", refused);
		}
		return new HandshakeRefused(HandshakeFailureReason.BAD_CERTIFICATE, AlertDescription.bad_certificate,
				"The trust manager refused the client's certificate", refused);
	}

	private static boolean isExpired(Throwable cause) {
		return cause instanceof CertificateExpiredException || cause instanceof CertificateNotYetValidException
				|| isPath(cause, BasicReason.EXPIRED) || isPath(cause, BasicReason.NOT_YET_VALID);
	}

	private static boolean isRevoked(Throwable cause) {
		return cause instanceof CertificateRevokedException || isPath(cause, BasicReason.REVOKED);
	}

	private static boolean isPath(Throwable cause, CertPathValidatorException.Reason reason) {
		return cause instanceof CertPathValidatorException path && path.getReason() == reason;
	}

	// A path builder that found no path and has no better cause knows no anchor for it.
	private static boolean isWithoutAnchor(Throwable refused) {
		Throwable cause = refused;
		for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
			if (isPath(cause, PKIXReason.NO_TRUST_ANCHOR)) {
				return true;
			}
			if (cause.getCause() == null) {
				return cause instanceof CertPathBuilderException;
			}
			cause = cause.getCause();
		}
		return false;
	}

}
