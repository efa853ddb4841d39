package io.dtls;

/**
 * What an authentic record does that carries a session's connection id but comes from
 * another address, as after a NAT has rebound (RFC 9146, section 6).
 */
public enum Migration {

	/** Records from another address are dropped; the peer has to handshake again. */
	REJECT,
	/** The session moves there if the record is the newest so far. */
	NEWEST,
	/** The session moves once the new address has answered (RFC 9853). */
	VERIFIED

}
