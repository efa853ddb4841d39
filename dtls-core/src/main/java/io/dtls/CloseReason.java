package io.dtls;

/**
 * Why a session ended; each session ends with exactly one of these.
 */
public enum CloseReason {

	/** The peer sent close_notify. */
	PEER_CLOSED,

	/** This side called {@link DtlsSession#close()}. */
	LOCALLY_CLOSED,

	/** The peer sent a fatal alert in an authentic record. */
	PEER_ALERT,

	/** Nothing arrived or left for the idle timeout. */
	IDLE,

	/** The session reached its maximum age. */
	MAX_AGE,

	/** It made room for another at the session limit. */
	EVICTED,

	/** The peer completed a new handshake (RFC 6347, section 4.2.8). */
	REPLACED,

	/** The keys reached their usage limit (RFC 9147, section 4.5.3). */
	KEY_LIMIT,

	/** The datagrams of this peer were handed over to a plain socket. */
	UNWRAPPED,

	/** The session was saved, to go on after a restart or on another node. */
	SAVED,

	/** The endpoint stopped. */
	SHUTDOWN,

	/** The socket was lost. */
	TRANSPORT_FAILED,

	/** The code of this endpoint failed. */
	INTERNAL_ERROR

}
