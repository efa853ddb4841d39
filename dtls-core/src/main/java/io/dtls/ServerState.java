package io.dtls;

/**
 * What a server does now.
 */
public enum ServerState {

	/** Not started yet, or stopped. */
	STOPPED,

	/** Bound and receiving. */
	RUNNING,

	/** Stopping: nothing new is taken, accepted messages are handled. */
	DRAINING,

	/** Its socket failed; it has to be stopped and started again. */
	LOST

}
