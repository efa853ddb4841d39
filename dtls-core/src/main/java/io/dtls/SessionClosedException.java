package io.dtls;

/**
 * Use of a session that has ended.
 */
public class SessionClosedException extends DtlsException {

	private static final long serialVersionUID = 1L;

	private final CloseReason reason;

	public SessionClosedException(CloseReason reason) {
		super("The session has ended: " + reason);
		this.reason = reason;
	}

	public CloseReason reason() {
		return this.reason;
	}

}
