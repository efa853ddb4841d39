package io.dtls.autoconfigure;

import java.net.InetSocketAddress;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.Ordered;

import io.dtls.credentials.Credentials;
import io.dtls.endpoint.DtlsServer;
import io.dtls.endpoint.DtlsServerBuilder;
import io.dtls.spring.DtlsConfigurationException;
import io.dtls.spring.DtlsServerCustomizer;
import io.dtls.spring.DtlsServerLifecycle;
import io.dtls.spring.integration.DtlsInboundChannelAdapter;

import static org.assertj.core.api.Assertions.assertThat;

class NamedServersTests {

	private static final String KEY = "000102030405060708090a0b0c0d0e0f";

	private final ApplicationContextRunner runner = TestContexts.runner()
		.withPropertyValues("dtls.servers.gps.port=0", "dtls.servers.gps.address=127.0.0.1",
				"dtls.servers.gps.psk.identities.tracker=" + KEY);

	@Test
	void haveBeansAndChannelsOfTheirOwn() {
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean("gps", DtlsServer.class).isRunning()).isTrue();
			assertThat(context).hasBean("gpsInboundAdapter")
				.hasBean("gpsInboundChannel")
				.hasBean("gpsOutboundAdapter")
				.hasBean("gpsOutboundChannel")
				.hasBean("gpsOutboundEndpoint")
				.getBean("gpsLifecycle")
				.isInstanceOf(DtlsServerLifecycle.class);
			assertThat(context).doesNotHaveBean("dtlsServer").doesNotHaveBean("dtlsInboundChannel");
		});
	}

	@Test
	void leaveTheUnnamedOneItsPlace() {
		this.runner
			.withPropertyValues("dtls.server.port=0", "dtls.server.address=127.0.0.1", "dtls.ssl.self-signed=true",
					"dtls.servers.syslog.port=0")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBeansOfType(DtlsServer.class)).containsOnlyKeys("dtlsServer", "gps", "syslog");
				assertThat(context.getBean(DtlsServer.class)).isSameAs(context.getBean("dtlsServer"));
				assertThat(context.getBeansOfType(DtlsServer.class).values()).allMatch(DtlsServer::isRunning);
			});
	}

	@Test
	void shareAChannelWhereItHasOneName() {
		this.runner
			.withPropertyValues("dtls.servers.syslog.port=0", "dtls.ssl.self-signed=true",
					"dtls.servers.gps.channel=in", "dtls.servers.syslog.channel=in",
					"dtls.servers.gps.reply-channel=out", "dtls.servers.syslog.reply-channel=out")
			.run((context) -> {
				assertThat(context).hasNotFailed().hasBean("in").doesNotHaveBean("gpsInboundChannel");
				assertThat(context.getBeansOfType(DtlsInboundChannelAdapter.class).values())
					.allMatch((adapter) -> adapter.getOutputChannel() == context.getBean("in"));
				assertThat(List.of(context.containsBean("gpsOutboundEndpoint"),
						context.containsBean("syslogOutboundEndpoint")))
					.containsExactlyInAnyOrder(true, false);
			});
	}

	@Test
	void doNotExistWithoutAPort() {
		this.runner.withPropertyValues("dtls.servers.gps.port=")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(DtlsServer.class));
	}

	@Test
	void areReplacedByAServerOfTheSameName() {
		this.runner.withBean("gps", DtlsServer.class,
				() -> DtlsServer.builder()
					.bind(new InetSocketAddress("127.0.0.1", 0))
					.credentials(Credentials.ofPsk((identity) -> new byte[16]))
					.handler((session, message) -> {
					})
					.build())
			.run((context) -> {
				assertThat(context).hasSingleBean(DtlsServer.class);
				assertThat(context.getBean(DtlsServer.class).isRunning()).isTrue();
			});
	}

	@Test
	void failTheStartWhereAnotherBeanHasTheName() {
		this.runner.withBean("gps", String.class, () -> "taken")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(DtlsConfigurationException.class)
				.hasMessage("dtls.servers.gps names a server 'gps', and there is another bean of that name"));
	}

	@Test
	void failTheStartWhereAPropertyIsMisspelt() {
		this.runner.withPropertyValues("dtls.servers.gps.prot=1")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage("dtls.servers.gps.prot is not a property"));
	}

	@Test
	void nameTheirOwnPropertiesInFailures() {
		this.runner.withPropertyValues("dtls.servers.gps.ssl.bundle=absent")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(Exception.class)
				.hasMessageContaining("'absent'"));
		this.runner.withPropertyValues("dtls.servers.gps.session.max=0")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage("dtls.servers.gps.session.max is 0"));
	}

	@Test
	void areCustomizedInOrder() {
		StringBuilder called = new StringBuilder();
		this.runner.withBean("second", DtlsServerCustomizer.class, () -> new OrderedCustomizer(2, called))
			.withBean("first", DtlsServerCustomizer.class, () -> new OrderedCustomizer(1, called))
			.run((context) -> assertThat(called).hasToString("gps1 gps2 "));
	}

	private record OrderedCustomizer(int order, StringBuilder called) implements DtlsServerCustomizer, Ordered {

		@Override
		public void customize(String server, DtlsServerBuilder builder) {
			this.called.append(server).append(this.order).append(' ');
		}

		@Override
		public int getOrder() {
			return this.order;
		}

	}

}
