package io.dtls.spring.annotation;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.DestructionAwareBeanPostProcessor;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.integration.endpoint.EventDrivenConsumer;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.SubscribableChannel;
import org.springframework.messaging.handler.annotation.SendTo;

import io.dtls.spring.DtlsConfigurationException;
import io.dtls.spring.integration.DtlsInboundChannelAdapter;

/**
 * Finds {@link DtlsListener} methods and subscribes each, with its own endpoint, to the
 * channels of the inbound adapters of its servers. Methods are looked up once a class but
 * subscribed once a bean, so two beans of one class are both served; the endpoints of a
 * bean that is destroyed go with it.
 */
public class DtlsListenerAnnotationBeanPostProcessor
		implements DestructionAwareBeanPostProcessor, BeanFactoryAware, SmartInitializingSingleton {

	/** Name of the one bean of this type. */
	public static final String BEAN_NAME = "io.dtls.spring.annotation.dtlsListenerAnnotationBeanPostProcessor";

	private static final String SCOPED_TARGET = ScopedProxyUtils.getTargetBeanName("");

	private final Set<Class<?>> classesWithoutListeners = ConcurrentHashMap.newKeySet();

	private final List<ListenerMethod> waiting = new ArrayList<>();

	private final Map<Object, List<String>> endpointsOfBeans = Collections.synchronizedMap(new IdentityHashMap<>());

	private final Map<String, String> ownersOfIds = new ConcurrentHashMap<>();

	private volatile boolean singletonsReady;

	@SuppressWarnings("NullAway.Init")
	private ConfigurableListableBeanFactory beanFactory;

	@SuppressWarnings("NullAway.Init")
	private ListenerServers servers;

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = (ConfigurableListableBeanFactory) beanFactory;
		this.servers = new ListenerServers(this.beanFactory);
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		// Its proxy, a bean too, is the listener, whichever instance is current.
		if (ScopedProxyUtils.isScopedTarget(beanName)) {
			return bean;
		}
		for (Method method : listenersOf(AopProxyUtils.ultimateTargetClass(bean))) {
			add(new ListenerMethod(bean, beanName, AopUtils.selectInvocableMethod(method, bean.getClass()), method));
		}
		return bean;
	}

	private Set<Method> listenersOf(Class<?> type) {
		if (this.classesWithoutListeners.contains(type)
				|| !AnnotationUtils.isCandidateClass(type, DtlsListener.class)) {
			return Set.of();
		}
		Set<Method> methods = MethodIntrospector.selectMethods(type, ListenerMethod::isListener);
		if (methods.isEmpty()) {
			this.classesWithoutListeners.add(type);
		}
		return methods;
	}

	private void add(ListenerMethod method) {
		if (this.singletonsReady) {
			subscribe(method).stream().filter(EventDrivenConsumer::isAutoStartup).forEach(EventDrivenConsumer::start);
		}
		else {
			this.waiting.add(method);
		}
	}

	@Override
	public void afterSingletonsInstantiated() {
		createScopedProxies();
		this.singletonsReady = true;
		this.waiting.forEach(this::subscribe);
		this.waiting.clear();
	}

	// They are made when somebody asks for them, which for a listener nobody may do.
	private void createScopedProxies() {
		for (String name : this.beanFactory.getBeanDefinitionNames()) {
			if (!ScopedProxyUtils.isScopedTarget(name)) {
				continue;
			}
			Class<?> type = this.beanFactory.getType(name, false);
			if (type != null && !listenersOf(type).isEmpty()) {
				this.beanFactory.getBean(name.substring(SCOPED_TARGET.length()));
			}
		}
	}

	private List<EventDrivenConsumer> subscribe(ListenerMethod listener) {
		List<EventDrivenConsumer> endpoints = new ArrayList<>();
		for (DtlsListener annotation : listener.annotations()) {
			ListenerAttributes attributes = new ListenerAttributes(annotation, listener.describe(), this.beanFactory);
			List<DtlsInboundChannelAdapter> adapters = this.servers.of(listener.describe(), attributes.servers());
			adapters.forEach((adapter) -> endpoints.add(subscribe(listener, attributes, adapter)));
		}
		return endpoints;
	}

	private EventDrivenConsumer subscribe(ListenerMethod listener, ListenerAttributes attributes,
			DtlsInboundChannelAdapter adapter) {
		SubscribableChannel channel = channelOf(adapter, listener);
		ListenerHandler handler = new ListenerHandler(new ListenerInvocation(listener, attributes,
				adapter.getEndpoint(), ListenerInfrastructure.of(this.beanFactory)));
		// A CompletableFuture or Mono is answered when it completes.
		handler.setAsync(true);
		String sendTo = sendTo(listener);
		if (sendTo != null) {
			handler.setOutputChannelName(sendTo);
		}
		String name = uniqueName(listener, attributes.id());
		register(name + ".handler", handler, listener);
		EventDrivenConsumer endpoint = new EventDrivenConsumer(channel, handler);
		endpoint.setAutoStartup(attributes.autoStartup());
		register(name, endpoint, listener);
		return endpoint;
	}

	private static SubscribableChannel channelOf(DtlsInboundChannelAdapter adapter, ListenerMethod listener) {
		MessageChannel channel = adapter.getOutputChannel();
		if (channel instanceof SubscribableChannel subscribable) {
			return subscribable;
		}
		throw new DtlsConfigurationException(
				listener.describe() + " cannot subscribe to the inbound channel " + channel,
				"Make that channel a SubscribableChannel, such as PublishSubscribeChannel.");
	}

	private @Nullable String sendTo(ListenerMethod listener) {
		return MergedAnnotations.from(listener.annotated(), SearchStrategy.TYPE_HIERARCHY)
			.get(SendTo.class)
			.getValue("value", String[].class)
			.filter((names) -> names.length > 0)
			.map((names) -> this.beanFactory.resolveEmbeddedValue(names[0]))
			.orElse(null);
	}

	private String uniqueName(ListenerMethod listener, @Nullable String id) {
		String base = (id != null) ? id : listener.beanName() + "." + listener.method().getName() + ".dtlsListener";
		if (id != null) {
			claim(id, listener);
		}
		String name = base;
		for (int i = 2; this.beanFactory.containsBean(name); i++) {
			name = base + i;
		}
		return name;
	}

	// A listener of several servers has one endpoint for each.
	private void claim(String id, ListenerMethod listener) {
		String owner = listener.beanName() + "." + listener.method().getName();
		String other = this.ownersOfIds.putIfAbsent(id, owner);
		if (other == null && this.beanFactory.containsBean(id)) {
			other = "another bean";
		}
		if (other != null && !other.equals(owner)) {
			throw new DtlsConfigurationException(listener.describe() + " of the bean " + listener.beanName()
					+ " has the id '" + id + "', which is already that of " + other,
					"Give each listener an id of its own, or none.");
		}
	}

	private void register(String name, Object bean, ListenerMethod listener) {
		this.beanFactory.registerSingleton(name, bean);
		this.beanFactory.initializeBean(bean, name);
		this.endpointsOfBeans.computeIfAbsent(target(listener.bean()), (key) -> new ArrayList<>()).add(name);
	}

	private static Object target(Object bean) {
		Object target = AopProxyUtils.getSingletonTarget(bean);
		return (target != null) ? target : bean;
	}

	@Override
	public boolean requiresDestruction(Object bean) {
		return !listenersOf(AopProxyUtils.ultimateTargetClass(bean)).isEmpty();
	}

	@Override
	public void postProcessBeforeDestruction(Object bean, String beanName) {
		List<String> names = this.endpointsOfBeans.remove(target(bean));
		if (names == null) {
			return;
		}
		for (String name : names) {
			if (this.beanFactory.containsSingleton(name)
					&& this.beanFactory.getBean(name) instanceof EventDrivenConsumer endpoint) {
				endpoint.stop();
			}
			((DefaultSingletonBeanRegistry) this.beanFactory).destroySingleton(name);
		}
	}

}
