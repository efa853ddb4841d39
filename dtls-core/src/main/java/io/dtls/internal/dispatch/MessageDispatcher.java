package io.dtls.internal.dispatch;

import java.time.Duration;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import io.dtls.MessageHandler;
import io.dtls.internal.session.Session;
import io.dtls.settings.DispatchSettings;
import io.dtls.settings.DispatchSettings.Mode;

/**
 * Brings messages from the endpoint thread to the handler.
 */
public interface MessageDispatcher {

	/**
	 * Makes the one that the settings ask for.
	 * @param name names the handler's threads
	 * @param settings on which thread, and how many messages may wait
	 * @param handler takes the messages
	 * @param executor where it runs, or null for threads of the endpoint's own
	 * @return a new dispatcher
	 */
	static MessageDispatcher of(String name, DispatchSettings settings, MessageHandler handler,
			@Nullable Executor executor) {
		HandlerCall call = new HandlerCall(handler);
		if (settings.mode() == Mode.DIRECT) {
			return new DirectDispatcher(call);
		}
		HandlerThreads threads = (executor != null) ? HandlerThreads.of(executor) : HandlerThreads.own(name);
		return new OrderedDispatcher(call, settings, threads);
	}

	/**
	 * Takes a message, on the endpoint thread, without blocking it.
	 * @param session who sent it
	 * @param message the application data
	 * @return whether it, or another message, will never reach the handler
	 */
	Outcome dispatch(Session session, byte[] message);

	/** Called on the endpoint thread after each batch of datagrams. */
	void flush();

	/**
	 * Waits until every message that was taken has been handled.
	 * @param timeout how long to wait
	 * @return whether all were handled in time
	 * @throws InterruptedException if the caller is interrupted
	 */
	boolean awaitIdle(Duration timeout) throws InterruptedException;

	/** Messages that wait for the handler now, over all sessions. */
	int waiting();

	void close();

	/** What became of a message. */
	enum Outcome {

		/** It will reach the handler. */
		TAKEN,

		/** It will, and the oldest that waited was dropped for it. */
		TAKEN_FOR_OLDEST,

		/** It was dropped. */
		DROPPED

	}

}
