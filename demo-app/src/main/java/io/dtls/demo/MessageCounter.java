package io.dtls.demo;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.integration.annotation.ServiceActivator;
import org.springframework.stereotype.Component;

/**
 * Counts the messages that pass and their bytes. It listens beside {@link Echo} on the
 * same channel; see it at {@code /actuator/metrics/demo.messages}.
 */
@Component
class MessageCounter {

	private final DistributionSummary messages;

	MessageCounter(MeterRegistry registry) {
		this.messages = DistributionSummary.builder("demo.messages").baseUnit("bytes").register(registry);
	}

	@ServiceActivator(inputChannel = "dtlsInboundChannel")
	void count(byte[] message) {
		this.messages.record(message.length);
	}

}
