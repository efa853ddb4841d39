package io.dtls.autoconfigure.actuate;

import java.util.Map;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import io.dtls.autoconfigure.DtlsClientAutoConfiguration;
import io.dtls.endpoint.DtlsClient;
import io.dtls.spring.actuate.DtlsClientMetrics;

/**
 * The meters of the clients, where there is a registry for them.
 */
@AutoConfiguration(after = DtlsClientAutoConfiguration.class,
		afterName = { "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
				"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration" })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ DtlsClient.class, MeterRegistry.class })
public final class DtlsClientMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	DtlsClientMetrics dtlsClientMetrics(Map<String, DtlsClient> clients) {
		return new DtlsClientMetrics(clients);
	}

}
