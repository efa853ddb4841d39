package io.dtls.spring;

import java.io.IOException;

/**
 * A server that could not start, mostly because its port is taken.
 */
public class DtlsServerStartException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	public DtlsServerStartException(IOException cause) {
		super("The DTLS server could not start: " + cause.getMessage(), cause);
	}

}
