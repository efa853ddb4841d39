package io.dtls.endpoint;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.dtls.AddressUnprovenException;
import io.dtls.MessageHandler;
import io.dtls.SessionClosedException;
import io.dtls.session.Session;

/**
 * Calls the user's handler. What it throws ends here, as it is neither the session's
 * fault nor the endpoint's.
 */
final class HandlerCall {

	private static final Logger logger = LoggerFactory.getLogger(HandlerCall.class);

	private final MessageHandler handler;

	private final RareErrors errors = new RareErrors(logger);

	HandlerCall(MessageHandler handler) {
		this.handler = handler;
	}

	void handle(Session session, byte[] message) {
		try {
			this.handler.handle(session, message);
		}
		catch (SessionClosedException ex) {
			// The peer left while it was being answered: no failure of anyone.
			logger.debug("{} ended before its message was handled", session);
		}
		catch (AddressUnprovenException ex) {
			// As anybody can bring about with a record of the peer's: counted, no more.
			logger.debug("{} was not answered in full: {}", session, ex.getMessage());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (Exception | LinkageError | AssertionError | StackOverflowError | OutOfMemoryError ex) {
			this.errors.log("The message handler failed for {}", session, ex.getClass(), ex, System.nanoTime());
		}
	}

}
