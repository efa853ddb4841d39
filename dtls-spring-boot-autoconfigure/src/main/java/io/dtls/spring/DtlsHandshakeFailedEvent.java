package io.dtls.spring;

import io.dtls.HandshakeFailure;

/**
 * A handshake did not end in a session.
 */
public class DtlsHandshakeFailedEvent extends DtlsEvent {

	private static final long serialVersionUID = 1L;

	private final transient HandshakeFailure failure;

	/**
	 * Creates an event.
	 * @param source the server or client
	 * @param endpoint its bean name
	 * @param failure with whom, and why
	 */
	public DtlsHandshakeFailedEvent(Object source, String endpoint, HandshakeFailure failure) {
		super(source, endpoint);
		this.failure = failure;
	}

	/** With whom, and why. */
	public HandshakeFailure getFailure() {
		return this.failure;
	}

	@Override
	String details() {
		// It is not serialized.
		return (this.failure != null) ? ", peer=" + this.failure.peer() + ", reason=" + this.failure.reason() : "";
	}

}
