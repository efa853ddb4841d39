package io.dtls.spring.integration;

/**
 * Headers of messages that came from a DTLS peer. Beside them are
 * {@code IpHeaders.IP_ADDRESS}, {@code PORT}, {@code HOSTNAME} and
 * {@code PACKET_ADDRESS}, as with plain UDP.
 */
public final class DtlsHeaders {

	/** What all of these names begin with. */
	public static final String PREFIX = "dtls_";

	/**
	 * Id of the session, a {@code String}; on an outbound message, the session to send
	 * to.
	 */
	public static final String SESSION_ID = PREFIX + "sessionId";

	/** The session itself, a {@code DtlsSession}, which cannot be serialized. */
	public static final String SESSION = PREFIX + "session";

	/** Protocol version, a {@code String} such as {@code DTLSv1.2}. */
	public static final String PROTOCOL = PREFIX + "protocol";

	/** IANA name of the cipher suite, a {@code String}. */
	public static final String CIPHER_SUITE = PREFIX + "cipherSuite";

	/**
	 * Who the peer proved to be, a {@code java.security.Principal}; missing where the
	 * peer is anonymous.
	 */
	public static final String PEER_PRINCIPAL = PREFIX + "peerPrincipal";

	/** PSK identity of the peer, a {@code String}; missing where it used none. */
	public static final String PSK_IDENTITY = PREFIX + "pskIdentity";

	/**
	 * Verified certificate chain of the peer, its own first, a
	 * {@code List<X509Certificate>}; missing where it sent none.
	 */
	public static final String PEER_CERTIFICATES = PREFIX + "peerCertificates";

	/** Name of the server that the message came in by, a {@code String}. */
	public static final String ENDPOINT = PREFIX + "endpoint";

	private DtlsHeaders() {
	}

}
