package io.dtls;

/**
 * Why a handshake did not end in a session.
 */
public enum HandshakeFailureReason {

	/** The peers share no cipher suite that fits this side's credentials. */
	NO_SHARED_CIPHER_SUITE,

	/** The peers share no protocol version. */
	PROTOCOL_VERSION,

	/** The peer's certificate chains to no trusted authority. */
	UNKNOWN_CA,

	/** The peer's certificate has expired or is not valid yet. */
	CERTIFICATE_EXPIRED,

	/** The peer's certificate was refused for another cause. */
	BAD_CERTIFICATE,

	/** The peer sent no certificate although one is needed. */
	CERTIFICATE_REQUIRED,

	/** The name in the certificate is not that of the host. */
	HOST_NAME_MISMATCH,

	/** The peer refused this side's certificate, or misses one. */
	OWN_CERTIFICATE_REFUSED,

	/** Finished records could not be decrypted: wrong PSK or identity. */
	KEYS_DIFFER,

	/** A message of the peer was over the size limit. */
	MESSAGE_TOO_LARGE,

	/** The peer began a new handshake before this one had ended. */
	RESTARTED,

	/** The peer ended the handshake with an alert. */
	PEER_ALERT,

	/** The peer closed the association before it was established. */
	CLOSED_BY_PEER,

	/** The peer broke the protocol. */
	PROTOCOL_ERROR,

	/** The peer fell silent. */
	TIMEOUT,

	/** ICMP said that nothing listens there. */
	PORT_UNREACHABLE,

	/** The endpoint stopped meanwhile. */
	SHUTDOWN,

	/** The session limit was reached. */
	SESSION_LIMIT,

	/** It gave way to others: handshakes held too much memory, or were too many. */
	EVICTED,

	/** The code or the configuration of this endpoint failed. */
	INTERNAL_ERROR;

	/** Whose fault this is, as far as it can be told from here. */
	public Fault fault() {
		return switch (this) {
			case NO_SHARED_CIPHER_SUITE, PROTOCOL_VERSION, KEYS_DIFFER -> Fault.EITHER;
			case UNKNOWN_CA, CERTIFICATE_EXPIRED, BAD_CERTIFICATE, CERTIFICATE_REQUIRED, HOST_NAME_MISMATCH, PEER_ALERT,
					CLOSED_BY_PEER, PROTOCOL_ERROR, MESSAGE_TOO_LARGE, RESTARTED ->
				Fault.PEERS;
			case TIMEOUT, PORT_UNREACHABLE -> Fault.NETWORK;
			case OWN_CERTIFICATE_REFUSED, SHUTDOWN, SESSION_LIMIT, EVICTED, INTERNAL_ERROR -> Fault.OURS;
		};
	}

	/**
	 * What to look at when this happens, for people.
	 * @return a sentence without its full stop
	 */
	public String whatToCheck() {
		return switch (this) {
			case NO_SHARED_CIPHER_SUITE -> "Compare the cipher suites, groups and signature schemes of both sides; "
					+ "ECDHE_ECDSA needs an EC key, ECDHE_RSA an RSA key, PSK suites a pre-shared key";
			case PROTOCOL_VERSION -> "The peer has to speak DTLS 1.2; older devices need an update, "
					+ "or DTLS 1.0 has to be allowed, which is insecure";
			case UNKNOWN_CA -> "Add the authority that issued the peer's certificate to the trust store, "
					+ "and have the peer send its intermediate certificates";
			case CERTIFICATE_EXPIRED -> "Renew the peer's certificate, and compare the clocks of both sides";
			case BAD_CERTIFICATE ->
				"Look at the peer's certificate: its purpose, signature, key size and revocation; the debug log has the cause. "
						+ "A raw public key has to be among the trusted ones";
			case CERTIFICATE_REQUIRED -> "Give the peer a certificate and its private key, or do not require one";
			case HOST_NAME_MISMATCH -> "Connect by a name that the peer's certificate contains";
			case OWN_CERTIFICATE_REFUSED ->
				"Give this side a certificate that the peer's authorities issued, and that is valid now";
			case CLOSED_BY_PEER -> "See the log of the peer: it gave up, or was stopped";
			case KEYS_DIFFER -> "Keys differ: wrong PSK or identity. Compare both with what the other side has";
			case MESSAGE_TOO_LARGE -> "Shorten the peer's certificate chain or ClientHello, or raise the limit of "
					+ "handshake messages (max-message-size)";
			case RESTARTED ->
				"Nothing, unless it happens often: then answers may not reach the peer, or its timer is too short";
			case PEER_ALERT -> "The alert says what the peer did not like; unknown_ca, bad_certificate and "
					+ "certificate_unknown mean that it does not trust this side's certificate";
			case PROTOCOL_ERROR -> "See whether the peer's DTLS library is known to work; capture its datagrams";
			case TIMEOUT ->
				"See whether datagrams pass both ways: firewall, NAT, and a path MTU below the configured one";
			case PORT_UNREACHABLE -> "See whether the other side runs, and its address and port";
			case SHUTDOWN -> "Nothing: this side was stopped";
			case SESSION_LIMIT -> "Raise the session limit, or shorten the idle timeout";
			case EVICTED -> "Too many handshakes at once: see whether it is an attack, else raise the limits";
			case INTERNAL_ERROR -> "See the log of this side: its code, its key or its key manager failed";
		};
	}

}
