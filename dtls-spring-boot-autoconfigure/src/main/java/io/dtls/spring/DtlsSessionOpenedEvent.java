package io.dtls.spring;

import io.dtls.DtlsSession;

/**
 * A session was established, or one that was saved goes on.
 */
public class DtlsSessionOpenedEvent extends DtlsEvent {

	private static final long serialVersionUID = 1L;

	private final transient DtlsSession session;

	private final boolean restored;

	/**
	 * Creates an event.
	 * @param source the server or client
	 * @param endpoint its bean name
	 * @param session the new session
	 * @param restored whether it was saved before, here or on another node
	 */
	public DtlsSessionOpenedEvent(Object source, String endpoint, DtlsSession session, boolean restored) {
		super(source, endpoint);
		this.session = session;
		this.restored = restored;
	}

	public DtlsSession getSession() {
		return this.session;
	}

	/** Whether it was saved before, here or on another node. */
	public boolean isRestored() {
		return this.restored;
	}

	@Override
	String details() {
		return ", session=" + this.session + (this.restored ? ", restored" : "");
	}

}
