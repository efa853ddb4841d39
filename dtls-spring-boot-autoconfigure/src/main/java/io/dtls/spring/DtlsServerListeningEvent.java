package io.dtls.spring;

/**
 * A server has bound its port and begins to serve: published at each start, as another
 * port may be bound then.
 */
public class DtlsServerListeningEvent extends DtlsEvent {

	private static final long serialVersionUID = 1L;

	private final int port;

	/**
	 * Creates an event.
	 * @param source the server
	 * @param endpoint its bean name
	 * @param port what it bound
	 */
	public DtlsServerListeningEvent(Object source, String endpoint, int port) {
		super(source, endpoint);
		this.port = port;
	}

	/** The port it bound, also where 0 was asked for. */
	public int getPort() {
		return this.port;
	}

	@Override
	public String toString() {
		return "DtlsServerListeningEvent [endpoint=" + getEndpoint() + ", port=" + this.port + "]";
	}

}
