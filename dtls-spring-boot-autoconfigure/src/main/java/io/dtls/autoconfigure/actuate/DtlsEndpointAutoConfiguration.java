package io.dtls.autoconfigure.actuate;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Lazy;

import io.dtls.autoconfigure.DtlsAutoConfiguration;
import io.dtls.spring.actuate.DtlsEndpoint;
import io.dtls.spring.actuate.DtlsEndpointWebExtension;
import io.dtls.spring.actuate.RecentFailures;

/**
 * The Actuator endpoint {@code dtls}, where it is exposed.
 */
@AutoConfiguration(after = DtlsAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@Conditional(OnServerOrFlow.class)
@ConditionalOnAvailableEndpoint(DtlsEndpoint.class)
@EnableConfigurationProperties(DtlsEndpointProperties.class)
public final class DtlsEndpointAutoConfiguration {

	@Bean
	@Lazy(false)
	@ConditionalOnMissingBean
	RecentFailures dtlsRecentFailures(ListableBeanFactory beans) {
		return new RecentFailures(AllServers.of(beans));
	}

	@Bean
	@ConditionalOnMissingBean
	DtlsEndpoint dtlsEndpoint(ListableBeanFactory beans, RecentFailures failures, DtlsEndpointProperties properties) {
		return new DtlsEndpoint(AllServers.of(beans), failures, properties.getShowValues());
	}

	@Bean
	@ConditionalOnMissingBean
	DtlsEndpointWebExtension dtlsEndpointWebExtension(DtlsEndpoint endpoint, DtlsEndpointProperties properties) {
		return new DtlsEndpointWebExtension(endpoint, properties.getShowValues(), properties.getRoles());
	}

}
