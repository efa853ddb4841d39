package io.dtls.autoconfigure.actuate;

import java.util.Map;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.CompositeHealthContributorConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

import io.dtls.autoconfigure.DtlsAutoConfiguration;
import io.dtls.endpoint.DtlsServer;
import io.dtls.spring.actuate.DtlsServerHealthIndicator;

/**
 * The health of the servers.
 */
@AutoConfiguration(after = DtlsAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnEnabledHealthIndicator.class)
@Conditional(OnServerOrFlow.class)
@ConditionalOnEnabledHealthIndicator("dtls")
public final class DtlsHealthContributorAutoConfiguration
		extends CompositeHealthContributorConfiguration<DtlsServerHealthIndicator, DtlsServer> {

	DtlsHealthContributorAutoConfiguration() {
		super(DtlsServerHealthIndicator::new);
	}

	@Bean
	@ConditionalOnMissingBean(name = { "dtlsHealthIndicator", "dtlsHealthContributor" })
	HealthContributor dtlsHealthContributor(ListableBeanFactory beans) {
		Map<String, DtlsServer> servers = AllServers.of(beans);
		return servers.isEmpty() ? CompositeHealthContributor.fromMap(Map.of()) : createContributor(servers);
	}

}
