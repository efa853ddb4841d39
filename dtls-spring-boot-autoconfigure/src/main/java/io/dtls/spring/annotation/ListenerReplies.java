package io.dtls.spring.annotation;

import java.util.Collection;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.util.ClassUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Makes of what a listener returns something that can be sent: each value is converted by
 * its content type unless it is bytes, text or a message already.
 */
final class ListenerReplies {

	private static final boolean REACTOR = ClassUtils.isPresent("reactor.core.publisher.Mono",
			ListenerReplies.class.getClassLoader());

	private final MessageConverter converter;

	private final MessageHeaders headers;

	/**
	 * Creates a maker of replies to one message.
	 * @param headers of that message, which may say a content type
	 */
	ListenerReplies(MessageConverter converter, MessageHeaders headers) {
		this.converter = converter;
		this.headers = headers;
	}

	/**
	 * Makes a reply of what a method returned.
	 * @param result a value, a collection, or one of them to come
	 * @param onFailure makes a reply of the failure of one to come, or throws
	 * @return what can be sent
	 */
	@Nullable Object of(@Nullable Object result, Function<Throwable, @Nullable Object> onFailure) {
		if (result instanceof CompletionStage<?> stage) {
			return stage
				.handle((value, failure) -> (failure != null) ? onFailure.apply(unwrapped(failure)) : of(value));
		}
		if (REACTOR && result instanceof Publisher<?>) {
			return Reactive.map(result, this::of, onFailure);
		}
		return of(result);
	}

	/** Whether values of a type are answers to come. */
	static boolean isLater(Class<?> type) {
		return CompletionStage.class.isAssignableFrom(type) || (REACTOR && Publisher.class.isAssignableFrom(type));
	}

	/** The same answer to come, which tells when it is there or has failed. */
	static Object whenDone(Object answer, Runnable done) {
		if (answer instanceof CompletionStage<?> stage) {
			return stage.whenComplete((value, failure) -> done.run());
		}
		return Reactive.whenDone(answer, done);
	}

	private static Throwable unwrapped(Throwable failure) {
		Throwable cause = failure.getCause();
		return (failure instanceof CompletionException && cause != null) ? cause : failure;
	}

	private @Nullable Object of(@Nullable Object value) {
		if (value instanceof Collection<?> values) {
			return values.stream().map(this::one).toList();
		}
		return (value != null) ? one(value) : null;
	}

	private Object one(Object value) {
		if (value instanceof byte[] || value instanceof String || value instanceof Message) {
			return value;
		}
		if (!this.headers.containsKey(MessageHeaders.CONTENT_TYPE)) {
			throw new MessageConversionException("A listener returned a " + value.getClass().getName()
					+ ", and neither its attribute contentType nor the message says what to make of it");
		}
		Message<?> converted = this.converter.toMessage(value, this.headers);
		if (converted == null) {
			throw new MessageConversionException("Nothing converts a " + value.getClass().getName() + " to "
					+ this.headers.get(MessageHeaders.CONTENT_TYPE));
		}
		return converted.getPayload();
	}

	/** Loaded only where Reactor is. */
	private static final class Reactive {

		static Object whenDone(Object publisher, Runnable done) {
			return (publisher instanceof Mono<?> mono) ? mono.doFinally((signal) -> done.run())
					: Flux.from((Publisher<?>) publisher).doFinally((signal) -> done.run());
		}

		// Spring Integration takes the future and waits for it.
		@SuppressWarnings("FutureReturnValueIgnored")
		static Object map(Object publisher, UnaryOperator<@Nullable Object> mapper,
				Function<Throwable, @Nullable Object> onFailure) {
			Mono<?> values = (publisher instanceof Mono<?> mono) ? mono : all((Publisher<?>) publisher);
			// A future, as Spring Integration subscribes without an error handler, and
			// Reactor then logs each failure a second time.
			return values.mapNotNull(mapper)
				.onErrorResume((failure) -> Mono.justOrEmpty(onFailure.apply(failure)))
				.toFuture();
		}

		// Spring Integration would take the first value only.
		private static Mono<?> all(Publisher<?> publisher) {
			return Flux.from(publisher).collectList().filter((list) -> !list.isEmpty());
		}

	}

}
