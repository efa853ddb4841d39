package io.dtls.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Import;

/**
 * Has {@link DtlsListener} methods found and called. Spring Boot's auto-configuration
 * does this already; without it, put this beside {@code @EnableIntegration}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Import(DtlsListenerConfiguration.class)
public @interface EnableDtls {

}
