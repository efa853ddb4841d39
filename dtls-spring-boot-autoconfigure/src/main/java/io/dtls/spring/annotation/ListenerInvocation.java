package io.dtls.spring.annotation;

import java.lang.reflect.Method;
import java.util.concurrent.Semaphore;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.support.AopUtils;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.Expression;
import org.springframework.integration.core.MessageSelector;
import org.springframework.integration.expression.ExpressionUtils;
import org.springframework.integration.handler.MessageProcessor;
import org.springframework.integration.support.MessageBuilder;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.handler.annotation.support.AnnotationExceptionHandlerMethodResolver;
import org.springframework.messaging.handler.annotation.support.MessageHandlerMethodFactory;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;

import io.dtls.DtlsSession;
import io.dtls.spring.integration.DtlsHeaders;
import io.dtls.spring.integration.PendingReplies;

/**
 * Calls one listener method with the messages that it wants, and its exception handlers
 * with what it throws.
 */
final class ListenerInvocation implements MessageProcessor<Object> {

	private static final Logger logger = LoggerFactory.getLogger(ListenerInvocation.class);

	private final Object bean;

	private final InvocableHandlerMethod method;

	private final MessageHandlerMethodFactory factory;

	private final MessageConverter converter;

	private final AnnotationExceptionHandlerMethodResolver exceptionHandlers;

	private final EvaluationContext evaluation;

	private final String server;

	private final @Nullable String contentType;

	private final @Nullable MessageSelector filter;

	private final @Nullable Expression condition;

	private final @Nullable DtlsListenerErrorHandler errorHandler;

	private final @Nullable Semaphore concurrency;

	private final boolean answersLater;

	private final PendingReplies pending = new PendingReplies();

	ListenerInvocation(ListenerMethod listener, ListenerAttributes attributes, String server,
			ListenerInfrastructure infrastructure) {
		this.bean = listener.bean();
		this.factory = infrastructure.methods();
		this.converter = infrastructure.converter();
		this.method = this.factory.createInvocableHandlerMethod(this.bean, listener.method());
		this.exceptionHandlers = new AnnotationExceptionHandlerMethodResolver(AopUtils.getTargetClass(this.bean));
		this.evaluation = ExpressionUtils.createStandardEvaluationContext(infrastructure.beanFactory());
		this.answersLater = ListenerReplies.isLater(listener.method().getReturnType());
		this.server = server;
		this.contentType = attributes.contentType();
		this.filter = attributes.filter();
		this.condition = attributes.condition();
		this.errorHandler = attributes.errorHandler();
		this.concurrency = (attributes.concurrency() > 0) ? new Semaphore(attributes.concurrency()) : null;
	}

	@Override
	public @Nullable Object processMessage(Message<?> received) {
		Message<?> message = withContentType(received);
		if (!isWanted(message)) {
			return null;
		}
		DtlsSession session = this.answersLater ? message.getHeaders().get(DtlsHeaders.SESSION, DtlsSession.class)
				: null;
		if (session != null && !this.pending.begin(session)) {
			logger.debug("Dropped a message of {}: too many wait for their answers", session);
			return null;
		}
		ListenerReplies replies = new ListenerReplies(this.converter, message.getHeaders());
		try {
			return replies.of((session != null) ? promise(message, session) : invoke(message),
					(failure) -> onLaterFailure(message, replies, failure));
		}
		catch (Exception ex) {
			return replies.of(onFailure(message, ex), (failure) -> {
				throw failed(message, failure);
			});
		}
	}

	private Message<?> withContentType(Message<?> message) {
		if (this.contentType == null) {
			return message;
		}
		return MessageBuilder.fromMessage(message)
			.setHeaderIfAbsent(MessageHeaders.CONTENT_TYPE, this.contentType)
			.build();
	}

	// Servers may share a channel.
	private boolean isWanted(Message<?> message) {
		Object endpoint = message.getHeaders().get(DtlsHeaders.ENDPOINT);
		if (endpoint != null && !endpoint.equals(this.server)) {
			return false;
		}
		if (this.filter != null && !this.filter.accept(message)) {
			return false;
		}
		return this.condition == null
				|| Boolean.TRUE.equals(this.condition.getValue(this.evaluation, message, Boolean.class));
	}

	// Counts until it is answered.
	private @Nullable Object promise(Message<?> message, DtlsSession session) throws Exception {
		Object promised = null;
		try {
			promised = invoke(message);
		}
		finally {
			if (promised == null) {
				this.pending.end(session);
			}
		}
		return (promised != null) ? ListenerReplies.whenDone(promised, () -> this.pending.end(session)) : null;
	}

	private @Nullable Object invoke(Message<?> message) throws Exception {
		if (this.concurrency == null) {
			return this.method.invoke(message);
		}
		this.concurrency.acquire();
		try {
			return this.method.invoke(message);
		}
		finally {
			this.concurrency.release();
		}
	}

	private @Nullable Object onLaterFailure(Message<?> message, ListenerReplies replies, Throwable failure) {
		if (failure instanceof Exception exception) {
			return replies.of(onFailure(message, exception), (again) -> {
				throw failed(message, again);
			});
		}
		throw failed(message, failure);
	}

	private @Nullable Object onFailure(Message<?> message, Exception failure) {
		Method handler = this.exceptionHandlers.resolveMethod(failure);
		try {
			if (handler != null) {
				Method invocable = AopUtils.selectInvocableMethod(handler, this.bean.getClass());
				return this.factory.createInvocableHandlerMethod(this.bean, invocable).invoke(message, failure);
			}
			if (this.errorHandler != null) {
				return this.errorHandler.handleError(message, failure);
			}
		}
		catch (Exception ex) {
			throw failed(message, ex);
		}
		throw failed(message, failure);
	}

	private ListenerFailedException failed(Message<?> message, Throwable failure) {
		return new ListenerFailedException(message, this.method.getShortLogMessage() + " failed", failure);
	}

}
