package io.dtls.spring.integration;

import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.integration.support.converter.ConfigurableCompositeMessageConverter;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.CompositeMessageConverter;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.converter.SimpleMessageConverter;

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
		return (payload != null) ? payload : this.converter.fromMessage(message, targetClass);
	}

	@Override
	public @Nullable Message<?> toMessage(Object payload, @Nullable MessageHeaders headers) {
		boolean ready = payload instanceof byte[] || payload instanceof String || payload instanceof Collection<?>;
		return (ready ? this.unchanged : this.converter).toMessage(payload, headers);
	}

}
