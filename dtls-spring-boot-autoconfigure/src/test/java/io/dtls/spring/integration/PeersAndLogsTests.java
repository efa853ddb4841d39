package io.dtls.spring.integration;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.read.ListAppender;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.config.EnableIntegration;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.messaging.handler.annotation.Payload;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.dtls.DropReason;
import io.dtls.PeerIdentity;
import io.dtls.autoconfigure.TestContexts;
import io.dtls.spring.annotation.DtlsListener;
import io.dtls.spring.testing.StubSession;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Peers that leave early, ask for too much, or send what a handler cannot take: nothing
 * of it fills the log or the memory.
 */
class PeersAndLogsTests {

	private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	private final StubSession session = new StubSession(PeerIdentity.ANONYMOUS);

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private final ApplicationContextRunner server = TestContexts.server();

	@BeforeEach
	void listen() {
		this.log.start();
		this.root.addAppender(this.log);
	}

	@AfterEach
	void close() {
		this.root.detachAppender(this.log);
		this.context.close();
	}

	private List<String> alarms() {
		return List.copyOf(this.log.list)
			.stream()
			.filter((event) -> event.getLevel().isGreaterOrEqual(Level.INFO)
					&& event.getMessage().contains("could not"))
			.map((event) -> event.getLevel() + " " + event.getLoggerName() + " " + event.getFormattedMessage())
			.toList();
	}

	private List<String> errors() {
		return List.copyOf(this.log.list)
			.stream()
			.filter((event) -> event.getLevel().isGreaterOrEqual(Level.WARN))
			.map((event) -> event.getLevel() + " " + event.getLoggerName() + " " + event.getFormattedMessage())
			.toList();
	}

	private DtlsInboundGateway gateway(Supplier<Object> reply) {
		DtlsInboundGateway gateway = new DtlsInboundGateway("echo");
		gateway.setAsync(true);
		gateway.setMaxPending(2, 3);
		this.context.register(Integration.class);
		this.context.registerBean("flow", IntegrationFlow.class,
				() -> IntegrationFlow.from(gateway)
					.<byte[]>handle((payload, headers) -> reply.get(), (endpoint) -> endpoint.async(true))
					.get());
		this.context.refresh();
		return gateway;
	}

	@Test
	void whatIsOwedToSessionsThatEndedIsForgotten() {
		PendingReplies pending = new PendingReplies(2, 2);
		assertThat(pending.begin(this.session)).isTrue();
		assertThat(pending.begin(this.session)).isTrue();
		StubSession other = new StubSession(PeerIdentity.ANONYMOUS, "fedcba9876543210");
		assertThat(pending.begin(other)).isFalse();
		this.session.close();
		assertThat(pending.begin(other)).isTrue();
		pending.end(this.session);
		assertThat(pending.pending()).isOne();
	}

	@Test
	void aGatewayAnswersNoMoreRequestsLaterThanItMay() throws Exception {
		List<CompletableFuture<String>> replies = new ArrayList<>();
		DtlsInboundGateway gateway = gateway(() -> {
			replies.add(new CompletableFuture<>());
			return replies.get(replies.size() - 1);
		});
		StubSession other = new StubSession(PeerIdentity.ANONYMOUS, "fedcba9876543210");
		for (int i = 0; i < 3; i++) {
			gateway.handle(this.session, new byte[] { 1 });
			gateway.handle(other, new byte[] { 1 });
		}
		assertThat(replies).as("two of the one, and one of the other until there are three").hasSize(3);
		assertThat(this.session.dropped()).containsOnly(DropReason.QUEUE_FULL).hasSize(1);
		assertThat(other.dropped()).hasSize(2);
		replies.forEach((reply) -> reply.complete("here"));
		assertThat(this.session.sentText()).hasSize(2);
		gateway.handle(other, new byte[] { 1 });
		assertThat(replies).hasSize(4);
	}

	@Test
	void aRequestThatIsNeverAnsweredMakesRoomInTime() throws Exception {
		DtlsInboundGateway gateway = gateway(CompletableFuture::new);
		gateway.setReplyTimeout(10);
		gateway.handle(this.session, new byte[] { 1 });
		gateway.handle(this.session, new byte[] { 1 });
		Awaitility.await().until(() -> {
			int before = this.session.dropped().size();
			gateway.handle(this.session, new byte[] { 1 });
			return this.session.dropped().size() == before;
		});
		assertThat(errors()).isEmpty();
	}

	@Test
	void aPeerThatLeavesBeforeItIsAnsweredIsNoError() throws Exception {
		CompletableFuture<String> reply = new CompletableFuture<>();
		DtlsInboundGateway gateway = gateway(() -> reply);
		gateway.handle(this.session, new byte[] { 1 });
		this.session.close();
		reply.complete("too late");
		assertThat(errors()).isEmpty();
	}

	@Test
	void requestsThatFailAreLoggedOnceAMinute() throws Exception {
		DtlsInboundGateway gateway = gateway(() -> {
			throw new IllegalStateException("no good");
		});
		for (int i = 0; i < 10; i++) {
			gateway.handle(this.session, new byte[] { 1 });
		}
		assertThat(errors()).singleElement().asString().contains("could not be answered");
	}

	@Test
	void messagesThatListenersCannotTakeAreLoggedOnceAMinute() {
		this.server.withBean("listener", Picky.class).run((started) -> {
			for (int i = 0; i < 10; i++) {
				started.getBean(DtlsInboundChannelAdapter.class).handle(this.session, new byte[] { 1 });
			}
			assertThat(alarms()).as("one of the method that throws, one of the method that promises").hasSize(2);
			assertThat(errors()).hasSameSizeAs(alarms());
		});
	}

	@Test
	void listenersThatFailLaterAreLoggedOnceAMinuteHoweverTheyFail() {
		this.server.withBean("listener", LatelyFailing.class).run((started) -> {
			for (int i = 0; i < 10; i++) {
				started.getBean(DtlsInboundChannelAdapter.class).handle(this.session, new byte[] { 1 });
			}
			Awaitility.await().until(() -> LatelyFailing.calls.get() == 30);
			assertThat(errors()).as("one for each of three methods, which throw different kinds").hasSize(3);
		});
	}

	@Test
	void whatIsLoggedOfAFailureLeavesOutTheIdentityOfThePeer() {
		StubSession peer = new StubSession(PeerIdentity.ofPsk("secret-sensor-name"));
		this.server.withBean("listener", Picky.class).run((started) -> {
			started.getBean(DtlsInboundChannelAdapter.class).handle(peer, new byte[] { 1 });
			assertThat(this.log.list).filteredOn((event) -> event.getLevel().isGreaterOrEqual(Level.WARN))
				.hasSize(2)
				.allSatisfy((event) -> assertThat(event.getFormattedMessage() + stack(event))
					.doesNotContain("secret-sensor-name")
					.contains("not "));
		});
	}

	private static String stack(ILoggingEvent event) {
		StringWriter text = new StringWriter();
		((ThrowableProxy) event.getThrowableProxy()).getThrowable().printStackTrace(new PrintWriter(text));
		return text.toString();
	}

	@Test
	void anEmptyMessageIsAMessage() {
		this.server.withBean("listener", EmptyEcho.class).run((started) -> {
			started.getBean(DtlsInboundChannelAdapter.class).handle(this.session, new byte[0]);
			assertThat(this.session.sentText()).containsExactlyInAnyOrder("", "text", "typed text");
			assertThat(errors()).isEmpty();
		});
	}

	@Test
	void aListenerPromisesASessionNoMoreThanAHundredAnswers() {
		CompletableFuture<String> answer = new CompletableFuture<>();
		List<byte[]> heard = new ArrayList<>();
		this.server.withBean("listener", Promising.class, () -> new Promising(heard, answer)).run((started) -> {
			DtlsInboundChannelAdapter adapter = started.getBean(DtlsInboundChannelAdapter.class);
			for (int i = 0; i < 103; i++) {
				adapter.handle(this.session, new byte[] { 1 });
			}
			assertThat(heard).hasSize(100);
			assertThat(this.session.dropped()).containsOnly(DropReason.QUEUE_FULL).hasSize(3);
			answer.complete("at last");
			assertThat(this.session.sentText()).hasSize(100);
			adapter.handle(this.session, new byte[] { 1 });
			assertThat(this.session.sentText()).hasSize(101);
		});
	}

	@Test
	void promisesThatFailMakeRoomToo() {
		this.server.withBean("listener", Picky.class).run((started) -> {
			for (int i = 0; i < 103; i++) {
				started.getBean(DtlsInboundChannelAdapter.class).handle(this.session, new byte[] { 1 });
			}
			assertThat(this.session.dropped()).isEmpty();
		});
	}

	@Configuration(proxyBeanMethods = false)
	@EnableIntegration
	static class Integration {

	}

	record Promising(List<byte[]> heard, CompletableFuture<String> answer) {

		@DtlsListener
		CompletableFuture<String> later(byte[] message) {
			this.heard.add(message);
			return this.answer;
		}

	}

	static class EmptyEcho {

		@DtlsListener
		byte[] bytes(byte[] message) {
			return message;
		}

		@DtlsListener
		String text(String message) {
			return message + "text";
		}

		@DtlsListener(contentType = "application/json")
		String typed(@Payload String message) {
			return message + "typed text";
		}

	}

	static class LatelyFailing {

		private static final AtomicInteger calls = new AtomicInteger();

		@DtlsListener
		Mono<String> mono(byte[] message) {
			return Mono.delay(Duration.ofMillis(1)).map((tick) -> {
				calls.incrementAndGet();
				throw new IllegalStateException("not this");
			});
		}

		@DtlsListener
		Flux<String> flux(byte[] message) {
			return Flux.defer(() -> {
				calls.incrementAndGet();
				return Flux.error(new IllegalArgumentException("not that"));
			});
		}

		@DtlsListener
		CompletableFuture<String> future(byte[] message) {
			return CompletableFuture.supplyAsync(() -> {
				calls.incrementAndGet();
				throw new UnsupportedOperationException("not those");
			});
		}

	}

	static class Picky {

		@DtlsListener
		void take(byte[] message) {
			throw new IllegalStateException("not this");
		}

		@DtlsListener
		CompletableFuture<String> promise(byte[] message) {
			return CompletableFuture.failedFuture(new IllegalStateException("not that"));
		}

	}

}
