package io.dtls.autoconfigure.server;

import java.util.HashSet;
import java.util.Set;

import org.springframework.beans.factory.ListableBeanFactory;
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
import org.springframework.integration.config.ConsumerEndpointFactoryBean;

import io.dtls.autoconfigure.properties.DtlsProperties;
import io.dtls.endpoint.DtlsServer;
import io.dtls.spring.DtlsConfigurationException;
import io.dtls.spring.DtlsServerLifecycle;
import io.dtls.spring.integration.DtlsInboundChannelAdapter;
import io.dtls.spring.integration.DtlsOutboundChannelAdapter;
import io.dtls.spring.integration.FailedMessages;

/**
 * Registers the channels of every server, whose names are properties, and all the beans
 * of named servers. What the application has defined under such a name stays.
 */
public final class DtlsServersRegistrar implements ImportBeanDefinitionRegistrar {

	private final DtlsProperties properties;

	// A channel that two servers share needs one adapter that sends what it gets.
	private final Set<String> replyChannels = new HashSet<>();

	DtlsServersRegistrar(Environment environment) {
		this.properties = Binder.get(environment).bindOrCreate("dtls", DtlsProperties.class);
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
		for (ServerDefinition server : ServerDefinition.all(this.properties)) {
			register(registry, server.channel(), inboundChannel());
			register(registry, server.replyChannel(), new RootBeanDefinition(DirectChannel.class));
		}
		if (this.properties.getServer().getPort() != null) {
			this.replyChannels.add(ServerDefinition.unnamed(this.properties).replyChannel());
		}
		ServerDefinition.named(this.properties).forEach((server) -> registerNamed(registry, server));
	}

	/**
	 * With an executor, though one that runs everything on the sender's thread, the
	 * channel sends what a subscriber throws to the error channel and goes on with the
	 * next subscriber.
	 */
	public static BeanDefinition inboundChannel() {
		return BeanDefinitionBuilder.rootBeanDefinition(PublishSubscribeChannel.class)
			.addConstructorArgValue(new RootBeanDefinition(SyncTaskExecutor.class))
			.addPropertyValue("errorHandler", new RootBeanDefinition(FailedMessages.class))
			.getBeanDefinition();
	}

	private void registerNamed(BeanDefinitionRegistry registry, ServerDefinition server) {
		String name = server.name();
		if (registry.containsBeanDefinition(name) && !isServer(registry, name)) {
			throw new DtlsConfigurationException(
					server.prefix() + " names a server '" + name + "', and there is another bean of that name",
					"Give the server a name of its own.");
		}
		register(registry, server.bean("InboundAdapter"),
				madeBy("namedInboundAdapter", DtlsInboundChannelAdapter.class, name));
		register(registry, name, madeBy("namedServer", DtlsServer.class, name));
		register(registry, server.lifecycleBean(), madeBy("namedLifecycle", DtlsServerLifecycle.class, name));
		register(registry, server.bean("OutboundAdapter"), madeBy("outboundAdapter", DtlsOutboundChannelAdapter.class));
		if (this.replyChannels.add(server.replyChannel())) {
			register(registry, server.bean("OutboundEndpoint"),
					madeBy("namedOutboundEndpoint", ConsumerEndpointFactoryBean.class, name));
		}
	}

	private static boolean isServer(BeanDefinitionRegistry registry, String name) {
		return ((ListableBeanFactory) registry).isTypeMatch(name, DtlsServer.class);
	}

	/**
	 * The unnamed server, or one that the application defines, is who is meant where no
	 * name is told.
	 */
	private static BeanDefinition madeBy(String method, Class<?> type, Object... arguments) {
		RootBeanDefinition definition = new RootBeanDefinition(type);
		definition.setFactoryBeanName(DtlsServerBeans.BEAN_NAME);
		definition.setFactoryMethodName(method);
		for (Object argument : arguments) {
			definition.getConstructorArgumentValues().addGenericArgumentValue(argument, String.class.getName());
		}
		definition.setFallback(true);
		return definition;
	}

	public static void register(BeanDefinitionRegistry registry, String name, BeanDefinition bean) {
		if (!registry.containsBeanDefinition(name)) {
			registry.registerBeanDefinition(name, bean);
		}
	}

}
