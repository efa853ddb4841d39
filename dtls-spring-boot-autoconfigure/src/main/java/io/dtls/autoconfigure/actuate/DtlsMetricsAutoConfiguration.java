package io.dtls.autoconfigure.actuate;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
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
import io.dtls.spring.actuate.DtlsMetrics;
import io.dtls.spring.actuate.HandshakeObservationConvention;
import io.dtls.spring.actuate.HandshakeObservations;

/**
 * The meters of the servers, where there is a registry for them.
 */
@AutoConfiguration(after = { DtlsAutoConfiguration.class, DtlsObservationAutoConfiguration.class },
		afterName = { "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
				"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration" })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(MeterRegistry.class)
@Conditional(OnServerOrFlow.class)
public final class DtlsMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	DtlsMetrics dtlsMetrics(ListableBeanFactory beans) {
		return new DtlsMetrics(AllServers.of(beans));
	}

	/**
	 * The gauge {@code dtls.handshakes.active} tells how many run; the timer of that name
	 * which Micrometer derives from the observation would tell it twice.
	 */
	@Bean
	static MeterFilter dtlsHandshakesAreCountedOnce() {
		return MeterFilter
			.deny((id) -> id.getName().equals(HandshakeObservations.NAME + ".active") && id.getTag("outcome") != null);
	}

	/** Times handshakes where nothing else is observed. */
	@Bean
	@Lazy(false)
	@ConditionalOnMissingBean
	HandshakeObservations dtlsHandshakeTimers(ListableBeanFactory beans, MeterRegistry meters,
			ObjectProvider<HandshakeObservationConvention> convention) {
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
		return new HandshakeObservations(AllServers.of(beans), registry, convention.getIfUnique());
	}

}
