package io.dtls;

import javax.net.ssl.SSLException;

/**
 * Root of what this library throws for reasons of the protocol.
 */
public class DtlsException extends SSLException {

	private static final long serialVersionUID = 1L;

	/**
	 * Says what went wrong.
	 * @param message for the log
	 */
	public DtlsException(String message) {
		super(message);
	}

	/**
	 * Says what went wrong, and why.
	 * @param message for the log
	 * @param cause what it was found out by
	 */
	public DtlsException(String message, Throwable cause) {
		super(message, cause);
	}

}
