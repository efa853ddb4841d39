package io.dtls;

import javax.net.ssl.SSLException;

/**
 * Root of what this library throws for reasons of the protocol.
 */
public class DtlsException extends SSLException {

	private static final long serialVersionUID = 1L;

	public DtlsException(String message) {
		super(message);
	}

	public DtlsException(String message, Throwable cause) {
		super(message, cause);
	}

}
