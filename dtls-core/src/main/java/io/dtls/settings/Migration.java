package io.dtls.settings;

/**
 * What an authentic record does that carries a session's connection id but comes from
 * another address, as after a NAT has rebound (RFC 9146, section 6).
 */
public enum Migration {

	/** Records from another address are dropped; the peer has to handshake again. */
	REJECT,
	/**
	 * The session moves there if the record is the newest so far. Until the address is
	 * proven to be the peer's, at most three times what came from there goes there; a
	 * peer that can be asked (RFC 9853) and does not answer is sent to where it was.
	 */
	NEWEST,
	/**
	 * The session moves once the peer has not answered at its old address and has
	 * answered at the new one (RFC 9853, section 5.2). Where peers cannot be asked, as
	 * {@link #REJECT}.
	 */
	VERIFIED

}
