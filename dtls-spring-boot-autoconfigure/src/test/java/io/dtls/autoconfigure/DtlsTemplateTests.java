package io.dtls.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.MessagingException;
import org.springframework.messaging.converter.MessageConversionException;

import io.dtls.DtlsSession;
import io.dtls.MessageHandler;
import io.dtls.endpoint.DtlsClient;
import io.dtls.endpoint.DtlsServer;
import io.dtls.spring.DtlsClientSessions;
import io.dtls.spring.DtlsSessions;
import io.dtls.spring.annotation.DtlsListener;
import io.dtls.spring.integration.DtlsMessageMapper;
import io.dtls.spring.integration.DtlsRequests;
import io.dtls.spring.integration.DtlsTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The template of an application with a server, and a device that answers.
 */
class DtlsTemplateTests {

	private static final byte[] KEY = new byte[] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };

	private final ApplicationContextRunner runner = TestContexts.server().withBean(Heard.class);

	private final BlockingQueue<String> atTheDevice = new LinkedBlockingQueue<>();

	private final DtlsClient device = device((session, message) -> {
		String text = new String(message, StandardCharsets.UTF_8);
		this.atTheDevice.add(text);
		if (text.contains("?")) {
			session.send(text.replace('?', '!').getBytes(StandardCharsets.UTF_8));
		}
	});

	@AfterEach
	void close() {
		this.device.close();
	}

	private static DtlsClient device(MessageHandler handler) {
		return DtlsClient.builder().psk("sensor-1", KEY).handler(handler).build();
	}

	private static int port(ApplicationContext context) {
		return context.getBean(DtlsServer.class).localAddress().getPort();
	}

	/** Returns the id of the server's side. */
	private String connect(ApplicationContext context) throws Exception {
		DtlsServer server = context.getBean(DtlsServer.class);
		List<DtlsSession> before = List.copyOf(server.sessions());
		this.device.connect("127.0.0.1", port(context));
		Awaitility.await().until(() -> server.sessionCount() > before.size());
		return server.sessions().stream().filter((session) -> !before.contains(session)).findFirst().orElseThrow().id();
	}

	private String atTheDevice() throws InterruptedException {
		return this.atTheDevice.poll(30, TimeUnit.SECONDS);
	}

	@Test
	void sendsToASession() {
		this.runner.run((context) -> {
			String id = connect(context);
			DtlsTemplate template = context.getBean(DtlsTemplate.class);
			template.convertAndSend(id, "hello");
			template.convertAndSend(id, List.of("one", "two".getBytes(StandardCharsets.UTF_8)));
			template.convertAndSend(id, Map.of("value", 3), Map.of(MessageHeaders.CONTENT_TYPE, "application/json"));
			assertThat(List.of(atTheDevice(), atTheDevice(), atTheDevice(), atTheDevice())).containsExactly("hello",
					"one", "two", "{\"value\":3}");
		});
	}

	@Test
	void awaitsTheReplyWhichGoesToNoListener() {
		this.runner.run((context) -> {
			String id = connect(context);
			DtlsTemplate template = context.getBean(DtlsTemplate.class);
			assertThat(template.convertSendAndReceive(id, "who?", String.class)).isEqualTo("who!");
			template.convertAndSend(id, "unasked?");
			Awaitility.await()
				.untilAsserted(() -> assertThat(context.getBean(Heard.class).messages).containsExactly("unasked!"));
		});
	}

	@Test
	void returnsNullWhereNoReplyComesInTime() {
		this.runner.run((context) -> {
			String id = connect(context);
			DtlsTemplate template = context.getBean(DtlsTemplate.class);
			template.setReceiveTimeout(Duration.ofMillis(20));
			assertThat(template.convertSendAndReceive(id, "no answer", String.class)).isNull();
			assertThat(template.receive(id)).isNull();
		});
	}

	@Test
	void saysWhereASessionIsNotOpen() {
		this.runner.run((context) -> {
			DtlsTemplate template = context.getBean(DtlsTemplate.class);
			assertThatExceptionOfType(MessagingException.class)
				.isThrownBy(() -> template.convertAndSend("0123456789abcdef", "hello"))
				.withMessage("No session 0123456789abcdef is open");
			assertThatExceptionOfType(MessagingException.class)
				.isThrownBy(() -> template.convertAndSend("127.0.0.1:5684", "hello"))
				.withMessage("There is no client to connect to 127.0.0.1:5684 with");
		});
	}

	@Test
	void asksAServer() {
		this.runner.run((context) -> {
			DtlsRequests requests = new DtlsRequests(new DtlsMessageMapper());
			try (DtlsClient client = device(requests.handler("client", (session, message) -> {
			}))) {
				DtlsTemplate template = new DtlsTemplate(context.getBean(DtlsSessions.class), requests,
						new DtlsMessageMapper());
				template.setClientSessions(new DtlsClientSessions(client));
				template.setDefaultDestination("127.0.0.1:" + port(context));
				assertThat(template.convertSendAndReceive("echo", String.class)).isEqualTo("echo");
			}
		});
	}

	@Test
	void asksTheServerThatIsConfiguredWhereNoneIsNamed() {
		this.runner.run((server) -> TestContexts.runner()
			.withPropertyValues("dtls.client.host=127.0.0.1", "dtls.client.port=" + port(server),
					"dtls.client.psk.identities.sensor-1=000102030405060708090a0b0c0d0e0f")
			.run((context) -> {
				DtlsTemplate template = context.getBean(DtlsTemplate.class);
				assertThat(template.convertSendAndReceive("echo", String.class)).isEqualTo("echo");
				template.convertAndSend("no question");
				Awaitility.await()
					.untilAsserted(
							() -> assertThat(server.getBean(Heard.class).messages).containsExactly("no question"));
			}));
	}

	@Test
	void convertsTheReplyByTheTypeOfTheRequest() {
		this.runner.run((context) -> {
			String id = connect(context);
			DtlsTemplate template = context.getBean(DtlsTemplate.class);
			Map<String, Object> json = Map.of(MessageHeaders.CONTENT_TYPE, "application/json");
			Reading answer = template.convertSendAndReceive(id, new Reading("hi?"), json, Reading.class);
			assertThat(answer).isEqualTo(new Reading("hi!"));
			assertThat(template.convertSendAndReceive(id, new Reading("hi?"), json, String.class))
				.isEqualTo("{\"text\":\"hi!\"}");
			template.setContentType("application/json");
			assertThat(template.convertSendAndReceive(id, new Reading("hi?"), Reading.class)).isEqualTo(answer);
			template.convertAndSend(id, List.of(new Reading("one"), "two"));
			Awaitility.await().untilAsserted(() -> assertThat(this.atTheDevice).contains("{\"text\":\"one\"}", "two"));
		});
	}

	@Test
	void saysWhereAReplyCannotBeConverted() {
		this.runner.run((context) -> {
			String id = connect(context);
			DtlsTemplate template = context.getBean(DtlsTemplate.class);
			assertThatExceptionOfType(MessageConversionException.class)
				.isThrownBy(() -> template.convertSendAndReceive(id, "plain?", Reading.class))
				.withMessageContaining("Reading");
		});
	}

	@Test
	void saysWhichPropertyADestinationComesFrom() {
		this.runner.run((context) -> {
			DtlsTemplate template = context.getBean(DtlsTemplate.class);
			assertThatIllegalArgumentException().isThrownBy(() -> template.convertAndSend((String) null, "hello"))
				.withMessageContaining("defaultDestination");
			assertThatIllegalArgumentException()
				.isThrownBy(() -> template.convertSendAndReceive((String) null, "hello", String.class))
				.withMessageContaining("defaultDestination");
		});
	}

	@Test
	void sendsToAllSessionsOrToThoseThatMatch() {
		this.runner.run((context) -> {
			String first = connect(context);
			connect(context);
			DtlsTemplate template = context.getBean(DtlsTemplate.class);
			assertThat(template.broadcast("all")).isEqualTo(2);
			assertThat(template.broadcast("one", (session) -> session.id().equals(first))).isEqualTo(1);
			assertThat(template.broadcast("nobody", (session) -> false)).isZero();
			assertThat(List.of(atTheDevice(), atTheDevice(), atTheDevice())).containsExactlyInAnyOrder("all", "all",
					"one");
		});
	}

	record Reading(String text) {

	}

	static class Heard {

		private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

		@DtlsListener
		String take(String message) {
			if (message.equals("echo")) {
				return message;
			}
			this.messages.add(message);
			return null;
		}

	}

}
