package io.dtls.spring.annotation;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.integration.annotation.ServiceActivator;
import org.springframework.integration.channel.PublishSubscribeChannel;
import org.springframework.integration.channel.QueueChannel;
import org.springframework.integration.config.EnableIntegration;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.support.MessageBuilder;
import reactor.core.publisher.Flux;

import io.dtls.PeerIdentity;
import io.dtls.spring.DtlsConfigurationException;
import io.dtls.spring.integration.DtlsInboundChannelAdapter;
import io.dtls.spring.integration.DtlsOutboundChannelAdapter;
import io.dtls.spring.testing.StubSession;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class DtlsListenerTests {

	private final StubSession session = new StubSession(PeerIdentity.ofPsk("sensor-1"));

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private final List<Object> heard = new ArrayList<>();

	@AfterEach
	void close() {
		this.context.close();
	}

	private void start(Object... listeners) {
		this.context.register(DtlsConfiguration.class);
		this.context.registerBean(DtlsOutboundChannelAdapter.class,
				() -> new DtlsOutboundChannelAdapter(this.session::find));
		for (int i = 0; i < listeners.length; i++) {
			Object listener = listeners[i];
			this.context.registerBean("listener" + i, Object.class, () -> listener);
		}
		this.context.refresh();
	}

	private void receive(String text) {
		this.context.getBean(DtlsInboundChannelAdapter.class)
			.handle(this.session, text.getBytes(StandardCharsets.UTF_8));
	}

	@Test
	void takesAndReturnsBytes() {
		start(new Object() {

			@DtlsListener
			byte[] echo(byte[] message) {
				return message;
			}

		});
		receive("hello");
		assertThat(this.session.sentText()).containsExactly("hello");
	}

	@Test
	void takesAndReturnsText() {
		start(new Object() {

			@DtlsListener
			String greet(String name) {
				return "Grüße, " + name;
			}

		});
		receive("Zoë ✓");
		assertThat(this.session.sentText()).containsExactly("Grüße, Zoë ✓");
	}

	@Test
	void takesAndReturnsMessages() {
		start(new Object() {

			@DtlsListener
			Message<String> answer(Message<?> message) {
				return MessageBuilder.withPayload("you are " + message.getHeaders().get("dtls_pskIdentity")).build();
			}

		});
		receive("hello");
		assertThat(this.session.sentText()).containsExactly("you are sensor-1");
	}

	@Test
	void sendsAllOfAFlux() {
		start(new Object() {

			@DtlsListener
			Flux<String> count(String message) {
				return Flux.just("one", "two", "three");
			}

			@DtlsListener
			Flux<String> nothing(String message) {
				return Flux.empty();
			}

		});
		receive("go");
		assertThat(this.session.sentText()).containsExactly("one", "two", "three");
	}

	@Test
	void takesTextAndHeaders() {
		start(new Object() {

			@DtlsListener
			void take(String message, @Header("dtls_sessionId") String session) {
				DtlsListenerTests.this.heard.add(message + " from " + session);
			}

		});
		receive("hello");
		assertThat(this.heard).containsExactly("hello from 0123456789abcdef");
	}

	@Test
	void answersNothingWhereNothingIsReturned() {
		start(new Object() {

			@DtlsListener
			String take(String message) {
				DtlsListenerTests.this.heard.add(message);
				return null;
			}

		});
		receive("hello");
		assertThat(this.heard).containsExactly("hello");
		assertThat(this.session.sentText()).isEmpty();
	}

	@Test
	void answersWhenAFutureCompletes() {
		CompletableFuture<String> answer = new CompletableFuture<>();
		start(new Object() {

			@DtlsListener
			CompletableFuture<String> later(String message) {
				return answer;
			}

		});
		receive("hello");
		assertThat(this.session.sentText()).isEmpty();
		answer.complete("at last");
		assertThat(this.session.sentText()).containsExactly("at last");
	}

	@Test
	void servesTwoBeansOfOneClass() {
		start(new Recorder(this.heard, "first"), new Recorder(this.heard, "second"));
		receive("hello");
		assertThat(this.heard).containsExactlyInAnyOrder("first: hello", "second: hello");
	}

	@Test
	void servesEveryMethodOfABean() {
		start(new Object() {

			@DtlsListener
			void take(String message) {
				DtlsListenerTests.this.heard.add(message);
			}

			@DtlsListener
			void take(byte[] message) {
				DtlsListenerTests.this.heard.add(message.length);
			}

			void notAListener(String message) {
				DtlsListenerTests.this.heard.add("wrong");
			}

		});
		receive("hello");
		assertThat(this.heard).containsExactlyInAnyOrder("hello", 5);
	}

	@Test
	void runsOnTheThreadThatHandlesTheMessage() {
		start(new Object() {

			@DtlsListener
			void take(String message) {
				DtlsListenerTests.this.heard.add(Thread.currentThread());
			}

		});
		receive("hello");
		assertThat(this.heard).containsExactly(Thread.currentThread());
	}

	@Test
	void goesOnWithTheNextListenerWhereOneThrows() {
		start(new Failing(), new Recorder(this.heard, "first"), new Failing(), new Recorder(this.heard, "second"));
		receive("hello");
		assertThat(this.heard).containsExactlyInAnyOrder("first: hello", "second: hello");
	}

	@Test
	void sendsWhatAListenerThrowsToTheErrorChannel() {
		start(new Failing());
		receive("hello");
		Message<?> error = this.context.getBean("errorChannel", QueueChannel.class).receive(0);
		assertThat((Throwable) error.getPayload()).hasRootCauseMessage("no good");
	}

	@Test
	void hearsAServiceActivatorOnTheSameChannelToo() {
		this.context.registerBean("activator", Object.class, () -> new Object() {

			@ServiceActivator(inputChannel = "in")
			void take(byte[] message) {
				DtlsListenerTests.this.heard.add("activator");
			}

		});
		start(new Recorder(this.heard, "listener"));
		receive("hello");
		assertThat(this.heard).containsExactlyInAnyOrder("activator", "listener: hello");
	}

	@Test
	void isFoundThroughAnAnnotationOfOnesOwn() {
		start(new Object() {

			@Telemetry
			void take(String message) {
				DtlsListenerTests.this.heard.add(message);
			}

		});
		receive("hello");
		assertThat(this.heard).containsExactly("hello");
	}

	@Test
	void isServedWhereItsBeanIsCreatedLate() {
		this.context.registerBean("late", Recorder.class, () -> new Recorder(this.heard, "late"),
				(definition) -> definition.setLazyInit(true));
		start();
		this.context.getBean("late");
		receive("hello");
		assertThat(this.heard).containsExactly("late: hello");
	}

	@Test
	void isHeardAgainAfterStopAndStart() {
		start(new Recorder(this.heard, "first"));
		this.context.stop();
		this.context.start();
		receive("hello");
		assertThat(this.heard).containsExactly("first: hello");
	}

	@Test
	void failsTheStartWhereThereIsNoServer() {
		this.context.register(IntegrationConfiguration.class);
		this.context.registerBean(Failing.class);
		assertThatExceptionOfType(DtlsConfigurationException.class).isThrownBy(this.context::refresh)
			.withMessage("The @DtlsListener method Failing.take has no server to take messages from: "
					+ "dtls.server.port is not set");
	}

	@Test
	void failsTheStartWhereThereAreTwoServers() {
		this.context.registerBean("another", DtlsInboundChannelAdapter.class, () -> adapter("another"));
		assertThatExceptionOfType(DtlsConfigurationException.class).isThrownBy(() -> start(new Failing()))
			.withMessageContaining("Failing.take could take messages from several servers")
			.withMessageContaining("another");
	}

	@Test
	void failsTheStartWhereAnAttributeIsWrong() {
		assertThatExceptionOfType(DtlsConfigurationException.class).isThrownBy(() -> start(new WrongConcurrency()))
			.withMessage("The @DtlsListener method WrongConcurrency.take: concurrency is 'many'");
	}

	private static DtlsInboundChannelAdapter adapter(String server) {
		DtlsInboundChannelAdapter adapter = new DtlsInboundChannelAdapter(server);
		adapter.setOutputChannelName("in");
		adapter.setReplyChannelName("out");
		return adapter;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableIntegration
	@EnableDtls
	static class IntegrationConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableIntegration
	@EnableDtls
	static class DtlsConfiguration {

		@Bean
		DtlsInboundChannelAdapter inbound() {
			return adapter("dtlsServer");
		}

		@Bean
		PublishSubscribeChannel in() {
			return new PublishSubscribeChannel(new SyncTaskExecutor());
		}

		@Bean
		PublishSubscribeChannel out(DtlsOutboundChannelAdapter outbound) {
			PublishSubscribeChannel channel = new PublishSubscribeChannel();
			channel.subscribe(outbound);
			return channel;
		}

		@Bean
		QueueChannel errorChannel() {
			return new QueueChannel();
		}

	}

	static class Recorder {

		private final List<Object> heard;

		private final String name;

		Recorder(List<Object> heard, String name) {
			this.heard = heard;
			this.name = name;
		}

		@DtlsListener
		void take(String message) {
			this.heard.add(this.name + ": " + message);
		}

	}

	static class WrongConcurrency {

		@DtlsListener(concurrency = "many")
		void take(String message) {
		}

	}

	static class Failing {

		@DtlsListener
		void take(Map<String, Object> headers) {
			throw new IllegalArgumentException("no good");
		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@DtlsListener
	@interface Telemetry {

	}

}
