package io.dtls.autoconfigure;

import java.util.Map;

import org.jspecify.annotations.Nullable;
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
import org.springframework.core.env.Environment;
import org.springframework.integration.config.ConsumerEndpointFactoryBean;

import io.dtls.PskStore;
import io.dtls.endpoint.DtlsServer;
import io.dtls.spring.DtlsServerLifecycle;
import io.dtls.spring.integration.DtlsInboundChannelAdapter;
import io.dtls.spring.integration.DtlsOutboundChannelAdapter;

/**
 * A DTLS server and its channel adapters, if {@code dtls.server.port} is set.
 */
@AutoConfiguration(after = SslAutoConfiguration.class,
		afterName = "org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration")
@ConditionalOnBooleanProperty(name = "dtls.enabled", matchIfMissing = true)
@EnableConfigurationProperties(DtlsProperties.class)
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

	/** A message's way in and out again, from top to bottom. */
	@Configuration(proxyBeanMethods = false)
	@Conditional(OnDtlsServerPort.class)
	@Import(DtlsChannelsRegistrar.class)
	static class ServerConfiguration {

		private static final String SERVER = "dtlsServer";

		@Bean
		@ConditionalOnMissingBean
		DtlsInboundChannelAdapter dtlsInboundAdapter(DtlsProperties properties) {
			DtlsInboundChannelAdapter adapter = new DtlsInboundChannelAdapter(SERVER);
			adapter.setOutputChannelName(properties.getServer().getChannel());
			adapter.setReplyChannelName(properties.getServer().getReplyChannel());
			return adapter;
		}

		@Bean(SERVER)
		@ConditionalOnMissingBean
		DtlsServer dtlsServer(DtlsProperties properties, SslBundles bundles, ObjectProvider<PskStore> pskStores,
				DtlsInboundChannelAdapter handler, Environment environment) {
			ServerCredentials credentials = new ServerCredentials(properties, bundles,
					pskStores.getIfAvailable(() -> pskStore(properties, environment)));
			DtlsServer server = DtlsServerFactory.create(SERVER, properties, credentials, handler);
			credentials.reloadInto(server);
			return server;
		}

		private static @Nullable PskStore pskStore(DtlsProperties properties, Environment environment) {
			Map<String, String> identities = properties.getPsk().getIdentities();
			return identities.isEmpty() ? null : new PropertiesPskStore(identities, environment);
		}

		@Bean
		@ConditionalOnMissingBean
		DtlsServerLifecycle dtlsServerLifecycle(DtlsServer server, DtlsProperties properties) {
			return new DtlsServerLifecycle(server, new ServerSettings(properties.getServer()).gracePeriod());
		}

		@Bean
		@ConditionalOnMissingBean
		DtlsOutboundChannelAdapter dtlsOutboundAdapter(DtlsServer server) {
			return new DtlsOutboundChannelAdapter(server::session);
		}

		@Bean
		ConsumerEndpointFactoryBean dtlsOutboundEndpoint(DtlsOutboundChannelAdapter adapter,
				DtlsProperties properties) {
			ConsumerEndpointFactoryBean endpoint = new ConsumerEndpointFactoryBean();
			endpoint.setHandler(adapter);
			endpoint.setInputChannelName(properties.getServer().getReplyChannel());
			return endpoint;
		}

	}

}
