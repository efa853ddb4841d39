package io.dtls.spring;

import io.dtls.CloseReason;
import io.dtls.DtlsSession;

/**
 * A session has ended, or was saved to go on later.
 */
public class DtlsSessionClosedEvent extends DtlsEvent {

	private static final long serialVersionUID = 1L;

	private final transient DtlsSession session;

	private final CloseReason reason;

	/**
	 * Creates an event.
	 * @param source the server or client
	 * @param endpoint its bean name
	 * @param session the session, now closed
	 * @param reason why it ended
	 */
	public DtlsSessionClosedEvent(Object source, String endpoint, DtlsSession session, CloseReason reason) {
		super(source, endpoint);
		this.session = session;
		this.reason = reason;
	}

	public DtlsSession getSession() {
		return this.session;
	}

	public CloseReason getReason() {
		return this.reason;
	}

	@Override
	String details() {
		return ", session=" + this.session + ", reason=" + this.reason;
	}

}
