package io.dtls.internal.handshake.identity;

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
import org.jspecify.annotations.Nullable;

import io.dtls.CipherSuite.KeyExchange;
import io.dtls.HandshakeFailureReason;
import io.dtls.internal.handshake.protocol.HandshakeRefused;

/**
 * Verifies peers by their certificates with a trust manager of standard JSSE, and finds
 * the alert that says what is wrong.
 */
public final class PeerCertificates {

	// What JSSE passes for these algorithms; for others it passes UNKNOWN.
	private static final Set<String> AUTH_TYPES = Set.of("RSA", "DSA", "EC", "RSASSA-PSS");

	private static final int MAX_CAUSES = 16;

	private PeerCertificates() {
	}

	/**
	 * Verifies a client's chain that is not empty.
	 * @return the chain, the client's own certificate first
	 * @throws HandshakeRefused if the trust manager refuses it
	 */
	public static X509Certificate[] verifyClient(Certificate peer, X509TrustManager trustManager) throws IOException {
		X509Certificate[] chain = parse(peer, "client");
		verifyClient(chain, trustManager);
		return chain;
	}

	/**
	 * Verifies a chain that is not empty.
	 * @throws HandshakeRefused if the trust manager refuses it
	 */
	public static void verifyClient(X509Certificate[] chain, X509TrustManager trustManager) throws IOException {
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
			throw refusal(ex, "client");
		}
	}

	/**
	 * Verifies a server's chain, and that it is the server's that was asked for.
	 * @param chain the server's own certificate first
	 * @param exchange decides which usages its key needs
	 * @param trustManager judges the chain
	 * @param view the handshake, for managers that want to know
	 * @param host to find in the certificate, or null to take any
	 * @throws HandshakeRefused if the trust manager refuses it or the name differs
	 */
	public static void verifyServer(X509Certificate[] chain, KeyExchange exchange, X509TrustManager trustManager,
			ServerView view, @Nullable HostName host) throws IOException {
		try {
			if (trustManager instanceof X509ExtendedTrustManager extended) {
				// Where JSSE refuses the name as such, the comparison below stands alone.
				boolean identify = host != null && host.isKnownToJsse();
				extended.checkServerTrusted(chain, exchange.name(), new ServerViewEngine(view, identify));
			}
			else {
				trustManager.checkServerTrusted(chain, exchange.name());
			}
		}
		catch (CertificateException ex) {
			HandshakeRefused refusal = refusal(ex, "server");
			boolean otherCause = refusal.reason() != HandshakeFailureReason.BAD_CERTIFICATE;
			throw (otherCause || host == null || host.isIn(chain[0])) ? refusal : otherHost(host, ex);
		}
		if (host != null && !host.isIn(chain[0])) {
			throw otherHost(host, null);
		}
	}

	private static HandshakeRefused otherHost(HostName host, @Nullable Throwable cause) {
		return new HandshakeRefused(HandshakeFailureReason.HOST_NAME_MISMATCH, AlertDescription.bad_certificate,
				"The server's certificate is not for '" + host + "': no subjectAltName matches", cause);
	}

	public static X509Certificate[] parse(Certificate peer, String role) throws IOException {
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
					"The " + role + "'s certificate cannot be read", ex);
		}
	}

	private static HandshakeRefused refusal(CertificateException refused, String role) {
		String whose = "The " + role + "'s certificate";
		Throwable cause = refused;
		for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
			if (isExpired(cause)) {
				return new HandshakeRefused(HandshakeFailureReason.CERTIFICATE_EXPIRED,
						AlertDescription.certificate_expired, whose + " chain is outside its validity", refused);
			}
			if (isRevoked(cause)) {
				return new HandshakeRefused(HandshakeFailureReason.BAD_CERTIFICATE,
						AlertDescription.certificate_revoked, whose + " was revoked", refused);
			}
			cause = cause.getCause();
		}
		if (isWithoutAnchor(refused)) {
			return new HandshakeRefused(HandshakeFailureReason.UNKNOWN_CA, AlertDescription.unknown_ca,
					whose + " chains to no trusted authority", refused);
		}
		return new HandshakeRefused(HandshakeFailureReason.BAD_CERTIFICATE, AlertDescription.bad_certificate,
				whose + " was refused by the trust manager", refused);
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
