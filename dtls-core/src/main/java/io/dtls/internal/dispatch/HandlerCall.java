package io.dtls.internal.dispatch;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.dtls.DtlsException;
import io.dtls.MessageHandler;
import io.dtls.internal.session.Session;
import io.dtls.internal.util.RareErrors;

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
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (Exception | LinkageError | AssertionError | StackOverflowError | OutOfMemoryError ex) {
			failed(session, ex);
		}
	}

	private void failed(Session session, Throwable failure) {
		if (DtlsException.isByPeer(failure)) {
			// The peer left while it was being answered, or its address is not proven.
			logger.debug("{} was not answered: {}", session, failure.toString());
			return;
		}
		this.errors.log("The message handler failed for {}", session, failure.getClass(), failure, System.nanoTime());
	}

}
