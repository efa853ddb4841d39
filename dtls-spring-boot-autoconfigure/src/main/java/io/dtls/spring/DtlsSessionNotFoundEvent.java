package io.dtls.spring;

/**
 * A message was to go to a session that is not open: it never was, or its peer left
 * before it was answered.
 */
public class DtlsSessionNotFoundEvent extends DtlsEvent {

	private static final long serialVersionUID = 1L;

	private final String sessionId;

	/**
	 * Creates an event.
	 * @param source the adapter that was to send
	 * @param endpoint bean name of the server that the message is an answer of, or of
	 * that adapter where the message does not say it
	 * @param sessionId of the session that is not open
	 */
	public DtlsSessionNotFoundEvent(Object source, String endpoint, String sessionId) {
		super(source, endpoint);
		this.sessionId = sessionId;
	}

	public String getSessionId() {
		return this.sessionId;
	}

	@Override
	String details() {
		return ", session=" + this.sessionId;
	}

}
