package io.dtls.autoconfigure.server;

import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.thread.Threading;
import org.springframework.core.env.Environment;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.integration.config.ConsumerEndpointFactoryBean;

import io.dtls.MessageHandler;
import io.dtls.autoconfigure.DtlsAutoConfiguration;
import io.dtls.autoconfigure.properties.DtlsProperties;
import io.dtls.autoconfigure.ssl.PropertiesPskStore;
import io.dtls.credentials.PskStore;
import io.dtls.endpoint.DtlsServer;
import io.dtls.spring.DtlsServerCustomizer;
import io.dtls.spring.DtlsServerLifecycle;
import io.dtls.spring.DtlsSessions;
import io.dtls.spring.integration.DtlsInboundChannelAdapter;
import io.dtls.spring.integration.DtlsMessageMapper;
import io.dtls.spring.integration.DtlsOutboundChannelAdapter;
import io.dtls.spring.integration.DtlsRequests;

/**
 * Makes the beans of servers: those of the unnamed one for {@link DtlsAutoConfiguration},
 * those of each named one for the bean definitions of {@link DtlsServersRegistrar}, which
 * call the methods that take a name.
 */
public class DtlsServerBeans {

	public static final String BEAN_NAME = "dtlsServerBeans";

	private final DtlsProperties properties;

	private final SslBundles bundles;

	private final Environment environment;

	private final BeanFactory beanFactory;

	private final DtlsSessions sessions;

	private final ObjectProvider<PskStore> pskStores;

	private final DtlsRequests requests;

	private final DtlsMessageMapper mapper;

	private final DtlsServerFactory factory;

	public DtlsServerBeans(DtlsProperties properties, SslBundles bundles, Environment environment,
			BeanFactory beanFactory, DtlsSessions sessions, DtlsMessageMapper mapper) {
		this.properties = properties;
		this.bundles = bundles;
		this.environment = environment;
		this.beanFactory = beanFactory;
		this.sessions = sessions;
		this.requests = beanFactory.getBean(DtlsRequests.class);
		this.mapper = mapper;
		this.pskStores = beanFactory.getBeanProvider(PskStore.class);
		this.factory = new DtlsServerFactory(handlerExecutor(environment),
				beanFactory.getBeanProvider(DtlsServerCustomizer.class).orderedStream());
	}

	public static @Nullable Executor handlerExecutor(Environment environment) {
		return Threading.VIRTUAL.isActive(environment) ? new VirtualThreadTaskExecutor("dtls-handler-") : null;
	}

	public ServerDefinition unnamed() {
		return ServerDefinition.unnamed(this.properties);
	}

	private ServerDefinition named(String name) {
		return ServerDefinition.named(name, this.properties);
	}

	DtlsInboundChannelAdapter namedInboundAdapter(String name) {
		return inboundAdapter(named(name));
	}

	public DtlsInboundChannelAdapter inboundAdapter(ServerDefinition definition) {
		DtlsInboundChannelAdapter adapter = new DtlsInboundChannelAdapter(definition.name());
		adapter.setMapper(this.mapper);
		adapter.setOutputChannelName(definition.channel());
		adapter.setReplyChannelName(definition.replyChannel());
		return adapter;
	}

	DtlsServer namedServer(String name) {
		ServerDefinition definition = named(name);
		return server(definition, this.beanFactory.getBean(definition.bean("InboundAdapter"), MessageHandler.class));
	}

	public DtlsServer server(ServerDefinition definition, MessageHandler handler) {
		ServerCredentials credentials = new ServerCredentials(definition, this.bundles, pskStore(definition));
		DtlsServer server = this.factory.create(definition, credentials,
				this.requests.handler(definition.name(), handler));
		server.addObserver(this.requests);
		credentials.reloadInto(server);
		return server;
	}

	private @Nullable PskStore pskStore(ServerDefinition definition) {
		PskStore bean = definition.hasOwnKeys() ? null : this.pskStores.getIfAvailable();
		if (bean != null || definition.psk().getIdentities().isEmpty()) {
			return bean;
		}
		return new PropertiesPskStore(definition.pskPrefix() + ".identities", definition.psk().getIdentities(),
				this.environment);
	}

	DtlsServerLifecycle namedLifecycle(String name) {
		return lifecycle(named(name), this.beanFactory.getBean(name, DtlsServer.class));
	}

	public DtlsServerLifecycle lifecycle(ServerDefinition definition, DtlsServer server) {
		DtlsServerLifecycle lifecycle = new DtlsServerLifecycle(definition.name(), server,
				definition.settings().gracePeriod());
		lifecycle.setCloseNotify(definition.properties().getShutdown().isCloseNotify());
		return lifecycle;
	}

	public DtlsOutboundChannelAdapter outboundAdapter() {
		DtlsOutboundChannelAdapter adapter = new DtlsOutboundChannelAdapter(this.sessions::find);
		adapter.setMapper(this.mapper);
		return adapter;
	}

	ConsumerEndpointFactoryBean namedOutboundEndpoint(String name) {
		ServerDefinition definition = named(name);
		return outboundEndpoint(definition,
				this.beanFactory.getBean(definition.bean("OutboundAdapter"), DtlsOutboundChannelAdapter.class));
	}

	public ConsumerEndpointFactoryBean outboundEndpoint(ServerDefinition definition,
			DtlsOutboundChannelAdapter adapter) {
		ConsumerEndpointFactoryBean endpoint = new ConsumerEndpointFactoryBean();
		endpoint.setHandler(adapter);
		endpoint.setInputChannelName(definition.replyChannel());
		return endpoint;
	}

}
