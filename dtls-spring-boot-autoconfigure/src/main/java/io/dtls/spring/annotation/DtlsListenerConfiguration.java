package io.dtls.spring.annotation;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class DtlsListenerConfiguration {

	@Bean(DtlsListenerAnnotationBeanPostProcessor.BEAN_NAME)
	static DtlsListenerAnnotationBeanPostProcessor dtlsListenerAnnotationBeanPostProcessor() {
		return new DtlsListenerAnnotationBeanPostProcessor();
	}

}
