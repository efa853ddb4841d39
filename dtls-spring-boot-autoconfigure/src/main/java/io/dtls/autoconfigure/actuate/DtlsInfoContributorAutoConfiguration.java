package io.dtls.autoconfigure.actuate;

import java.util.Map;

import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import io.dtls.autoconfigure.DtlsAutoConfiguration;
import io.dtls.endpoint.DtlsServer;
import io.dtls.spring.actuate.DtlsInfoContributor;

/**
 * What the endpoint {@code info} tells of DTLS.
 */
@AutoConfiguration(after = DtlsAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnEnabledInfoContributor.class)
@ConditionalOnBean(DtlsServer.class)
@ConditionalOnEnabledInfoContributor("dtls")
public final class DtlsInfoContributorAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	DtlsInfoContributor dtlsInfoContributor(Map<String, DtlsServer> servers) {
		return new DtlsInfoContributor(servers);
	}

}
