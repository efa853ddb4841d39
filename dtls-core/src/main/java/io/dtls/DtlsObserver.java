package io.dtls;

import java.net.InetSocketAddress;

/**
 * What an endpoint tells about itself: logs, meters and events hang on this one
 * interface. Called on the endpoint's threads, so implementations must not block; what
 * they throw is logged and goes no further.
 */
public interface DtlsObserver {

	/** Sees nothing. */
	DtlsObserver NONE = new DtlsObserver() {
	};

	/**
	 * A handshake was admitted: its cookie was valid and the limits allowed it.
	 * @param peer the other side
	 */
	default void handshakeStarted(InetSocketAddress peer) {
	}

	/**
	 * The peer's Finished could not be decrypted twice, as happens with a wrong PSK or
	 * identity. The handshake goes on, as anyone can forge such records; it will most
	 * likely fail with {@link HandshakeFailureReason#KEYS_DIFFER}. Called at most once
	 * for a handshake.
	 * @param peer the other side
	 */
	default void keysSeemToDiffer(InetSocketAddress peer) {
	}

	/**
	 * A handshake did not end in a session. Each {@link #handshakeStarted} is followed by
	 * this or by {@link #opened}.
	 * @param failure with whom, and why
	 */
	default void handshakeFailed(HandshakeFailure failure) {
	}

	/**
	 * A session was established; none of its messages has been delivered yet.
	 * @param session the new session
	 * @param handshakeNanos how long the handshake took, in nanoseconds
	 */
	default void opened(DtlsSession session, long handshakeNanos) {
	}

	/**
	 * A session that was saved goes on here, after a restart or coming from another node.
	 * @param session the session, with the id it had before
	 */
	default void restored(DtlsSession session) {
	}

	/**
	 * A session ended. Called once for each {@link #opened} and {@link #restored}.
	 * @param session the session, now closed
	 * @param reason why it ended
	 */
	default void closed(DtlsSession session, CloseReason reason) {
	}

	/**
	 * The peer of a session with a connection id was heard from a new address.
	 * @param session the session, already at its new address
	 * @param previous where the peer was before
	 */
	default void moved(DtlsSession session, InetSocketAddress previous) {
	}

	/**
	 * The peer of a session has proven to be at another address.
	 * @param session the session, with its new {@link DtlsSession#provenAddress}
	 * @param previous where the peer was proven to be before
	 */
	default void addressProven(DtlsSession session, InetSocketAddress previous) {
	}

	/**
	 * Something that arrived was dropped.
	 * @param reason why
	 * @param peer where it came from
	 */
	default void dropped(DropReason reason, InetSocketAddress peer) {
	}

}
