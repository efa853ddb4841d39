package io.dtls.spring.annotation;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHandlingException;

/**
 * What a listener threw. Unlike its superclass, its text leaves out the message that was
 * handled, whose headers say who the peer is: logs need not know.
 */
final class ListenerFailedException extends MessageHandlingException {

	private static final long serialVersionUID = 1;

	ListenerFailedException(Message<?> message, String description, Throwable cause) {
		super(message, description, cause);
	}

	// The superclass adds the message here, not in getMessage().
	@SuppressWarnings("OverrideThrowableToString")
	@Override
	public String toString() {
		return getClass().getName() + ": " + getMessage();
	}

}
