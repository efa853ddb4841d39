package io.dtls.recipe;

import java.util.List;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.kafka.dsl.Kafka;
import org.springframework.integration.support.MessageBuilder;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.support.KafkaHeaders;
import org.springframework.kafka.support.SimpleKafkaHeaderMapper;
import org.springframework.messaging.Message;

import io.dtls.spring.DtlsSessions;
import io.dtls.spring.integration.DtlsHeaders;

/**
 * What devices send goes to Kafka; commands come back through the node that has the
 * session. docs/operations/downstream.md shows it.
 */
@Configuration(proxyBeanMethods = false)
class KafkaRecipe {

	@Bean
	IntegrationFlow telemetry(KafkaTemplate<String, byte[]> kafka) {
		SimpleKafkaHeaderMapper headers = new SimpleKafkaHeaderMapper(DtlsHeaders.SESSION_ID);
		headers.setMapAllStringsOut(true);
		return IntegrationFlow.from("dtlsInboundChannel")
			.handle(Kafka.outboundChannelAdapter(kafka)
				.topic("telemetry")
				.messageKey((message) -> message.getHeaders().get(DtlsHeaders.PSK_IDENTITY))
				.headerMapper(headers))
			.get();
	}

	@Bean
	IntegrationFlow commands(ConsumerFactory<String, byte[]> consumers, DtlsSessions sessions,
			@Value("${node}") String node) {
		ContainerProperties topic = new ContainerProperties("commands");
		// A group of its own: each node hears every command.
		topic.setGroupId("commands-" + node);
		return IntegrationFlow.from(Kafka.messageDrivenChannelAdapter(consumers, topic))
			.splitWith((splitter) -> splitter.expectedType(Message.class)
				.function((Message<?> command) -> toSessions(command, sessions)))
			.channel("dtlsOutboundChannel")
			.get();
	}

	private static List<Message<?>> toSessions(Message<?> command, DtlsSessions sessions) {
		Object device = command.getHeaders().get(KafkaHeaders.RECEIVED_KEY);
		return sessions.all()
			.stream()
			.filter((session) -> session.isOpen() && device.equals(session.peer().pskIdentity()))
			.<Message<?>>map((session) -> MessageBuilder.withPayload(command.getPayload())
				.setHeader(DtlsHeaders.SESSION_ID, session.id())
				.build())
			.toList();
	}

}
