package io.dtls.spring.annotation;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.config.BeanExpressionContext;
import org.springframework.beans.factory.config.BeanExpressionResolver;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.EmbeddedValueResolver;
import org.springframework.expression.Expression;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.integration.core.MessageSelector;
import org.springframework.util.StringUtils;

import io.dtls.spring.DtlsConfigurationException;

/**
 * The attributes of one {@link DtlsListener}, with placeholders and expressions resolved.
 */
final class ListenerAttributes {

	private final DtlsListener annotation;

	private final String listener;

	private final ConfigurableBeanFactory beanFactory;

	private final EmbeddedValueResolver resolver;

	/**
	 * Creates a view of an annotation.
	 * @param listener what it is on, for messages about what is wrong
	 */
	ListenerAttributes(DtlsListener annotation, String listener, ConfigurableBeanFactory beanFactory) {
		this.annotation = annotation;
		this.listener = listener;
		this.beanFactory = beanFactory;
		this.resolver = new EmbeddedValueResolver(beanFactory);
	}

	private @Nullable String resolve(String value) {
		String resolved = value.isEmpty() ? null : this.resolver.resolveStringValue(value);
		return StringUtils.hasText(resolved) ? resolved.trim() : null;
	}

	@Nullable String id() {
		return resolve(this.annotation.id());
	}

	List<String> servers() {
		return Stream.of(this.annotation.server()).flatMap(this::names).toList();
	}

	/** Names of an expression's array or collection, or of a text with commas. */
	private Stream<String> names(String value) {
		Object resolved = evaluate(value);
		if (resolved == null) {
			return Stream.of();
		}
		Collection<?> values = (resolved instanceof Collection<?> all) ? all
				: List.of((resolved instanceof Object[] array) ? array : new Object[] { resolved });
		return values.stream()
			.flatMap((one) -> Stream.of(StringUtils.commaDelimitedListToStringArray(String.valueOf(one))))
			.map(String::trim)
			.filter(StringUtils::hasText);
	}

	private @Nullable Object evaluate(String value) {
		String embedded = this.beanFactory.resolveEmbeddedValue(value);
		BeanExpressionResolver expressions = this.beanFactory.getBeanExpressionResolver();
		return (expressions != null) ? expressions.evaluate(embedded, new BeanExpressionContext(this.beanFactory, null))
				: embedded;
	}

	boolean autoStartup() {
		String value = resolve(this.annotation.autoStartup());
		if (value == null || value.equalsIgnoreCase("true")) {
			return true;
		}
		if (value.equalsIgnoreCase("false")) {
			return false;
		}
		throw wrong("autoStartup is '" + value + "'", "Set it to true or false.", null);
	}

	/** Zero where there is no limit. */
	int concurrency() {
		String value = resolve(this.annotation.concurrency());
		try {
			int concurrency = (value != null) ? Integer.parseInt(value) : 0;
			if (value == null || concurrency > 0) {
				return concurrency;
			}
			throw wrong("concurrency is " + value, "Set it to 1 or more, or remove it.", null);
		}
		catch (NumberFormatException ex) {
			throw wrong("concurrency is '" + value + "'", "Set it to a number.", ex);
		}
	}

	@Nullable String contentType() {
		return resolve(this.annotation.contentType());
	}

	@Nullable DtlsListenerErrorHandler errorHandler() {
		return bean("errorHandler", this.annotation.errorHandler(), DtlsListenerErrorHandler.class);
	}

	@Nullable MessageSelector filter() {
		return bean("filter", this.annotation.filter(), MessageSelector.class);
	}

	private <T> @Nullable T bean(String attribute, String value, Class<T> type) {
		String name = resolve(value);
		try {
			return (name != null) ? this.beanFactory.getBean(name, type) : null;
		}
		catch (NoSuchBeanDefinitionException ex) {
			throw wrong(attribute + " is '" + name + "', and there is no bean of that name",
					"Name a bean of type " + type.getSimpleName() + ".", ex);
		}
	}

	@Nullable Expression condition() {
		String value = resolve(this.annotation.condition());
		try {
			return (value != null) ? new SpelExpressionParser().parseExpression(value) : null;
		}
		catch (ParseException ex) {
			throw wrong("condition cannot be parsed: " + ex.getMessage(), "Write a SpEL expression over the message.",
					ex);
		}
	}

	private DtlsConfigurationException wrong(String problem, String action, @Nullable Exception cause) {
		String description = this.listener + ": " + problem;
		return (cause != null) ? new DtlsConfigurationException(description, action, cause)
				: new DtlsConfigurationException(description, action);
	}

}
