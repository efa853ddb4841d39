package io.dtls.spring.annotation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.support.SimpleThreadScope;

import io.dtls.PeerIdentity;
import io.dtls.spring.integration.DtlsInboundChannelAdapter;
import io.dtls.spring.integration.DtlsOutboundChannelAdapter;
import io.dtls.spring.testing.StubSession;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Listeners behind proxies, as transactions or retries put them.
 */
class ProxiedListenerTests {

	private final StubSession session = new StubSession(PeerIdentity.ofPsk("sensor-1"));

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private final List<String> advised = new ArrayList<>();

	@AfterEach
	void close() {
		this.context.close();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void areCalledThroughTheProxyOfTheirInterfaceOrClass(boolean ofClass) {
		List<String> heard = new ArrayList<>();
		this.context.register(DtlsListenerTests.DtlsConfiguration.class);
		this.context.registerBean(DtlsOutboundChannelAdapter.class,
				() -> new DtlsOutboundChannelAdapter(this.session::find));
		this.context.registerBean(BeanPostProcessor.class, () -> new Proxies(ofClass));
		this.context.registerBean("listener", Recorder.class, () -> new Recorder(heard));
		this.context.refresh();
		this.context.getBean(DtlsInboundChannelAdapter.class)
			.handle(this.session, "hello".getBytes(StandardCharsets.UTF_8));
		assertThat(heard).containsExactly("hello");
		assertThat(this.advised).containsExactly("take");
	}

	@Test
	void aScopedBeanHearsEachMessageOnce() {
		List<String> heard = new ArrayList<>();
		this.context.register(DtlsListenerTests.DtlsConfiguration.class, ScopedRecorders.class);
		this.context.registerBean(DtlsOutboundChannelAdapter.class,
				() -> new DtlsOutboundChannelAdapter(this.session::find));
		this.context.getBeanFactory().registerScope("thread", new SimpleThreadScope());
		this.context.registerBean("heard", List.class, () -> heard);
		this.context.refresh();
		// As scopes that refresh do.
		this.context.getBean("scopedTarget.recorder");
		this.context.getBean(DtlsInboundChannelAdapter.class)
			.handle(this.session, "hello".getBytes(StandardCharsets.UTF_8));
		assertThat(heard).containsExactly("hello");
	}

	@Configuration(proxyBeanMethods = false)
	static class ScopedRecorders {

		@Bean
		@Scope(scopeName = "thread", proxyMode = ScopedProxyMode.TARGET_CLASS)
		Recorder recorder(List<String> heard) {
			return new Recorder(heard);
		}

	}

	/** Notes which methods of takers are called. */
	private final class Proxies implements BeanPostProcessor {

		private final boolean ofClass;

		Proxies(boolean ofClass) {
			this.ofClass = ofClass;
		}

		@Override
		public Object postProcessAfterInitialization(Object bean, String beanName) {
			if (!(bean instanceof Taker)) {
				return bean;
			}
			ProxyFactory factory = new ProxyFactory(bean);
			factory.setProxyTargetClass(this.ofClass);
			factory.addAdvice((MethodInterceptor) (invocation) -> {
				ProxiedListenerTests.this.advised.add(invocation.getMethod().getName());
				return invocation.proceed();
			});
			return factory.getProxy();
		}

	}

	interface Taker {

		void take(String message);

	}

	static class Recorder implements Taker {

		private final List<String> heard;

		// For the proxy.
		protected Recorder() {
			this(new ArrayList<>());
		}

		Recorder(List<String> heard) {
			this.heard = heard;
		}

		@Override
		@DtlsListener
		public void take(String message) {
			this.heard.add(message);
		}

	}

}
