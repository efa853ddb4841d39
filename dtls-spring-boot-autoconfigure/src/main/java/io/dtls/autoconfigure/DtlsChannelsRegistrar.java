package io.dtls.autoconfigure;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionBuilder;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.channel.PublishSubscribeChannel;

import io.dtls.spring.DtlsConfigurationException;

/**
 * Makes the channels of the server under the names that the properties give them, unless
 * the application has beans of these names.
 */
final class DtlsChannelsRegistrar implements ImportBeanDefinitionRegistrar {

	private final DtlsServerProperties properties;

	DtlsChannelsRegistrar(Environment environment) {
		this.properties = Binder.get(environment).bindOrCreate("dtls.server", DtlsServerProperties.class);
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
		register(registry, named("channel", this.properties.getChannel()), inboundChannel());
		register(registry, named("reply-channel", this.properties.getReplyChannel()),
				new RootBeanDefinition(DirectChannel.class));
	}

	private static String named(String property, String name) {
		if (name.isBlank()) {
			throw new DtlsConfigurationException("dtls.server." + property + " is empty",
					"Set it to the name of a channel, or remove it.");
		}
		return name;
	}

	/**
	 * With an executor, though one that runs everything on the sender's thread, the
	 * channel sends what a subscriber throws to the error channel and goes on with the
	 * next subscriber.
	 */
	private static BeanDefinition inboundChannel() {
		return BeanDefinitionBuilder.rootBeanDefinition(PublishSubscribeChannel.class)
			.addConstructorArgValue(new RootBeanDefinition(SyncTaskExecutor.class))
			.getBeanDefinition();
	}

	private static void register(BeanDefinitionRegistry registry, String name, BeanDefinition channel) {
		if (!registry.containsBeanDefinition(name)) {
			registry.registerBeanDefinition(name, channel);
		}
	}

}
