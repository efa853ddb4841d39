package io.dtls.settings;

/**
 * How the datagrams of many peers on one port find their sessions. What a user can see is
 * the same in each.
 */
public enum DemuxMode {

	/** One socket for all peers and a table by connection id and address. */
	ROUTER,

	/** One connected socket a peer, on the same port (Linux). */
	CONNECTED,

	/** The one that measures best on this platform. */
	AUTO

}
