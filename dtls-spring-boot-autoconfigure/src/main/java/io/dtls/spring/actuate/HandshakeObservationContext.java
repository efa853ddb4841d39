package io.dtls.spring.actuate;

import java.net.InetSocketAddress;

import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

import io.dtls.DtlsSession;
import io.dtls.HandshakeFailure;

/**
 * A handshake as it is observed.
 */
public final class HandshakeObservationContext extends Observation.Context {

	private final String server;

	private final InetSocketAddress peer;

	private @Nullable DtlsSession session;

	private @Nullable HandshakeFailure failure;

	/**
	 * Creates the context of a handshake that begins.
	 * @param server bean name of the server
	 * @param peer the other side
	 */
	public HandshakeObservationContext(String server, InetSocketAddress peer) {
		this.server = server;
		this.peer = peer;
	}

	public String getServer() {
		return this.server;
	}

	public InetSocketAddress getPeer() {
		return this.peer;
	}

	/**
	 * What the handshake ended in.
	 * @return null while it runs and where it failed
	 */
	public @Nullable DtlsSession getSession() {
		return this.session;
	}

	void setSession(DtlsSession session) {
		this.session = session;
	}

	/**
	 * Why the handshake failed.
	 * @return null while it runs and where it succeeded
	 */
	public @Nullable HandshakeFailure getFailure() {
		return this.failure;
	}

	void setFailure(HandshakeFailure failure) {
		this.failure = failure;
	}

	HandshakeOutcome outcome() {
		if (this.session != null) {
			return HandshakeOutcome.success(this.session.negotiated().resumed());
		}
		return (this.failure != null) ? HandshakeOutcome.failure(this.failure.reason()) : HandshakeOutcome.UNKNOWN;
	}

}
