package io.dtls.autoconfigure.actuate;

import java.util.Map;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

import io.dtls.autoconfigure.DtlsAutoConfiguration;
import io.dtls.endpoint.DtlsServer;
import io.dtls.spring.actuate.DtlsEndpoint;
import io.dtls.spring.actuate.DtlsEndpointWebExtension;
import io.dtls.spring.actuate.RecentFailures;

/**
 * The Actuator endpoint {@code dtls}, where it is exposed.
 */
@AutoConfiguration(after = DtlsAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(DtlsServer.class)
@ConditionalOnAvailableEndpoint(DtlsEndpoint.class)
@EnableConfigurationProperties(DtlsEndpointProperties.class)
public final class DtlsEndpointAutoConfiguration {

	@Bean
	@Lazy(false)
	@ConditionalOnMissingBean
	RecentFailures dtlsRecentFailures(Map<String, DtlsServer> servers) {
		return new RecentFailures(servers);
	}

	@Bean
	@ConditionalOnMissingBean
	DtlsEndpoint dtlsEndpoint(Map<String, DtlsServer> servers, RecentFailures failures,
			DtlsEndpointProperties properties) {
		return new DtlsEndpoint(servers, failures, properties.getShowValues());
	}

	@Bean
	@ConditionalOnMissingBean
	DtlsEndpointWebExtension dtlsEndpointWebExtension(DtlsEndpoint endpoint, DtlsEndpointProperties properties) {
		return new DtlsEndpointWebExtension(endpoint, properties.getShowValues(), properties.getRoles());
	}

}
