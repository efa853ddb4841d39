package io.dtls;

import javax.net.ssl.SSLException;

import org.jspecify.annotations.Nullable;

/**
 * Root of what this library throws for reasons of the protocol.
 */
public class DtlsException extends SSLException {

	private static final long serialVersionUID = 1L;

	// Causes may go in circles.
	private static final int MAX_DEPTH = 50;

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

	/**
	 * Whether a failure, or what caused it, is the peer's doing and nobody's mistake: its
	 * session has ended, or its address is not proven.
	 * @param failure what was thrown, perhaps by those in between
	 * @return true for such an exception at any depth
	 */
	public static boolean isByPeer(Throwable failure) {
		@Nullable Throwable cause = failure;
		for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++) {
			if (cause instanceof SessionClosedException || cause instanceof AddressUnprovenException) {
				return true;
			}
			cause = cause.getCause();
		}
		return false;
	}

}
