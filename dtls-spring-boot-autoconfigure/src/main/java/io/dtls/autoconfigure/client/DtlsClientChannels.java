package io.dtls.autoconfigure.client;

import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.integration.channel.DirectChannel;

import io.dtls.autoconfigure.properties.DtlsProperties;
import io.dtls.autoconfigure.server.DtlsServersRegistrar;

/**
 * Registers the channels of the client, whose names are properties. What the application
 * has defined under such a name stays.
 */
public final class DtlsClientChannels implements ImportBeanDefinitionRegistrar {

	private final ClientDefinition client;

	DtlsClientChannels(Environment environment) {
		this.client = new ClientDefinition(Binder.get(environment).bindOrCreate("dtls", DtlsProperties.class));
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
		DtlsServersRegistrar.register(registry, this.client.channel(), new RootBeanDefinition(DirectChannel.class));
		DtlsServersRegistrar.register(registry, this.client.replyChannel(), DtlsServersRegistrar.inboundChannel());
	}

}
