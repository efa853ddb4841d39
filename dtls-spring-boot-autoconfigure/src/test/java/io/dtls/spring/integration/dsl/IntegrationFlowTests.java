package io.dtls.spring.integration.dsl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ApplicationContextException;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.MessageTimeoutException;
import org.springframework.integration.channel.QueueChannel;
import org.springframework.integration.config.EnableIntegration;
import org.springframework.integration.core.MessagingTemplate;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.dsl.context.IntegrationFlowContext;
import org.springframework.integration.dsl.context.IntegrationFlowContext.IntegrationFlowRegistration;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHandlingException;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.messaging.support.MessageBuilder;

import io.dtls.credentials.Credentials;
import io.dtls.endpoint.DtlsClient;
import io.dtls.endpoint.DtlsClientBuilder;
import io.dtls.endpoint.DtlsServer;
import io.dtls.endpoint.DtlsServerBuilder;
import io.dtls.spring.DtlsClientSessions;
import io.dtls.spring.DtlsServerStartException;
import io.dtls.spring.DtlsSessionClosedEvent;
import io.dtls.spring.DtlsSessions;
import io.dtls.spring.integration.DtlsMessageMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Flows in Java in two applications, with DTLS between them.
 */
class IntegrationFlowTests {

	private static final byte[] KEY = new byte[16];

	private final AnnotationConfigApplicationContext receiver = new AnnotationConfigApplicationContext();

	private final AnnotationConfigApplicationContext sender = new AnnotationConfigApplicationContext();

	@AfterEach
	void close() {
		this.sender.close();
		this.receiver.close();
	}

	private static DtlsServerBuilder server() {
		return DtlsServer.builder()
			.bind(new InetSocketAddress("127.0.0.1", 0))
			.credentials(Credentials.ofPsk((identity) -> KEY));
	}

	private static DtlsClientBuilder client() {
		return DtlsClient.builder().psk("sensor-1", KEY);
	}

	private int start(IntegrationFlow flow) {
		start(this.receiver, flow);
		return this.receiver.getBean("echo", DtlsServer.class).localAddress().getPort();
	}

	private static void start(AnnotationConfigApplicationContext context, IntegrationFlow flow) {
		context.register(Integration.class);
		context.registerBean("flow", IntegrationFlow.class, () -> flow);
		context.refresh();
	}

	private MessagingTemplate template() {
		MessagingTemplate template = new MessagingTemplate();
		template.setBeanFactory(this.sender);
		return template;
	}

	private Message<?> request(String text) {
		return template().sendAndReceive("flow.input", new GenericMessage<>(text));
	}

	private static String text(Message<?> message) {
		return new String((byte[]) message.getPayload(), StandardCharsets.UTF_8);
	}

	private static String text(QueueChannel channel) {
		return text(channel.receive(30_000));
	}

	@Test
	void receivesAndSendsOverOneSession() {
		QueueChannel received = new QueueChannel();
		int port = start(IntegrationFlow.from(Dtls.inboundAdapter("echo", server())).channel(received).get());
		DtlsClient client = client().build();
		start(this.sender,
				(flow) -> flow.handle(Dtls.outboundAdapter(new DtlsClientSessions(client), "127.0.0.1", port)));
		template().send("flow.input", new GenericMessage<>("one"));
		template().send("flow.input", new GenericMessage<>(List.of("two", "three")));
		assertThat(List.of(text(received), text(received), text(received))).containsExactly("one", "two", "three");
		assertThat(client.sessions()).hasSize(1);
		this.sender.close();
		assertThat(client.sessions()).isEmpty();
	}

	@Test
	void sendsToWhereAnExpressionSays() {
		QueueChannel received = new QueueChannel();
		int port = start(IntegrationFlow.from(Dtls.inboundAdapter("echo", server())).channel(received).get());
		start(this.sender, (flow) -> flow
			.handle(Dtls.outboundAdapter(new DtlsClientSessions(client().build()), "'127.0.0.1:' + headers['port']")));
		template().send("flow.input", MessageBuilder.withPayload("hello").setHeader("port", port).build());
		assertThat(text(received)).isEqualTo("hello");
		assertThatExceptionOfType(MessageHandlingException.class).isThrownBy(
				() -> template().send("flow.input", MessageBuilder.withPayload("hello").setHeader("port", "x").build()))
			.withStackTraceContaining("host:port or dtls://host:port, not '127.0.0.1:x'");
	}

	@Test
	void answersInTheSessionThatAMessageCameIn() {
		this.receiver.registerBean(DtlsSessions.class,
				() -> new DtlsSessions(this.receiver.getBeanProvider(DtlsServer.class)::stream));
		int port = start(IntegrationFlow
			.from(Dtls.inboundAdapter("echo", server()).replyChannel("answers.input").mapper(new Named("a tracker")))
			.<byte[]>handle((payload, headers) -> "heard " + headers.get("who"))
			.get());
		this.receiver.getBean(IntegrationFlowContext.class)
			.registration((flow) -> flow.handle(Dtls.outboundAdapter(this.receiver.getBean(DtlsSessions.class))))
			.id("answers")
			.register();
		start(this.sender, (flow) -> flow.handle(Dtls.outboundGateway(client(), "127.0.0.1", port)));
		assertThat(text(request("hello"))).isEqualTo("heard a tracker");
	}

	@Test
	void answersRequestsOfAnotherApplication() {
		int port = start(IntegrationFlow.from(Dtls.inboundGateway("echo", server()))
			.<byte[], String>transform((bytes) -> "you said " + new String(bytes, StandardCharsets.UTF_8))
			.get());
		start(this.sender, (flow) -> flow.handle(Dtls.outboundGateway(client(), (message) -> "127.0.0.1:" + port)));
		assertThat(text(request("hello"))).isEqualTo("you said hello");
		assertThat(text(request("again"))).isEqualTo("you said again");
		assertThat(this.receiver.getBean(DtlsServer.class).sessionCount()).isEqualTo(1);
	}

	@Test
	void goesOnAfterAPauseOfEitherApplication() {
		AtomicInteger ended = new AtomicInteger();
		this.sender
			.addApplicationListener((ApplicationListener<DtlsSessionClosedEvent>) (event) -> ended.incrementAndGet());
		int port = start(IntegrationFlow
			.from(Dtls.inboundGateway("echo", server().bind(new InetSocketAddress("127.0.0.1", freePort()))))
			.<byte[], String>transform((bytes) -> "heard")
			.get());
		start(this.sender, (flow) -> flow.handle(Dtls.outboundGateway(client(), "127.0.0.1", port)));
		assertThat(text(request("one"))).isEqualTo("heard");
		this.sender.pause();
		this.sender.restart();
		assertThat(text(request("two"))).isEqualTo("heard");
		this.receiver.pause();
		Awaitility.await().until(() -> ended.get() == 2);
		this.receiver.restart();
		assertThat(text(request("three"))).isEqualTo("heard");
	}

	private static int freePort() {
		try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void correlatesRepliesThatOvertakeEachOther() {
		CompletableFuture<String> first = new CompletableFuture<>();
		int port = start(IntegrationFlow.from(Dtls.inboundGateway("echo", server()).async(true))
			.<byte[]>handle((bytes, headers) -> {
				if (bytes[0] == '1') {
					return first;
				}
				first.complete("1 late");
				return "2 soon";
			}, (endpoint) -> endpoint.async(true))
			.get());
		start(this.sender, (flow) -> flow.handle(Dtls.outboundGateway(client(), "127.0.0.1", port)
			.correlation((request) -> request.getPayload().toString().charAt(0), (reply) -> text(reply).charAt(0))));
		CompletableFuture<Message<?>> one = CompletableFuture.supplyAsync(() -> request("1"));
		assertThat(text(request("2"))).isEqualTo("2 soon");
		assertThat(text(one.join())).isEqualTo("1 late");
	}

	@Test
	void waitsForRepliesWithoutAThread() {
		CompletableFuture<String> reply = new CompletableFuture<>();
		int port = start(IntegrationFlow.from(Dtls.inboundGateway("echo", server()).async(true))
			.<byte[]>handle((payload, headers) -> reply, (endpoint) -> endpoint.async(true))
			.get());
		QueueChannel replies = new QueueChannel();
		start(this.sender,
				(flow) -> flow
					.handle(Dtls.outboundGateway(client(), "127.0.0.1", port), (endpoint) -> endpoint.async(true))
					.channel(replies));
		template().send("flow.input", new GenericMessage<>("hello"));
		assertThat(replies.getQueueSize()).isZero();
		reply.complete("at last");
		assertThat(text(replies)).isEqualTo("at last");
	}

	@Test
	void failsWhereNoReplyComesAndMakesANewSessionForTheNextRequest() {
		QueueChannel received = new QueueChannel();
		int port = start(IntegrationFlow.from(Dtls.inboundAdapter("echo", server())).channel(received).get());
		start(this.sender, (flow) -> flow
			.handle(Dtls.outboundGateway(client(), "127.0.0.1", port).replyTimeout(Duration.ofMillis(50))));
		assertThatExceptionOfType(MessageTimeoutException.class).isThrownBy(() -> request("one"))
			.withMessageContaining("No reply came in time");
		assertThatExceptionOfType(MessageTimeoutException.class).isThrownBy(() -> request("two"));
		assertThat(received.receive(30_000).getHeaders().get("dtls_sessionId"))
			.isNotEqualTo(received.receive(30_000).getHeaders().get("dtls_sessionId"));
	}

	@Test
	void passesOnWhatNoRequestWaitsFor() {
		QueueChannel unasked = new QueueChannel();
		this.sender.registerBean("unasked", QueueChannel.class, () -> unasked);
		int port = start(IntegrationFlow.from(Dtls.inboundGateway("echo", server()))
			.handle((payload, headers) -> List.of("reply", "and more"))
			.get());
		start(this.sender, (flow) -> flow
			.handle(Dtls.outboundGateway(client(), "127.0.0.1", port).unsolicitedMessageChannel("unasked")));
		assertThat(text(request("hello"))).isEqualTo("reply");
		assertThat(text(unasked)).isEqualTo("and more");
	}

	@Test
	void sendsWhatFailsToItsErrorChannel() {
		QueueChannel errors = new QueueChannel();
		int port = start(
				IntegrationFlow.from(Dtls.inboundAdapter("echo", server()).errorChannel(errors)).handle((message) -> {
					throw new IllegalStateException("no good");
				}).get());
		start(this.sender, (flow) -> flow
			.handle(Dtls.outboundAdapter(new DtlsClientSessions(client().build()), "127.0.0.1", port)));
		template().send("flow.input", new GenericMessage<>("hello"));
		assertThat((Throwable) errors.receive(30_000).getPayload()).hasRootCauseMessage("no good");
	}

	@Test
	void startsItsServerWhenItIsStartedWhereItIsSetSo() {
		start(this.receiver,
				IntegrationFlow.from(Dtls.inboundAdapter("echo", server()).autoStartup(false)).nullChannel());
		DtlsServer server = this.receiver.getBean(DtlsServer.class);
		assertThat(server.isRunning()).isFalse();
		this.receiver.getBean("flow", SmartLifecycle.class).start();
		assertThat(server.isRunning()).isTrue();
	}

	@Test
	void endsItsServerWithAFlowThatIsRemoved() throws Exception {
		this.receiver.register(Integration.class);
		this.receiver.refresh();
		IntegrationFlowRegistration flow = this.receiver.getBean(IntegrationFlowContext.class)
			.registration(IntegrationFlow.from(Dtls.inboundAdapter("echo", server())).nullChannel())
			.register();
		int port = this.receiver.getBean("echo", DtlsServer.class).localAddress().getPort();
		flow.destroy();
		try (DatagramSocket free = new DatagramSocket(port, InetAddress.getByName("127.0.0.1"))) {
			assertThat(free.isBound()).isTrue();
		}
	}

	@Test
	void failsTheStartWhereItsPortIsTaken() throws Exception {
		try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
			Supplier<IntegrationFlow> flow = () -> IntegrationFlow
				.from(Dtls.inboundAdapter("echo",
						server().bind(new InetSocketAddress("127.0.0.1", taken.getLocalPort()))))
				.nullChannel();
			assertThatExceptionOfType(ApplicationContextException.class)
				.isThrownBy(() -> start(this.receiver, flow.get()))
				.havingCause()
				.isInstanceOf(DtlsServerStartException.class)
				.withCauseInstanceOf(BindException.class);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableIntegration
	static class Integration {

	}

	/** Adds a header of its own. */
	private static final class Named extends DtlsMessageMapper {

		Named(String who) {
			setCustomHeaders((session) -> Map.of("who", who));
		}

	}

}
