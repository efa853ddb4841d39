package io.dtls.spring.annotation;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.integration.annotation.Payloads;
import org.springframework.integration.handler.support.IntegrationMessageHandlerMethodFactory;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.annotation.support.PayloadMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.validation.Validator;

/**
 * Spring Integration's own, which validates no payload that is annotated, with one that
 * does and with what is known of the peer before it.
 */
final class DtlsMessageHandlerMethodFactory extends IntegrationMessageHandlerMethodFactory {

	private final MessageConverter converter;

	private final @Nullable Validator validator;

	DtlsMessageHandlerMethodFactory(MessageConverter converter, @Nullable Validator validator) {
		this.converter = converter;
		this.validator = validator;
		setMessageConverter(converter);
		if (validator != null) {
			setValidator(validator);
		}
	}

	@Override
	public void setCustomArgumentResolvers(List<HandlerMethodArgumentResolver> ofSpringIntegration) {
		List<HandlerMethodArgumentResolver> all = new ArrayList<>();
		all.add(new PeerArgumentResolver());
		all.add(new BytesOrTextResolver(this.converter, this.validator));
		all.add(new AnnotatedPayloadResolver(this.converter, this.validator));
		all.addAll(ofSpringIntegration);
		super.setCustomArgumentResolvers(all);
	}

	/**
	 * Takes a message of no bytes (RFC 5246, section 6.2.1) for a payload, where Spring's
	 * own resolver takes it for a missing one.
	 */
	private static final class BytesOrTextResolver extends PayloadMethodArgumentResolver {

		BytesOrTextResolver(MessageConverter converter, @Nullable Validator validator) {
			super(converter, validator, false);
		}

		@Override
		public boolean supportsParameter(MethodParameter parameter) {
			Class<?> type = parameter.getParameterType();
			Payload payload = parameter.getParameterAnnotation(Payload.class);
			return (type == byte[].class || type == String.class) && (payload == null || payload.expression().isEmpty())
					&& !parameter.hasParameterAnnotation(Payloads.class);
		}

		@Override
		public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) throws Exception {
			if (message.getPayload() instanceof byte[] bytes && bytes.length == 0) {
				return (parameter.getParameterType() == String.class) ? "" : bytes;
			}
			return super.resolveArgument(parameter, message);
		}

	}

	/** Leaves payloads that are expressions to Spring Integration. */
	private static final class AnnotatedPayloadResolver extends PayloadMethodArgumentResolver {

		AnnotatedPayloadResolver(MessageConverter converter, @Nullable Validator validator) {
			super(converter, validator, false);
		}

		@Override
		public boolean supportsParameter(MethodParameter parameter) {
			Payload payload = parameter.getParameterAnnotation(Payload.class);
			return payload != null && payload.expression().isEmpty();
		}

	}

}
