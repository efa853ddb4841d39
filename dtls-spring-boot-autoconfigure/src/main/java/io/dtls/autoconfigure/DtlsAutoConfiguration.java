package io.dtls.autoconfigure;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.integration.config.ConsumerEndpointFactoryBean;

import io.dtls.autoconfigure.client.DtlsConnectionDetails;
import io.dtls.autoconfigure.properties.DtlsProperties;
import io.dtls.autoconfigure.server.DtlsServerBeans;
import io.dtls.autoconfigure.server.DtlsServersRegistrar;
import io.dtls.autoconfigure.server.ServerDefinition;
import io.dtls.endpoint.DtlsServer;
import io.dtls.spring.DtlsClientSessions;
import io.dtls.spring.DtlsServerLifecycle;
import io.dtls.spring.DtlsSessions;
import io.dtls.spring.integration.DtlsInboundChannelAdapter;
import io.dtls.spring.integration.DtlsMessageMapper;
import io.dtls.spring.integration.DtlsOutboundChannelAdapter;
import io.dtls.spring.integration.DtlsRequests;
import io.dtls.spring.integration.DtlsTemplate;

/**
 * A DTLS server and its channel adapters, if {@code dtls.server.port} is set.
 */
@AutoConfiguration(after = SslAutoConfiguration.class,
		afterName = "org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration")
@ConditionalOnBooleanProperty(name = "dtls.enabled", matchIfMissing = true)
@EnableConfigurationProperties(DtlsProperties.class)
@Import(DtlsServersRegistrar.class)
public final class DtlsAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	static class PropertiesConfiguration {

		@Bean
		static ConfigurationPropertiesBindHandlerAdvisor dtlsUnknownPropertiesAreRefused() {
			return UnknownPropertiesHandler::new;
		}

		@Bean
		static InlineSslBundles dtlsInlineSslBundles(ObjectProvider<DtlsProperties> properties) {
			return new InlineSslBundles(properties);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SharedConfiguration {

		@Bean
		@ConditionalOnMissingBean
		DtlsSessions dtlsSessions(ObjectProvider<DtlsServer> servers) {
			return new DtlsSessions(servers::stream);
		}

		@Bean
		@ConditionalOnMissingBean
		DtlsMessageMapper dtlsMessageMapper() {
			return new DtlsMessageMapper();
		}

		@Bean
		@ConditionalOnMissingBean
		DtlsRequests dtlsRequests(DtlsMessageMapper mapper) {
			return new DtlsRequests(mapper);
		}

		@Bean
		@ConditionalOnMissingBean
		DtlsTemplate dtlsTemplate(DtlsSessions sessions, DtlsRequests requests, DtlsMessageMapper mapper,
				ObjectProvider<DtlsClientSessions> clientSessions, ObjectProvider<DtlsConnectionDetails> server) {
			DtlsTemplate template = new DtlsTemplate(sessions, requests, mapper);
			clientSessions.ifUnique(template::setClientSessions);
			server.ifUnique((details) -> template.setDefaultDestination(details.getHost() + ":" + details.getPort()));
			return template;
		}

		@Bean(DtlsServerBeans.BEAN_NAME)
		@Lazy
		DtlsServerBeans dtlsServerBeans(DtlsProperties properties, SslBundles bundles, Environment environment,
				BeanFactory beanFactory, DtlsSessions sessions, DtlsMessageMapper mapper) {
			return new DtlsServerBeans(properties, bundles, environment, beanFactory, sessions, mapper);
		}

	}

	/** A message's way in and out again, from top to bottom. */
	@Configuration(proxyBeanMethods = false)
	@Conditional(OnDtlsServerPort.class)
	static class ServerConfiguration {

		@Bean
		@ConditionalOnMissingBean
		DtlsInboundChannelAdapter dtlsInboundAdapter(DtlsServerBeans beans) {
			return beans.inboundAdapter(beans.unnamed());
		}

		@Bean(ServerDefinition.UNNAMED)
		@ConditionalOnMissingBean
		DtlsServer dtlsServer(DtlsServerBeans beans, DtlsInboundChannelAdapter dtlsInboundAdapter) {
			return beans.server(beans.unnamed(), dtlsInboundAdapter);
		}

		@Bean
		@ConditionalOnMissingBean
		DtlsServerLifecycle dtlsServerLifecycle(DtlsServerBeans beans, DtlsServer dtlsServer) {
			return beans.lifecycle(beans.unnamed(), dtlsServer);
		}

		@Bean
		@ConditionalOnMissingBean
		DtlsOutboundChannelAdapter dtlsOutboundAdapter(DtlsServerBeans beans) {
			return beans.outboundAdapter();
		}

		@Bean
		ConsumerEndpointFactoryBean dtlsOutboundEndpoint(DtlsServerBeans beans,
				DtlsOutboundChannelAdapter dtlsOutboundAdapter) {
			return beans.outboundEndpoint(beans.unnamed(), dtlsOutboundAdapter);
		}

	}

}
