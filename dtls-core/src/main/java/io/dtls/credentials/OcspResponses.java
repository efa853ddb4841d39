package io.dtls.credentials;

import java.security.cert.X509Certificate;

import org.jspecify.annotations.Nullable;

/**
 * What a key manager implements besides, whose server staples the status of its
 * certificates to handshakes (RFC 6066, section 8), for clients that ask for it. Called
 * on handshake threads, for each such handshake, so that answers should be kept until
 * they expire.
 */
@FunctionalInterface
public interface OcspResponses {

	/**
	 * Finds the status of a certificate of this server.
	 * @param certificate the server's own
	 * @return an OCSPResponse in DER (RFC 6960), or null to staple nothing
	 */
	byte @Nullable [] find(X509Certificate certificate);

}
