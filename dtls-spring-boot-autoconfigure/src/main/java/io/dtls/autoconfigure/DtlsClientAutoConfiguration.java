package io.dtls.autoconfigure;

import java.util.Optional;
import java.util.function.Function;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Fallback;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.integration.config.ConsumerEndpointFactoryBean;
import org.springframework.messaging.Message;

import io.dtls.DtlsSession;
import io.dtls.autoconfigure.client.ClientDefinition;
import io.dtls.autoconfigure.client.ClientPsk;
import io.dtls.autoconfigure.client.DtlsClientChannels;
import io.dtls.autoconfigure.client.DtlsClientFactory;
import io.dtls.autoconfigure.client.DtlsConnectionDetails;
import io.dtls.autoconfigure.properties.DtlsProperties;
import io.dtls.autoconfigure.server.DtlsServerBeans;
import io.dtls.credentials.PskStore;
import io.dtls.endpoint.DtlsClient;
import io.dtls.spring.DtlsClientCustomizer;
import io.dtls.spring.DtlsClientLifecycle;
import io.dtls.spring.DtlsClientSessions;
import io.dtls.spring.integration.DtlsHeaders;
import io.dtls.spring.integration.DtlsInboundChannelAdapter;
import io.dtls.spring.integration.DtlsMessageMapper;
import io.dtls.spring.integration.DtlsOutboundChannelAdapter;
import io.dtls.spring.integration.DtlsRequests;

/**
 * A DTLS client and its channel adapters, if {@code dtls.client.host} or a bean tells
 * which server to connect to. Where a server and a client could be meant, it is the
 * server.
 */
@AutoConfiguration(after = DtlsAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "dtls.enabled", matchIfMissing = true)
@Conditional(OnDtlsClient.class)
@EnableConfigurationProperties(DtlsProperties.class)
@Import(DtlsClientChannels.class)
public final class DtlsClientAutoConfiguration {

	private static final String INBOUND_ADAPTER = "dtlsClientInboundAdapter";

	private static final String OUTBOUND_ADAPTER = "dtlsClientOutboundAdapter";

	private final ClientDefinition definition;

	private final DtlsRequests requests;

	DtlsClientAutoConfiguration(DtlsProperties properties, DtlsRequests requests) {
		this.definition = new ClientDefinition(properties);
		this.requests = requests;
	}

	@Bean
	@ConditionalOnMissingBean(DtlsConnectionDetails.class)
	PropertiesDtlsConnectionDetails dtlsConnectionDetails() {
		return new PropertiesDtlsConnectionDetails(this.definition.properties());
	}

	@Bean(INBOUND_ADAPTER)
	@Fallback
	@ConditionalOnMissingBean(name = INBOUND_ADAPTER)
	DtlsInboundChannelAdapter dtlsClientInboundAdapter(DtlsMessageMapper mapper) {
		DtlsInboundChannelAdapter adapter = new DtlsInboundChannelAdapter(ClientDefinition.NAME);
		adapter.setMapper(mapper);
		adapter.setOutputChannelName(this.definition.replyChannel());
		adapter.setReplyChannelName(this.definition.channel());
		return adapter;
	}

	@Bean(ClientDefinition.NAME)
	@ConditionalOnMissingBean
	DtlsClient dtlsClient(DtlsConnectionDetails server, @Qualifier(INBOUND_ADAPTER) DtlsInboundChannelAdapter handler,
			SslBundles bundles, Environment environment, ObjectProvider<PskStore> pskStores,
			ObjectProvider<DtlsClientCustomizer> customizers) {
		ClientPsk psk = ClientPsk.of(this.definition, pskStores.getIfAvailable(), environment);
		DtlsClient client = new DtlsClientFactory(this.definition, bundles, psk).create(server,
				this.requests.handler(ClientDefinition.NAME, handler), DtlsServerBeans.handlerExecutor(environment),
				customizers.orderedStream().toList());
		client.addObserver(this.requests);
		return client;
	}

	@Bean
	@ConditionalOnMissingBean
	DtlsClientSessions dtlsClientSessions(DtlsClient client) {
		return new DtlsClientSessions(client);
	}

	@Bean(OUTBOUND_ADAPTER)
	@Fallback
	@ConditionalOnMissingBean(name = OUTBOUND_ADAPTER)
	DtlsOutboundChannelAdapter dtlsClientOutboundAdapter(DtlsClient client, DtlsClientSessions sessions,
			DtlsConnectionDetails server, DtlsMessageMapper mapper) {
		DtlsOutboundChannelAdapter adapter = new DtlsOutboundChannelAdapter(sessions, destination(client, server));
		adapter.setMapper(mapper);
		return adapter;
	}

	/**
	 * Answers go to the session that the message came in; everything else, and what came
	 * in to a server of the application, to the server that is configured.
	 */
	private static Function<Message<?>, Object> destination(DtlsClient client, DtlsConnectionDetails server) {
		return (message) -> {
			String id = message.getHeaders().get(DtlsHeaders.SESSION_ID, String.class);
			Optional<DtlsSession> session = client.sessions().stream().filter((open) -> open.id().equals(id)).findAny();
			return session.<Object>map((open) -> open).orElseGet(() -> server.getHost() + ":" + server.getPort());
		};
	}

	@Bean
	ConsumerEndpointFactoryBean dtlsClientOutboundEndpoint(
			@Qualifier(OUTBOUND_ADAPTER) DtlsOutboundChannelAdapter adapter) {
		ConsumerEndpointFactoryBean endpoint = new ConsumerEndpointFactoryBean();
		endpoint.setHandler(adapter);
		endpoint.setInputChannelName(this.definition.channel());
		return endpoint;
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBooleanProperty("dtls.client.reconnect.enabled")
	DtlsClientLifecycle dtlsClientLifecycle(DtlsClient client, DtlsClientSessions sessions,
			DtlsConnectionDetails server) {
		return new DtlsClientLifecycle(client, sessions, server.getHost(), server.getPort(),
				this.definition.reconnect());
	}

}
