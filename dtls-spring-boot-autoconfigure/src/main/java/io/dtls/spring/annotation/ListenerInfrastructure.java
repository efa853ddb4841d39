package io.dtls.spring.annotation;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.integration.context.IntegrationContextUtils;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.handler.annotation.support.MessageHandlerMethodFactory;
import org.springframework.util.ClassUtils;
import org.springframework.validation.Validator;

/**
 * What calling a listener method takes.
 *
 * @param methods makes methods callable
 * @param converter of payloads and of what is returned
 * @param beanFactory for beans in expressions
 */
record ListenerInfrastructure(MessageHandlerMethodFactory methods, MessageConverter converter,
		ConfigurableListableBeanFactory beanFactory) {

	/** A bean of this name takes the place of the factory for listener methods. */
	static final String METHOD_FACTORY = "dtlsMessageHandlerMethodFactory";

	private static final boolean VALIDATION = ClassUtils.isPresent("jakarta.validation.Validator",
			ListenerInfrastructure.class.getClassLoader());

	static ListenerInfrastructure of(ConfigurableListableBeanFactory beanFactory) {
		MessageConverter converter = beanFactory
			.getBean(IntegrationContextUtils.ARGUMENT_RESOLVER_MESSAGE_CONVERTER_BEAN_NAME, MessageConverter.class);
		return new ListenerInfrastructure(methods(beanFactory, converter), converter, beanFactory);
	}

	private static MessageHandlerMethodFactory methods(ConfigurableListableBeanFactory beanFactory,
			MessageConverter converter) {
		if (beanFactory.containsBean(METHOD_FACTORY)) {
			return beanFactory.getBean(METHOD_FACTORY, MessageHandlerMethodFactory.class);
		}
		Validator validator = VALIDATION ? beanFactory.getBeanProvider(Validator.class).getIfUnique() : null;
		DtlsMessageHandlerMethodFactory factory = new DtlsMessageHandlerMethodFactory(converter, validator);
		factory.setBeanFactory(beanFactory);
		factory.afterPropertiesSet();
		return factory;
	}

}
