package io.dtls.autoconfigure;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.security.Principal;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.Lifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.support.MessageBuilder;
import org.springframework.messaging.MessageChannel;
import org.springframework.util.backoff.FixedBackOff;

import io.dtls.autoconfigure.client.DtlsConnectionDetails;
import io.dtls.endpoint.DtlsClient;
import io.dtls.endpoint.DtlsServer;
import io.dtls.spring.DtlsClientCustomizer;
import io.dtls.spring.DtlsClientLifecycle;
import io.dtls.spring.DtlsClientSessions;
import io.dtls.spring.annotation.DtlsListener;
import io.dtls.spring.integration.DtlsHeaders;
import io.dtls.spring.integration.DtlsInboundChannelAdapter;
import io.dtls.spring.integration.DtlsOutboundChannelAdapter;

import static org.assertj.core.api.Assertions.assertThat;

class DtlsClientAutoConfigurationTests {

	private static final String KEY = "000102030405060708090a0b0c0d0e0f";

	private final ApplicationContextRunner client = client("localhost", 5684);

	private static ApplicationContextRunner client(String host, int port) {
		return TestContexts.runner()
			.withPropertyValues("dtls.client.host=" + host, "dtls.client.port=" + port,
					"dtls.client.psk.identities.sensor-1=" + KEY);
	}

	private static ApplicationContextRunner client(ApplicationContext server) {
		return client("127.0.0.1", server.getBean(DtlsServer.class).localAddress().getPort());
	}

	private static void send(ApplicationContext context, String text) {
		context.getBean("dtlsOutboundClientChannel", MessageChannel.class)
			.send(MessageBuilder.withPayload(text).build());
	}

	@ParameterizedTest
	@ValueSource(strings = { "dtls.client.port=5684", "dtls.client.host=", "dtls.ssl.self-signed=true" })
	void makesNoClientWithoutHost(String property) {
		TestContexts.runner()
			.withPropertyValues(property)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(DtlsClient.class)
				.doesNotHaveBean(DtlsConnectionDetails.class)
				.doesNotHaveBean("dtlsOutboundClientChannel")
				.doesNotHaveBean("dtlsInboundClientChannel"));
	}

	@Test
	void makesNothingWhereDisabled() {
		this.client.withPropertyValues("dtls.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(DtlsClient.class));
	}

	@Test
	void makesItsBeansAndChannels() {
		this.client.run((context) -> assertThat(context).hasNotFailed()
			.hasSingleBean(DtlsClient.class)
			.hasSingleBean(DtlsClientSessions.class)
			.hasSingleBean(PropertiesDtlsConnectionDetails.class)
			.hasBean("dtlsClientInboundAdapter")
			.hasBean("dtlsClientOutboundAdapter")
			.hasBean("dtlsOutboundClientChannel")
			.hasBean("dtlsInboundClientChannel")
			.doesNotHaveBean(DtlsClientLifecycle.class)
			.doesNotHaveBean(DtlsServer.class));
	}

	@Test
	void namesItsChannelsAsTheyAreSet() {
		this.client.withPropertyValues("dtls.client.channel=commands", "dtls.client.reply-channel=answers")
			.run((context) -> {
				assertThat(context).hasBean("commands").doesNotHaveBean("dtlsOutboundClientChannel");
				assertThat(context.getBean(DtlsInboundChannelAdapter.class).getOutputChannel())
					.isSameAs(context.getBean("answers"));
			});
	}

	@Test
	void leavesTheServerItsPlace() {
		this.client
			.withPropertyValues("dtls.server.port=0", "dtls.server.address=127.0.0.1",
					"dtls.psk.identities.sensor-1=" + KEY)
			.withBean(Heard.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(DtlsInboundChannelAdapter.class))
					.isSameAs(context.getBean("dtlsInboundAdapter"));
				assertThat(context.getBean(DtlsOutboundChannelAdapter.class))
					.isSameAs(context.getBean("dtlsOutboundAdapter"));
			});
	}

	@Test
	void backsOffForEachBeanOfTheApplication() {
		this.client.withUserConfiguration(OwnParts.class)
			.withPropertyValues("dtls.client.reconnect.enabled=true")
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(DtlsClient.class)
				.hasSingleBean(DtlsClientSessions.class)
				.hasSingleBean(DtlsConnectionDetails.class)
				.hasSingleBean(DtlsClientLifecycle.class)
				.hasSingleBean(DtlsInboundChannelAdapter.class)
				.hasSingleBean(DtlsOutboundChannelAdapter.class)
				.hasBean("ownClient")
				.hasBean("ownSessions")
				.hasBean("ownDetails")
				.hasBean("ownLifecycle")
				.getBean("dtlsOutboundClientChannel")
				.isSameAs(context.getBean(OwnParts.class).channel));
	}

	@Test
	void needsNoPropertyWhereABeanTellsTheServer() {
		TestContexts.server()
			.withBean(Echo.class)
			.run((server) -> TestContexts.runner()
				.withPropertyValues("dtls.client.psk.identities.sensor-1=" + KEY)
				.withBean(DtlsConnectionDetails.class, () -> new Details(port(server)))
				.withBean(Heard.class)
				.run((context) -> {
					send(context, "hello");
					assertThat(context.getBean(Heard.class).next()).isEqualTo("dtlsClient: hello");
				}));
	}

	private static int port(ApplicationContext server) {
		return server.getBean(DtlsServer.class).localAddress().getPort();
	}

	@Test
	void sendsToTheServerAndHearsItsAnswers() {
		TestContexts.server()
			.withBean(Echo.class)
			.run((server) -> client(server).withBean(Heard.class).run((context) -> {
				send(context, "one");
				send(context, "two");
				Heard heard = context.getBean(Heard.class);
				assertThat(heard.next()).isEqualTo("dtlsClient: one");
				assertThat(heard.next()).isEqualTo("dtlsClient: two");
				assertThat(server.getBean(DtlsServer.class).sessions()).hasSize(1);
			}));
	}

	@Test
	void passesOnWhatCameToAServerOfTheApplication() {
		TestContexts.server().withBean(Heard.class).run((server) -> client(server).run((context) -> {
			context.getBean("dtlsOutboundClientChannel", MessageChannel.class)
				.send(MessageBuilder.withPayload("from a device")
					.setHeader(DtlsHeaders.SESSION_ID, "of another server")
					.build());
			assertThat(server.getBean(Heard.class).next()).isEqualTo("dtlsServer: from a device");
		}));
	}

	@Test
	void showsTheIdentityThatIsNamed() {
		TestContexts.server()
			.withPropertyValues("dtls.psk.identities.sensor-2=" + KEY)
			.withBean(Who.class)
			.run((server) -> client(server)
				.withPropertyValues("dtls.client.psk.identities.sensor-2=" + KEY, "dtls.client.psk.identity=sensor-2")
				.run((context) -> {
					send(context, "hello");
					assertThat(server.getBean(Who.class).next()).isEqualTo("sensor-2");
				}));
	}

	@Test
	void usesAKeyOfAllWhereItIsNamed() {
		TestContexts.server()
			.withBean(Who.class)
			.run((server) -> TestContexts.runner()
				.withPropertyValues("dtls.client.host=127.0.0.1", "dtls.client.port=" + port(server),
						"dtls.psk.identities.sensor-1=" + KEY, "dtls.psk.identities.sensor-9=00",
						"dtls.psk.identity=sensor-1")
				.run((context) -> {
					send(context, "hello");
					assertThat(server.getBean(Who.class).next()).isEqualTo("sensor-1");
				}));
	}

	@Test
	void connectsAgainForTheNextMessageAfterTheSessionEnded() {
		TestContexts.server().withBean(Heard.class).run((server) -> client(server).run((context) -> {
			send(context, "one");
			assertThat(server.getBean(Heard.class).next()).isEqualTo("dtlsServer: one");
			context.getBean(DtlsClient.class).sessions().forEach((session) -> session.close());
			send(context, "two");
			assertThat(server.getBean(Heard.class).next()).isEqualTo("dtlsServer: two");
		}));
	}

	@Test
	void keepsASessionOpenWhereAsked() throws IOException {
		int port = freePort();
		TestContexts.server()
			.withPropertyValues("dtls.server.port=" + port)
			.run((server) -> client("127.0.0.1", port)
				.withPropertyValues("dtls.client.reconnect.enabled=true", "dtls.client.reconnect.delay=50ms")
				.run((context) -> {
					DtlsServer there = server.getBean(DtlsServer.class);
					await(() -> there.sessions().size() == 1);
					((Lifecycle) server).stop();
					await(() -> context.getBean(DtlsClient.class).sessions().isEmpty());
					((Lifecycle) server).start();
					await(() -> there.sessions().size() == 1);
				}));
	}

	private static int freePort() throws IOException {
		try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
			return socket.getLocalPort();
		}
	}

	private static void await(BooleanSupplier condition) {
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(condition::getAsBoolean);
	}

	@Test
	void isCustomizedAfterTheProperties() {
		StringBuilder called = new StringBuilder();
		this.client
			.withBean(DtlsClientCustomizer.class, () -> (builder) -> called.append(builder.getClass().getSimpleName()))
			.run((context) -> assertThat(called).hasToString("DtlsClientBuilder"));
	}

	@Test
	void closesItsSessionsWithTheContext() {
		TestContexts.server().withBean(Heard.class).run((server) -> {
			client(server).run((context) -> {
				send(context, "hello");
				server.getBean(Heard.class).next();
			});
			await(() -> server.getBean(DtlsServer.class).sessions().isEmpty());
		});
	}

	static class Echo {

		@DtlsListener
		byte[] echo(byte[] message) {
			return message;
		}

	}

	static class Who {

		private final BlockingQueue<String> names = new LinkedBlockingQueue<>();

		@DtlsListener
		void take(byte[] message, Principal sender) {
			this.names.add(sender.getName());
		}

		String next() throws InterruptedException {
			return this.names.poll(15, TimeUnit.SECONDS);
		}

	}

	private record Details(int port) implements DtlsConnectionDetails {

		@Override
		public String getHost() {
			return "127.0.0.1";
		}

		@Override
		public int getPort() {
			return this.port;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnParts {

		private final DirectChannel channel = new DirectChannel();

		@Bean
		DtlsConnectionDetails ownDetails() {
			return new Details(5684);
		}

		@Bean
		DtlsClient ownClient() {
			return DtlsClient.builder().psk("sensor-1", new byte[16]).build();
		}

		@Bean
		DtlsClientSessions ownSessions(DtlsClient client) {
			return new DtlsClientSessions(client);
		}

		@Bean
		DtlsClientLifecycle ownLifecycle(DtlsClient client, DtlsClientSessions sessions) {
			return new DtlsClientLifecycle(client, sessions, "127.0.0.1", 1, new FixedBackOff(60_000, 1));
		}

		@Bean
		DtlsInboundChannelAdapter dtlsClientInboundAdapter() {
			DtlsInboundChannelAdapter adapter = new DtlsInboundChannelAdapter("own");
			adapter.setOutputChannelName("nullChannel");
			return adapter;
		}

		@Bean
		DtlsOutboundChannelAdapter dtlsClientOutboundAdapter(DtlsClientSessions sessions) {
			return new DtlsOutboundChannelAdapter(sessions, (message) -> "localhost:5684");
		}

		@Bean
		DirectChannel dtlsOutboundClientChannel() {
			return this.channel;
		}

	}

}
