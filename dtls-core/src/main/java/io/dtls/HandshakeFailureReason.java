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

	/** Finished records could not be decrypted: wrong PSK or identity. */
	KEYS_DIFFER,

	/** The peer ended the handshake with an alert. */
	PEER_ALERT,

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
	INTERNAL_ERROR

}
