package io.dtls.internal.dispatch;

import java.time.Duration;

import io.dtls.internal.session.Session;

/**
 * Runs the handler on the endpoint thread: no hand-off, for handlers that never block.
 */
final class DirectDispatcher implements MessageDispatcher {

	private final HandlerCall handler;

	DirectDispatcher(HandlerCall handler) {
		this.handler = handler;
	}

	@Override
	public Outcome dispatch(Session session, byte[] message) {
		this.handler.handle(session, message);
		return Outcome.TAKEN;
	}

	@Override
	public void flush() {
		// Nothing is held back.
	}

	@Override
	public boolean awaitIdle(Duration timeout) {
		return true;
	}

	@Override
	public int waiting() {
		return 0;
	}

	@Override
	public void close() {
		// No thread of its own.
	}

}
