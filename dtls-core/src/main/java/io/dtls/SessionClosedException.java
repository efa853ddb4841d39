package io.dtls;

/**
 * Use of a session that has ended.
 */
public class SessionClosedException extends DtlsException {

	private static final long serialVersionUID = 1L;

	private final CloseReason reason;

	/**
	 * A session had ended.
	 * @param reason why it did
	 */
	public SessionClosedException(CloseReason reason) {
		super("The session has ended: " + reason);
		this.reason = reason;
	}

	/**
	 * Why the session had ended.
	 * @return the reason that observers were told
	 */
	public CloseReason reason() {
		return this.reason;
	}

}
