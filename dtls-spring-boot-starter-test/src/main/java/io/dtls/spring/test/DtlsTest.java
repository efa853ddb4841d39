package io.dtls.spring.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.autoconfigure.OverrideAutoConfiguration;
import org.springframework.boot.test.context.PropertyMapping;
import org.springframework.boot.test.context.filter.annotation.TypeExcludeFilters;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.core.annotation.AliasFor;
import org.springframework.test.context.BootstrapWith;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * Marks a test that starts the DTLS side of an application and nothing else: its servers,
 * its client, Spring Integration, and those components that have a
 * {@link io.dtls.spring.annotation.DtlsListener} method or are a customizer, a
 * {@link io.dtls.credentials.PskStore}, a mapper or an error handler. What the listeners
 * need beyond that the test provides, mostly by {@code @MockitoBean}. A
 * {@link DtlsTestClient} can be injected.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@BootstrapWith(DtlsTestContextBootstrapper.class)
@ExtendWith(SpringExtension.class)
@OverrideAutoConfiguration(enabled = false)
@TypeExcludeFilters(DtlsTypeExcludeFilter.class)
@AutoConfigureDtls
@ImportAutoConfiguration
public @interface DtlsTest {

	/** Properties of the application in the form key=value. */
	String[] properties() default {};

	/** Port of the server under {@code dtls.server}; 0 takes any free one. */
	@PropertyMapping("dtls.server.port")
	int port() default 0;

	/** Local address of that server. */
	@PropertyMapping("dtls.server.address")
	String address() default "127.0.0.1";

	/** Whether to take the components that are named above. */
	boolean useDefaultFilters() default true;

	/** Further components to take. */
	Filter[] includeFilters() default {};

	/** Components to leave out. */
	Filter[] excludeFilters() default {};

	/** Auto-configurations to leave out. */
	@AliasFor(annotation = ImportAutoConfiguration.class, attribute = "exclude")
	Class<?>[] excludeAutoConfiguration() default {};

}
