package io.dtls.autoconfigure;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.channel.PublishSubscribeChannel;

import io.dtls.autoconfigure.properties.DtlsProperties;
import io.dtls.credentials.Credentials;
import io.dtls.credentials.PskStore;
import io.dtls.endpoint.DtlsServer;
import io.dtls.spring.DtlsServerLifecycle;
import io.dtls.spring.DtlsSessions;
import io.dtls.spring.annotation.DtlsListener;
import io.dtls.spring.annotation.DtlsListenerAnnotationBeanPostProcessor;
import io.dtls.spring.annotation.EnableDtls;
import io.dtls.spring.integration.DtlsInboundChannelAdapter;
import io.dtls.spring.integration.DtlsMessageMapper;
import io.dtls.spring.integration.DtlsOutboundChannelAdapter;
import io.dtls.spring.integration.DtlsRequests;
import io.dtls.spring.integration.DtlsTemplate;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class DtlsAutoConfigurationTests {

	private final ApplicationContextRunner runner = TestContexts.runner();

	private final ApplicationContextRunner server = TestContexts.server();

	@ParameterizedTest
	@ValueSource(strings = { "dtls.ssl.self-signed=true", "dtls.server.port=", "dtls.server.address=127.0.0.1" })
	void makesNoServerWithoutPort(String property) {
		this.runner.withPropertyValues(property)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(DtlsServer.class)
				.doesNotHaveBean(DtlsServerLifecycle.class)
				.doesNotHaveBean(DtlsInboundChannelAdapter.class)
				.doesNotHaveBean(DtlsOutboundChannelAdapter.class)
				.doesNotHaveBean("dtlsInboundChannel")
				.doesNotHaveBean("dtlsOutboundChannel"));
	}

	@Test
	void makesNothingWhereDisabled() {
		this.server.withPropertyValues("dtls.enabled=false")
			.withUserConfiguration(Listener.class)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(DtlsServer.class)
				.doesNotHaveBean(DtlsProperties.class)
				.doesNotHaveBean(DtlsListenerAnnotationBeanPostProcessor.class));
	}

	@Test
	void startsAServerAndStopsItWithTheContext() {
		AtomicInteger port = new AtomicInteger();
		this.server.run((context) -> {
			DtlsServer server = context.getBean(DtlsServer.class);
			assertThat(server.isRunning()).isTrue();
			port.set(server.localAddress().getPort());
		});
		assertThat(port).hasPositiveValue();
		assertThat(isFree(port.get())).isTrue();
	}

	@Test
	void startsTheServerAgainAfterAStop() {
		this.server.run((context) -> {
			DtlsServer server = context.getBean(DtlsServer.class);
			context.stop();
			assertThat(server.isRunning()).isFalse();
			context.start();
			assertThat(server.isRunning()).isTrue();
		});
	}

	@Test
	void listensOnTheAddressThatIsSet() {
		this.server.run((context) -> assertThat(localAddress(context.getBean(DtlsServer.class)).getAddress())
			.hasToString("/127.0.0.1"));
	}

	@Test
	void listensOnAllAddressesWhereNoneIsSet() {
		this.server.withPropertyValues("dtls.server.address=")
			.run((context) -> assertThat(
					localAddress(context.getBean(DtlsServer.class)).getAddress().isAnyLocalAddress())
				.isTrue());
	}

	@Test
	void listensOnThePortThatIsSet() {
		int port = freePort();
		this.server.withPropertyValues("dtls.server.port=" + port)
			.run((context) -> assertThat(localAddress(context.getBean(DtlsServer.class)).getPort()).isEqualTo(port));
	}

	@Test
	void makesItsChannels() {
		this.server.run((context) -> assertThat(context).getBean("dtlsInboundChannel", PublishSubscribeChannel.class)
			.isNotNull()
			.satisfies(
					(channel) -> assertThat(context).getBean("dtlsOutboundChannel", DirectChannel.class).isNotNull()));
	}

	@Test
	void namesItsChannelsAsTheyAreSet() {
		this.server.withPropertyValues("dtls.server.channel=telemetry", "dtls.server.reply-channel=commands")
			.run((context) -> {
				assertThat(context).hasBean("telemetry").hasBean("commands");
				assertThat(context).doesNotHaveBean("dtlsInboundChannel").doesNotHaveBean("dtlsOutboundChannel");
				assertThat(context.getBean(DtlsInboundChannelAdapter.class).getOutputChannel())
					.isSameAs(context.getBean("telemetry"));
			});
	}

	@Test
	void usesChannelsOfTheApplication() {
		this.server.withUserConfiguration(Channels.class)
			.run((context) -> assertThat(context).getBean("dtlsInboundChannel").isInstanceOf(DirectChannel.class));
	}

	@Test
	void usesTheServerOfTheApplication() {
		this.server.withUserConfiguration(Server.class)
			.run((context) -> assertThat(context).hasSingleBean(DtlsServer.class)
				.getBean(DtlsServer.class)
				.isSameAs(context.getBean("mine")));
	}

	@Test
	void usesTheLifecycleAndAdaptersOfTheApplication() {
		this.server.withUserConfiguration(Parts.class)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(DtlsServerLifecycle.class)
				.hasSingleBean(DtlsInboundChannelAdapter.class)
				.hasSingleBean(DtlsOutboundChannelAdapter.class)
				.hasBean("myLifecycle")
				.hasBean("myInbound")
				.hasBean("myOutbound"));
	}

	@Test
	void usesTheSharedBeansOfTheApplication() {
		DtlsSessions sessions = new DtlsSessions(Stream::of);
		DtlsMessageMapper mapper = new DtlsMessageMapper();
		DtlsRequests requests = new DtlsRequests(mapper);
		DtlsTemplate template = new DtlsTemplate(sessions, requests, mapper);
		this.server.withBean("mySessions", DtlsSessions.class, () -> sessions)
			.withBean("myMapper", DtlsMessageMapper.class, () -> mapper)
			.withBean("myRequests", DtlsRequests.class, () -> requests)
			.withBean("myTemplate", DtlsTemplate.class, () -> template)
			.run((context) -> {
				assertThat(context).hasNotFailed().getBean(DtlsSessions.class).isSameAs(sessions);
				assertThat(context).getBean(DtlsMessageMapper.class).isSameAs(mapper);
				assertThat(context).getBean(DtlsRequests.class).isSameAs(requests);
				assertThat(context).getBean(DtlsTemplate.class).isSameAs(template);
			});
	}

	@Test
	void usesThePskStoreOfTheApplication() {
		this.runner.withPropertyValues("dtls.server.port=0", "dtls.server.address=127.0.0.1")
			.withBean(PskStore.class, () -> (identity) -> new byte[16])
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(DtlsServer.class));
	}

	@Test
	void takesKeysAndListsThatOverrideOthers() {
		Map<String, Object> overridden = Map.of("dtls.psk.identities.sensor-1", "00", "dtls.ssl.cipher-suites[0]",
				"TLS_PSK_WITH_AES_128_GCM_SHA256", "dtls.ssl.cipher-suites[1]", "TLS_PSK_WITH_AES_128_CCM_8");
		this.server.withPropertyValues("dtls.ssl.cipher-suites=TLS_PSK_WITH_AES_128_CCM_8")
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addLast(new MapPropertySource("overridden", overridden)))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				DtlsProperties properties = context.getBean(DtlsProperties.class);
				assertThat(properties.getPsk().getIdentities()).containsEntry("sensor-1",
						"000102030405060708090a0b0c0d0e0f");
				assertThat(properties.getSsl().getCipherSuites()).containsExactly("TLS_PSK_WITH_AES_128_CCM_8");
			});
	}

	@Test
	void leavesListenersToEnableDtlsWhereItIsUsed() {
		this.server.withUserConfiguration(Enabled.class)
			.run((context) -> assertThat(context).hasSingleBean(DtlsListenerAnnotationBeanPostProcessor.class));
	}

	@Test
	void servesListenersThatLazyInitializationWouldSkip() {
		this.server.withUserConfiguration(Listener.class)
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> assertThat(context).hasBean("listener.take.dtlsListener"));
	}

	@Test
	void warnsWhereNothingListens(CapturedOutput output) {
		this.server.run((context) -> assertThat(output)
			.contains("Nothing listens on channel dtlsInboundChannel: messages are lost"));
	}

	@Test
	void doesNotWarnWhereSomethingListens(CapturedOutput output) {
		this.server.withUserConfiguration(Listener.class)
			.run((context) -> assertThat(output).doesNotContain("Nothing listens"));
	}

	@Test
	void warnsOfASelfSignedCertificate(CapturedOutput output) {
		this.server.withPropertyValues("dtls.ssl.self-signed=true")
			.run((context) -> assertThat(output)
				.containsPattern("WARN .*self-signed certificate, for development only. "
						+ "SHA-256 fingerprint: ([0-9A-F]{2}:){31}[0-9A-F]{2}"));
	}

	private static InetSocketAddress localAddress(DtlsServer server) {
		return server.localAddress();
	}

	private static int freePort() {
		try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static boolean isFree(int port) {
		try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress("127.0.0.1", port))) {
			return socket.isBound();
		}
		catch (IOException ex) {
			return false;
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Listener {

		@Bean
		Handler listener() {
			return new Handler();
		}

	}

	static class Handler {

		@DtlsListener
		void take(byte[] message) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Channels {

		@Bean
		DirectChannel dtlsInboundChannel() {
			return new DirectChannel();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Server {

		@Bean
		DtlsServer mine(DtlsInboundChannelAdapter handler) {
			return DtlsServer.builder()
				.bind(new InetSocketAddress("127.0.0.1", 0))
				.credentials(Credentials.ofPsk((identity) -> new byte[16]))
				.handler(handler)
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Parts {

		@Bean
		DtlsServerLifecycle myLifecycle(DtlsServer server) {
			return new DtlsServerLifecycle("dtlsServer", server, Duration.ZERO);
		}

		@Bean
		DtlsInboundChannelAdapter myInbound() {
			DtlsInboundChannelAdapter adapter = new DtlsInboundChannelAdapter("mine");
			adapter.setOutputChannelName("dtlsInboundChannel");
			return adapter;
		}

		@Bean
		DtlsOutboundChannelAdapter myOutbound(DtlsServer server) {
			return new DtlsOutboundChannelAdapter(server::session);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableDtls
	static class Enabled {

	}

}
