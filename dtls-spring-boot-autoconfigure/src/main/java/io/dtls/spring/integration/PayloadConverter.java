package io.dtls.spring.integration;

import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.integration.support.converter.ConfigurableCompositeMessageConverter;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.CompositeMessageConverter;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.converter.SimpleMessageConverter;
import org.springframework.messaging.support.MessageBuilder;

/**
 * Leaves bytes and text to the mapper, which knows the character set, and other values to
 * another converter.
 */
final class PayloadConverter implements MessageConverter {

	/** JSON where Jackson and the header {@code contentType} are there. */
	static final MessageConverter DEFAULTS = new CompositeMessageConverter(
			List.of(new ConfigurableCompositeMessageConverter(), new SimpleMessageConverter()));

	private final MessageConverter unchanged = new SimpleMessageConverter();

	private final MessageConverter converter;

	PayloadConverter(MessageConverter converter) {
		this.converter = converter;
	}

	@Override
	public @Nullable Object fromMessage(Message<?> message, Class<?> targetClass) {
		Object payload = this.unchanged.fromMessage(message, targetClass);
		if (payload == null) {
			payload = this.converter.fromMessage((targetClass == String.class) ? asText(message) : message,
					targetClass);
		}
		if (payload == null) {
			throw new MessageConversionException(message,
					"Nothing converts a payload of " + message.getPayload().getClass().getSimpleName() + " to "
							+ targetClass.getName() + " where the content type is "
							+ message.getHeaders().get(MessageHeaders.CONTENT_TYPE));
		}
		return payload;
	}

	// Who asks for a String wants what was sent, not what it would be as JSON.
	private static Message<?> asText(Message<?> message) {
		return MessageBuilder.fromMessage(message).removeHeader(MessageHeaders.CONTENT_TYPE).build();
	}

	@Override
	public @Nullable Message<?> toMessage(Object payload, @Nullable MessageHeaders headers) {
		if (payload instanceof Collection<?> values) {
			return this.unchanged.toMessage(values.stream().map((value) -> one(value, headers)).toList(), headers);
		}
		return (isReady(payload) ? this.unchanged : this.converter).toMessage(payload, headers);
	}

	private Object one(Object value, @Nullable MessageHeaders headers) {
		Message<?> converted = isReady(value) ? null : this.converter.toMessage(value, headers);
		return (converted != null) ? converted.getPayload() : value;
	}

	private static boolean isReady(Object value) {
		return value instanceof byte[] || value instanceof String || value instanceof Message<?>;
	}

}
