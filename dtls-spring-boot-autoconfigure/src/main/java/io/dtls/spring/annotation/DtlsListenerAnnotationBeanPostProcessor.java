package io.dtls.spring.annotation;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.integration.context.IntegrationContextUtils;
import org.springframework.integration.endpoint.EventDrivenConsumer;
import org.springframework.integration.handler.ServiceActivatingHandler;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHandlingException;
import org.springframework.messaging.SubscribableChannel;
import org.springframework.messaging.handler.annotation.support.MessageHandlerMethodFactory;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;
import org.springframework.util.ReflectionUtils.MethodFilter;

import io.dtls.spring.DtlsConfigurationException;
import io.dtls.spring.integration.DtlsInboundChannelAdapter;

/**
 * Finds {@link DtlsListener} methods and subscribes each, with its own endpoint, to the
 * channel of the server's inbound adapter. Methods are looked up once a class but
 * subscribed once a bean, so two beans of one class are both served.
 */
public class DtlsListenerAnnotationBeanPostProcessor
		implements BeanPostProcessor, BeanFactoryAware, SmartInitializingSingleton {

	/** Name of the one bean of this type. */
	public static final String BEAN_NAME = "io.dtls.spring.annotation.dtlsListenerAnnotationBeanPostProcessor";

	private static final MethodFilter LISTENER_METHODS = (method) -> AnnotatedElementUtils.hasAnnotation(method,
			DtlsListener.class);

	private final Set<Class<?>> classesWithoutListeners = ConcurrentHashMap.newKeySet();

	private final List<ListenerMethod> waiting = new ArrayList<>();

	private volatile boolean singletonsReady;

	@SuppressWarnings("NullAway.Init")
	private ConfigurableListableBeanFactory beanFactory;

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = (ConfigurableListableBeanFactory) beanFactory;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		Class<?> type = AopProxyUtils.ultimateTargetClass(bean);
		if (this.classesWithoutListeners.contains(type)
				|| !AnnotationUtils.isCandidateClass(type, DtlsListener.class)) {
			return bean;
		}
		Set<Method> methods = MethodIntrospector.selectMethods(type, LISTENER_METHODS);
		if (methods.isEmpty()) {
			this.classesWithoutListeners.add(type);
		}
		for (Method method : methods) {
			add(new ListenerMethod(bean, beanName, AopUtils.selectInvocableMethod(method, bean.getClass())));
		}
		return bean;
	}

	private void add(ListenerMethod method) {
		if (this.singletonsReady) {
			subscribe(method).start();
		}
		else {
			this.waiting.add(method);
		}
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.singletonsReady = true;
		this.waiting.forEach(this::subscribe);
		this.waiting.clear();
	}

	private EventDrivenConsumer subscribe(ListenerMethod listener) {
		SubscribableChannel channel = channelFor(listener);
		InvocableHandlerMethod invocable = this.beanFactory
			.getBean(IntegrationContextUtils.MESSAGE_HANDLER_FACTORY_BEAN_NAME, MessageHandlerMethodFactory.class)
			.createInvocableHandlerMethod(listener.bean(), listener.method());
		ServiceActivatingHandler handler = new ServiceActivatingHandler((message) -> invoke(invocable, message));
		// A CompletableFuture or Mono is answered when it completes.
		handler.setAsync(true);
		String name = uniqueName(listener);
		register(name + ".handler", handler);
		EventDrivenConsumer endpoint = new EventDrivenConsumer(channel, handler);
		register(name, endpoint);
		return endpoint;
	}

	private static @Nullable Object invoke(InvocableHandlerMethod method, Message<?> message) {
		try {
			return method.invoke(message);
		}
		catch (Exception ex) {
			throw new MessageHandlingException(message, method.getShortLogMessage() + " failed", ex);
		}
	}

	private SubscribableChannel channelFor(ListenerMethod listener) {
		MessageChannel channel = adapterFor(listener).getOutputChannel();
		if (channel instanceof SubscribableChannel subscribable) {
			return subscribable;
		}
		throw new DtlsConfigurationException(
				listener.describe() + " cannot subscribe to the inbound channel " + channel,
				"Make that channel a SubscribableChannel, such as PublishSubscribeChannel.");
	}

	private DtlsInboundChannelAdapter adapterFor(ListenerMethod listener) {
		try {
			DtlsInboundChannelAdapter adapter = this.beanFactory.getBeanProvider(DtlsInboundChannelAdapter.class)
				.getIfAvailable();
			if (adapter != null) {
				return adapter;
			}
		}
		catch (NoUniqueBeanDefinitionException ex) {
			throw new DtlsConfigurationException(
					listener.describe() + " could take messages from several servers: " + ex.getBeanNamesFound(),
					"Mark one DtlsInboundChannelAdapter as @Primary.", ex);
		}
		throw new DtlsConfigurationException(
				listener.describe() + " has no server to take messages from: dtls.server.port is not set",
				"Set dtls.server.port (0 takes any free port), or dtls.enabled to false to do without DTLS.");
	}

	private String uniqueName(ListenerMethod listener) {
		String base = listener.beanName() + "." + listener.method().getName() + ".dtlsListener";
		String name = base;
		for (int i = 2; this.beanFactory.containsBean(name); i++) {
			name = base + i;
		}
		return name;
	}

	private void register(String name, Object bean) {
		this.beanFactory.registerSingleton(name, bean);
		this.beanFactory.initializeBean(bean, name);
	}

	private record ListenerMethod(Object bean, String beanName, Method method) {

		String describe() {
			return "The @DtlsListener method " + this.method.getDeclaringClass().getSimpleName() + "."
					+ this.method.getName();
		}

	}

}
