package io.dtls;

/**
 * Whose fault a failure is, as far as it can be told from here.
 */
public enum Fault {

	/** This side's configuration, certificate or code. */
	OURS,

	/** The peer's configuration, certificate or code. */
	PEERS,

	/** Both are right by themselves, but do not fit together. */
	EITHER,

	/** Datagrams did not pass, or nothing listens there. */
	NETWORK

}
