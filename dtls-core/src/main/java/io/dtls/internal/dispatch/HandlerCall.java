package io.dtls.internal.dispatch;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.dtls.DtlsException;
import io.dtls.MessageHandler;
import io.dtls.internal.session.Session;
import io.dtls.internal.util.RareErrors;

/**
 * Calls the user's handler. Whatever it throws ends here, and so does an interrupt that
 * it leaves behind: neither is the fault of the session or of the endpoint, and the
 * thread goes on with messages of others.
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
			logger.debug("The handler of {} was interrupted", session, ex);
		}
		catch (Throwable ex) {
			report(session, ex);
		}
		finally {
			Thread.interrupted();
		}
	}

	private void report(Session session, Throwable failure) {
		try {
			failed(session, failure);
		}
		catch (Throwable ex) {
			// There may be no memory or stack left to say so.
			logger.debug("A failure of the handler could not be logged", ex);
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
