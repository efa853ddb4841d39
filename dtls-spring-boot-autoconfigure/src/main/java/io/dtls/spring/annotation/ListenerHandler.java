package io.dtls.spring.annotation;

import org.jspecify.annotations.Nullable;
import org.springframework.integration.handler.ServiceActivatingHandler;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.GenericMessage;

import io.dtls.spring.integration.FailedMessages;

/**
 * Takes the messages of one listener and sends on what it returns, with the headers of
 * the message that it answers.
 */
final class ListenerHandler extends ServiceActivatingHandler {

	private final FailedMessages failures = new FailedMessages();

	ListenerHandler(ListenerInvocation invocation) {
		super(invocation);
	}

	@Override
	protected void doInit() {
		super.doInit();
		this.failures.setBeanFactory(getBeanFactory());
	}

	// Of what was to be answered later.
	@Override
	protected void sendErrorMessage(Message<?> requestMessage, Throwable ex) {
		if (!this.failures.settles(ex, requestMessage)) {
			super.sendErrorMessage(requestMessage, ex);
		}
	}

	// All headers at once: a message builder takes each of them up by itself.
	@Override
	protected Message<?> createOutputMessage(Object output, @Nullable MessageHeaders requestHeaders) {
		if (requestHeaders == null) {
			return (output instanceof Message<?> message) ? message : new GenericMessage<>(output);
		}
		boolean plain = output instanceof byte[] || output instanceof String;
		return plain ? new GenericMessage<>(output, requestHeaders) : super.createOutputMessage(output, requestHeaders);
	}

}
