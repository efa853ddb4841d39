package io.dtls;

/**
 * Takes the decrypted messages of an endpoint, in order for each session unless the
 * dispatch mode says otherwise.
 */
@FunctionalInterface
public interface MessageHandler {

	/**
	 * Handles one message. What it throws is logged and ends neither the session nor the
	 * endpoint.
	 * @param session who sent it; answer with {@link DtlsSession#send}
	 * @param message the application data of one record; the handler owns the array
	 * @throws Exception whatever went wrong
	 */
	void handle(DtlsSession session, byte[] message) throws Exception;

}
