package io.dtls.spring;

import java.io.IOException;

/**
 * A server that could not start, mostly because its port is taken.
 */
public class DtlsServerStartException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String server;

	/**
	 * Creates an exception for one server.
	 * @param server its bean name
	 * @param cause what the system said
	 */
	public DtlsServerStartException(String server, IOException cause) {
		super("The DTLS server could not start: " + cause.getMessage(), cause);
		this.server = server;
	}

	public String getServer() {
		return this.server;
	}

}
