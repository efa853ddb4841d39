package io.dtls.spring;

import org.springframework.integration.ip.event.IpIntegrationEvent;

/**
 * Something that happened at a server or client. Its source is that server or client, or
 * the adapter that it happened in.
 */
public abstract class DtlsEvent extends IpIntegrationEvent {

	private static final long serialVersionUID = 1L;

	private final String endpoint;

	/**
	 * Creates an event.
	 * @param source where it happened
	 * @param endpoint bean name of the server, or of the sessions of a client
	 */
	protected DtlsEvent(Object source, String endpoint) {
		super(source);
		this.endpoint = endpoint;
	}

	/** Bean name of the server, or of the sessions of a client. */
	public String getEndpoint() {
		return this.endpoint;
	}

	@Override
	public String toString() {
		return getClass().getSimpleName() + " [endpoint=" + this.endpoint + details() + "]";
	}

	/** What else happened, for the log; begins with a comma if it is not empty. */
	String details() {
		return "";
	}

}
