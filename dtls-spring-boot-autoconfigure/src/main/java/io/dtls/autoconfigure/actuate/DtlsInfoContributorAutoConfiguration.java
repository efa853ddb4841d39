package io.dtls.autoconfigure.actuate;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

import io.dtls.autoconfigure.DtlsAutoConfiguration;
import io.dtls.spring.actuate.DtlsInfoContributor;

/**
 * What the endpoint {@code info} tells of DTLS.
 */
@AutoConfiguration(after = DtlsAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnEnabledInfoContributor.class)
@Conditional(OnServerOrFlow.class)
@ConditionalOnEnabledInfoContributor("dtls")
public final class DtlsInfoContributorAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	DtlsInfoContributor dtlsInfoContributor(ListableBeanFactory beans) {
		return new DtlsInfoContributor(AllServers.of(beans));
	}

}
