package io.dtls.spring.annotation;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.annotation.AliasFor;
import org.springframework.integration.channel.QueueChannel;
import org.springframework.integration.core.MessageSelector;
import org.springframework.integration.endpoint.EventDrivenConsumer;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;
import reactor.core.publisher.Mono;

import io.dtls.DtlsSession;
import io.dtls.PeerIdentity;
import io.dtls.spring.DtlsConfigurationException;
import io.dtls.spring.integration.DtlsInboundChannelAdapter;
import io.dtls.spring.integration.DtlsOutboundChannelAdapter;
import io.dtls.spring.testing.StubSession;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class DtlsListenerAttributesTests {

	private static final List<Object> HEARD = Collections.synchronizedList(new ArrayList<>());

	private final StubSession session = new StubSession(PeerIdentity.ofPsk("sensor-1"));

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	@AfterEach
	void close() {
		this.context.close();
		HEARD.clear();
	}

	private void start(Class<?>... listeners) {
		this.context.register(DtlsListenerTests.DtlsConfiguration.class);
		this.context.registerBean(DtlsOutboundChannelAdapter.class,
				() -> new DtlsOutboundChannelAdapter(this.session::find));
		for (Class<?> listener : listeners) {
			this.context.register(listener);
		}
		this.context.refresh();
	}

	private void set(String... properties) {
		TestPropertyValues.of(properties).applyTo(this.context);
	}

	private void receive(String text) {
		receive("inbound", text);
	}

	private void receive(String adapter, String text) {
		this.context.getBean(adapter, DtlsInboundChannelAdapter.class)
			.handle(this.session, text.getBytes(StandardCharsets.UTF_8));
	}

	private Message<?> error() {
		return this.context.getBean("errorChannel", QueueChannel.class).receive(0);
	}

	@Test
	void validatesAPayloadAndHandsWhatIsWrongToTheExceptionHandler() {
		this.context.register(LocalValidatorFactoryBean.class);
		start(Readings.class);
		receive("{\"sensor\":\"a\",\"value\":3}");
		receive("{\"sensor\":\"\",\"value\":3}");
		receive("{nonsense");
		receive("{\"sensor\":\"b\",\"value\":4}");
		assertThat(this.session.sentText()).containsExactly("{\"sensor\":\"a\",\"value\":6}", "invalid", "not json",
				"{\"sensor\":\"b\",\"value\":8}");
		assertThat(error()).isNull();
	}

	@Test
	void knowsThePeerByTheTypeOfParameters() {
		start(Peers.class);
		receive("hello");
		assertThat(error()).isNull();
		assertThat(HEARD).containsExactly("hello", this.session, "sensor-1", "none", "/192.0.2.7:4711", "dtlsServer");
	}

	@Test
	void listensToTheServersThatItNames() {
		this.context.registerBean("gps", DtlsInboundChannelAdapter.class, () -> adapter("gps"));
		this.context.registerBean("syslog", DtlsInboundChannelAdapter.class, () -> adapter("syslog"));
		set("telemetry.server=gps");
		start(OfServers.class);
		receive("gps", "from gps");
		receive("syslog", "from syslog");
		receive("from the other");
		assertThat(HEARD).containsExactly("one: from gps", "two: from syslog", "two: from the other");
	}

	private static DtlsInboundChannelAdapter adapter(String server) {
		DtlsInboundChannelAdapter adapter = new DtlsInboundChannelAdapter(server);
		adapter.setOutputChannelName("in");
		return adapter;
	}

	@Test
	void failsTheStartWhereItsServerIsUnknown() {
		assertThatExceptionOfType(DtlsConfigurationException.class).isThrownBy(() -> start(OfUnknownServer.class))
			.withMessageContaining("OfUnknownServer.take names the server 'nowhere', which is not there")
			.satisfies((ex) -> assertThat(ex.getAction()).contains("There are [dtlsServer]"));
	}

	@Test
	void waitsUntilItsEndpointIsStartedWhereItIsSetSo() {
		set("telemetry.start=false");
		start(Waiting.class);
		receive("first");
		this.context.getBean("telemetry", EventDrivenConsumer.class).start();
		receive("second");
		assertThat(HEARD).containsExactly("second");
	}

	@Test
	void takesWhatFilterAndConditionLetThrough() {
		this.context.registerBean("onlyLong", MessageSelector.class,
				() -> (message) -> ((byte[]) message.getPayload()).length > 3);
		start(Choosy.class);
		receive("abc");
		receive("abcd");
		receive("other");
		// Which of two methods comes first is the JVM's to decide; each hears in order.
		assertThat(HEARD).hasSize(4)
			.containsSubsequence("condition: abc", "condition: abcd")
			.containsSubsequence("filter: abcd", "filter: other");
	}

	@Test
	void isRepeatableAndMayBeMetaAnnotatedWithAliases() {
		start(Repeated.class, Aliased.class);
		receive("a");
		receive("b");
		assertThat(HEARD).containsExactlyInAnyOrder("a", "b", "aliased a");
	}

	@Test
	void handsFailuresToTheErrorHandlerThatItNames() {
		this.context.registerBean("mild", DtlsListenerErrorHandler.class,
				() -> (message, failure) -> "sorry: " + failure.getMessage());
		start(WithErrorHandler.class);
		receive("x");
		receive("later");
		assertThat(this.session.sentText()).containsExactly("sorry: no good", "sorry: no good later");
	}

	@Test
	void answersSeveralTimesWithACollection() {
		start(Several.class);
		receive("1,2,3");
		assertThat(this.session.sentText()).containsExactly("1", "2", "3");
	}

	@Test
	void answersWhenAMonoCompletes() {
		start(Reactive.class);
		receive("hello");
		assertThat(this.session.sentText()).containsExactly("hello, reactively");
	}

	@Test
	void sendsToTheChannelThatItNames() {
		this.context.registerBean("elsewhere", QueueChannel.class, () -> new QueueChannel());
		start(Forwarding.class);
		receive("hello");
		assertThat(this.session.sentText()).isEmpty();
		assertThat(this.context.getBean("elsewhere", QueueChannel.class).receive(0).getPayload()).isEqualTo("hello!");
	}

	@Test
	void handlesNoMoreAtATimeThanItsConcurrency() throws Exception {
		start(Limited.class);
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < 6; i++) {
			Thread thread = new Thread(() -> receive("x"));
			thread.start();
			threads.add(thread);
		}
		for (Thread thread : threads) {
			thread.join();
		}
		assertThat(HEARD).hasSize(6).allSatisfy((running) -> assertThat((Integer) running).isLessThanOrEqualTo(2));
	}

	@Test
	void endsWithItsPrototypeBean() {
		this.context.registerBean("prototype", Prototype.class,
				(definition) -> definition.setScope(ConfigurableBeanFactory.SCOPE_PROTOTYPE));
		start();
		Object first = this.context.getBean("prototype");
		this.context.getBean("prototype");
		receive("both");
		this.context.getBeanFactory().destroyBean("prototype", first);
		receive("one");
		assertThat(HEARD).containsExactly("both", "both", "one");
		assertThat(this.context.getBeansOfType(EventDrivenConsumer.class)
			.keySet()
			.stream()
			.filter((name) -> name.startsWith("prototype."))).hasSize(1);
	}

	record Reading(@NotBlank String sensor, int value) {

	}

	static class Readings {

		@DtlsListener(contentType = "application/json")
		Reading twice(@Valid @Payload Reading reading) {
			return new Reading(reading.sensor(), reading.value() * 2);
		}

		@MessageExceptionHandler
		String invalid(MethodArgumentNotValidException failure) {
			return "invalid";
		}

		@MessageExceptionHandler
		String unreadable(MessageConversionException failure) {
			return "not json";
		}

	}

	static class Peers {

		@DtlsListener
		void take(String message, DtlsSession session, Principal principal, X509Certificate certificate,
				SocketAddress address, @Headers Map<String, Object> headers) {
			HEARD.addAll(List.of(message, session, principal.getName(), (certificate != null) ? certificate : "none",
					address.toString(), headers.get("dtls_endpoint")));
		}

	}

	static class OfServers {

		@DtlsListener(server = "${telemetry.server}")
		void one(String message) {
			HEARD.add("one: " + message);
		}

		@DtlsListener(server = { "sys#{'log'}", "dtlsServer" })
		void two(String message) {
			HEARD.add("two: " + message);
		}

	}

	static class OfUnknownServer {

		@DtlsListener(server = "nowhere")
		void take(String message) {
		}

	}

	static class Waiting {

		@DtlsListener(id = "telemetry", autoStartup = "${telemetry.start}")
		void take(String message) {
			HEARD.add(message);
		}

	}

	static class Choosy {

		@DtlsListener(id = "a", filter = "onlyLong")
		void filtered(String message) {
			HEARD.add("filter: " + message);
		}

		@DtlsListener(id = "b", condition = "new String(payload).startsWith('abc')")
		void conditional(String message) {
			HEARD.add("condition: " + message);
		}

	}

	static class Repeated {

		@DtlsListener(condition = "new String(payload) == 'a'")
		@DtlsListener(condition = "new String(payload) == 'b'")
		void take(String message) {
			HEARD.add(message);
		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@DtlsListener
	@interface When {

		@AliasFor(annotation = DtlsListener.class, attribute = "condition")
		String value();

	}

	static class Aliased {

		@When("new String(payload) == 'a'")
		void take(String message) {
			HEARD.add("aliased " + message);
		}

	}

	static class WithErrorHandler {

		@DtlsListener(errorHandler = "mild")
		CompletableFuture<String> take(String message) {
			if (message.equals("later")) {
				return CompletableFuture.failedFuture(new IllegalStateException("no good later"));
			}
			throw new IllegalStateException("no good");
		}

	}

	static class Several {

		@DtlsListener
		List<String> take(String message) {
			return List.of(message.split(","));
		}

	}

	static class Reactive {

		@DtlsListener
		Mono<String> take(String message) {
			return Mono.just(message + ", reactively");
		}

	}

	static class Forwarding {

		@DtlsListener
		@SendTo("elsewhere")
		String take(String message) {
			return message + "!";
		}

	}

	static class Limited {

		private final AtomicInteger running = new AtomicInteger();

		@DtlsListener(concurrency = "2")
		void take(String message) {
			HEARD.add(this.running.incrementAndGet());
			Thread.yield();
			this.running.decrementAndGet();
		}

	}

	static class Prototype {

		@DtlsListener
		void take(String message) {
			HEARD.add(message);
		}

	}

}
