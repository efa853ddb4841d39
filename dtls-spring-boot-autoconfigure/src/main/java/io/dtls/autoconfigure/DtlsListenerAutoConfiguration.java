package io.dtls.autoconfigure;

import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ReflectionUtils.MethodFilter;

import io.dtls.spring.annotation.DtlsListener;
import io.dtls.spring.annotation.DtlsListenerAnnotationBeanPostProcessor;
import io.dtls.spring.annotation.EnableDtls;

/**
 * Finds {@link DtlsListener} methods. It does so without a server too, as a listener that
 * will never hear anything is a mistake.
 */
@AutoConfiguration(after = DtlsAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "dtls.enabled", matchIfMissing = true)
public final class DtlsListenerAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@EnableDtls
	@ConditionalOnMissingBean(name = DtlsListenerAnnotationBeanPostProcessor.BEAN_NAME)
	static class EnableDtlsConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	static class EagerListenersConfiguration {

		/** A lazy listener would never be created: nobody asks for it. */
		@Bean
		static LazyInitializationExcludeFilter dtlsListenersAreEager() {
			MethodFilter listener = (method) -> AnnotatedElementUtils.hasAnnotation(method, DtlsListener.class);
			return (name, definition, type) -> AnnotationUtils.isCandidateClass(type, DtlsListener.class)
					&& !MethodIntrospector.selectMethods(type, listener).isEmpty();
		}

	}

}
