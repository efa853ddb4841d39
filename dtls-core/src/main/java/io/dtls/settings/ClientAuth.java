package io.dtls.settings;

/**
 * Whether a server asks clients for a certificate. PSK suites authenticate by the key and
 * ask for none.
 */
public enum ClientAuth {

	/** No certificate is requested. */
	NONE,

	/** One is requested and verified when sent; a client may have none. */
	WANT,

	/** The handshake fails without a certificate that the trust manager accepts. */
	NEED

}
