package io.dtls.autoconfigure.actuate;

import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Lazy;

import io.dtls.autoconfigure.DtlsAutoConfiguration;
import io.dtls.spring.actuate.HandshakeObservationConvention;
import io.dtls.spring.actuate.HandshakeObservations;

/**
 * The observation of handshakes, where there is a registry for it.
 */
@AutoConfiguration(after = DtlsAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBean(ObservationRegistry.class)
@Conditional(OnServerOrFlow.class)
public final class DtlsObservationAutoConfiguration {

	@Bean
	@Lazy(false)
	@ConditionalOnMissingBean
	HandshakeObservations dtlsHandshakeObservations(ListableBeanFactory beans, ObservationRegistry registry,
			ObjectProvider<HandshakeObservationConvention> convention) {
		return new HandshakeObservations(AllServers.of(beans), registry, convention.getIfUnique());
	}

}
