package io.dtls.autoconfigure.actuate;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.application.SslHealthIndicator;
import org.springframework.boot.health.autoconfigure.application.SslHealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.info.SslInfo.CertificateChainInfo;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.dsl.IntegrationFlow;

import io.dtls.autoconfigure.TestContexts;
import io.dtls.credentials.Credentials;
import io.dtls.endpoint.DtlsClient;
import io.dtls.endpoint.DtlsServer;
import io.dtls.spring.actuate.DtlsEndpoint;
import io.dtls.spring.actuate.DtlsInfoContributor;
import io.dtls.spring.actuate.DtlsMetrics;
import io.dtls.spring.actuate.DtlsServerHealthIndicator;
import io.dtls.spring.actuate.HandshakeObservations;
import io.dtls.spring.integration.DtlsTemplate;
import io.dtls.spring.integration.dsl.Dtls;
import io.dtls.testing.PemFiles;
import io.dtls.testing.TestCertificates;

import static org.assertj.core.api.Assertions.assertThat;

class ActuatorAutoConfigurationTests {

	private static final String EXPOSED = "management.endpoints.web.exposure.include=dtls";

	private final ApplicationContextRunner server = with(TestContexts.server());

	private static ApplicationContextRunner with(ApplicationContextRunner runner) {
		return runner.withConfiguration(AutoConfigurations.of(DtlsEndpointAutoConfiguration.class,
				DtlsHealthContributorAutoConfiguration.class, DtlsInfoContributorAutoConfiguration.class,
				DtlsMetricsAutoConfiguration.class, DtlsObservationAutoConfiguration.class,
				MetricsAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, ObservationAutoConfiguration.class));
	}

	@Test
	void makesTheEndpointWhereItIsExposed() {
		this.server.withPropertyValues(EXPOSED).run((context) -> assertThat(context).hasSingleBean(DtlsEndpoint.class));
		this.server.run((context) -> assertThat(context).doesNotHaveBean(DtlsEndpoint.class));
	}

	@Test
	void makesNothingWithoutAServer() {
		with(TestContexts.runner()).withPropertyValues(EXPOSED)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(DtlsEndpoint.class)
				.doesNotHaveBean(DtlsMetrics.class)
				.doesNotHaveBean(HandshakeObservations.class)
				.doesNotHaveBean("dtlsHealthContributor"));
	}

	// The annotations alone are hidden: where a module is really missing, Spring does not
	// see its annotations either.
	@Test
	void servesWithoutActuator() {
		this.server.withPropertyValues(EXPOSED)
			.withClassLoader(new FilteredClassLoader(ConditionalOnAvailableEndpoint.class,
					ConditionalOnEnabledInfoContributor.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(DtlsServer.class)
				.doesNotHaveBean(DtlsEndpoint.class)
				.doesNotHaveBean(DtlsInfoContributor.class)
				.hasSingleBean(DtlsMetrics.class));
	}

	@Test
	void servesWithoutHealth() {
		this.server.withPropertyValues(EXPOSED)
			.withClassLoader(new FilteredClassLoader(ConditionalOnEnabledHealthIndicator.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(DtlsEndpoint.class)
				.doesNotHaveBean("dtlsHealthContributor"));
	}

	@Test
	void lacksOnlyTheMetersWithoutMicrometer() {
		TestContexts.server()
			.withConfiguration(AutoConfigurations.of(DtlsEndpointAutoConfiguration.class,
					DtlsHealthContributorAutoConfiguration.class, DtlsInfoContributorAutoConfiguration.class,
					DtlsMetricsAutoConfiguration.class, DtlsObservationAutoConfiguration.class))
			.withPropertyValues(EXPOSED)
			.withClassLoader(new FilteredClassLoader("io.micrometer.core", "org.springframework.boot.micrometer"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(DtlsEndpoint.class)
				.hasSingleBean(DtlsInfoContributor.class)
				.hasBean("dtlsHealthContributor")
				.doesNotHaveBean(DtlsMetrics.class)
				.doesNotHaveBean(HandshakeObservations.class));
	}

	@Test
	void timesHandshakesWithoutAnObservationRegistry() {
		TestContexts.server()
			.withConfiguration(AutoConfigurations.of(DtlsMetricsAutoConfiguration.class,
					DtlsObservationAutoConfiguration.class, MetricsAutoConfiguration.class,
					SimpleMetricsExportAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(ObservationRegistry.class)
				.hasBean("dtlsHandshakeTimers"));
	}

	@Test
	void registersEveryMeterAtZeroWithTheServerAndEnumsForTags() {
		this.server.run((context) -> {
			List<Meter> meters = context.getBean(MeterRegistry.class)
				.getMeters()
				.stream()
				.filter((meter) -> meter.getId().getName().startsWith("dtls."))
				.toList();
			assertThat(meters).extracting((meter) -> meter.getId().getName())
				.contains("dtls.sessions.active", "dtls.session.duration", "dtls.handshakes", "dtls.handshakes.active",
						"dtls.messages", "dtls.bytes", "dtls.datagrams.dropped", "dtls.queue.size");
			assertThat(meters).allSatisfy((meter) -> {
				assertThat(meter.getId().getTag("server")).isEqualTo("dtlsServer");
				assertThat(meter.measure()).allSatisfy((measurement) -> assertThat(measurement.getValue()).isZero());
				assertThat(meter.getId().getTags()).extracting("key")
					.isSubsetOf("server", "reason", "direction", "outcome", "resumed", "error");
			});
		});
	}

	@Test
	void keepsServersApart() {
		with(TestContexts.runner()).withUserConfiguration(TwoServers.class)
			.withPropertyValues(EXPOSED)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(MeterRegistry.class).get("dtls.sessions.active").gauges())
					.extracting((gauge) -> gauge.getId().getTag("server"))
					.containsExactlyInAnyOrder("first", "second");
				CompositeHealthContributor health = context.getBean("dtlsHealthContributor",
						CompositeHealthContributor.class);
				assertThat(health.stream().map((entry) -> entry.name())).containsExactlyInAnyOrder("first", "second");
				assertThat(context.getBean(DtlsEndpoint.class).list(null, null, null, null, null, null).servers())
					.containsOnlyKeys("first", "second");
			});
	}

	@Test
	void seesTheServerOfAFlow() {
		with(TestContexts.runner()).withUserConfiguration(ServerInAFlow.class)
			.withPropertyValues(EXPOSED)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(MeterRegistry.class)
					.get("dtls.sessions.active")
					.gauge()
					.getId()
					.getTag("server")).isEqualTo("trackers");
				assertThat(context.getBean("dtlsHealthContributor")).isInstanceOf(DtlsServerHealthIndicator.class);
				assertThat(context.getBean(DtlsEndpoint.class).list(null, null, null, null, null, null).servers())
					.containsOnlyKeys("trackers");
			});
	}

	@Test
	void hasNoServersToShowWhereFlowsHaveNone() {
		with(TestContexts.runner())
			.withBean("flow", IntegrationFlow.class, () -> IntegrationFlow.from("in").channel("nullChannel").get())
			.withPropertyValues(EXPOSED)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(DtlsEndpoint.class).list(null, null, null, null, null, null).servers())
					.isEmpty();
			});
	}

	@Test
	void metersOfAClientAreNamedAfterIt() {
		this.server.run((server) -> with(TestContexts.runner())
			.withPropertyValues("dtls.client.host=127.0.0.1",
					"dtls.client.port=" + server.getBean(DtlsServer.class).localAddress().getPort(),
					"dtls.client.psk.identities[sensor-1]=000102030405060708090a0b0c0d0e0f")
			.withConfiguration(AutoConfigurations.of(DtlsClientMetricsAutoConfiguration.class))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				MeterRegistry meters = context.getBean(MeterRegistry.class);
				context.getBean(DtlsTemplate.class).convertAndSend("hello");
				assertThat(meters.get("dtls.client.sessions.active").tag("client", "dtlsClient").gauge().value())
					.isOne();
				assertThat(meters.get("dtls.client.messages").tag("direction", "sent").functionCounter().count())
					.isOne();
				assertThat(meters.get("dtls.client.bytes").tag("direction", "sent").functionCounter().count())
					.isEqualTo(5);
				assertThat(meters.get("dtls.client.datagrams.dropped").functionCounters()).isNotEmpty();
				context.getBean(DtlsClient.class).close();
				assertThat(meters.get("dtls.client.session.duration").tag("reason", "shutdown").timer().count())
					.isOne();
				assertThat(meters.get("dtls.client.handshakes")
					.tags("outcome", "success", "resumed", "false")
					.timer()
					.count()).isOne();
			}));
	}

	@Test
	void isHealthyWhileItReceivesAndOutOfServiceWhenStopped() {
		this.server.run((context) -> {
			DtlsServerHealthIndicator health = (DtlsServerHealthIndicator) context.getBean("dtlsHealthContributor",
					HealthContributor.class);
			Health up = health.health();
			assertThat(up.getStatus()).isEqualTo(Status.UP);
			assertThat(up.getDetails()).containsEntry("state", "running").containsEntry("sessions", 0);
			assertThat(String.valueOf(up.getDetails().get("address"))).startsWith("127.0.0.1:");
			context.getBean(DtlsServer.class).close();
			assertThat(health.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
		});
	}

	@Test
	void leavesHealthAwayWhereDisabled() {
		this.server.withPropertyValues("management.health.dtls.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean("dtlsHealthContributor"));
	}

	@Test
	void tellsVersionsProvidersThreadsAndMode() {
		this.server.run((context) -> {
			Info.Builder builder = new Info.Builder();
			context.getBean(DtlsInfoContributor.class).contribute(builder);
			Map<?, ?> facts = (Map<?, ?>) builder.build().getDetails().get("dtls");
			assertThat(facts.get("version")).asString().matches("\\d+\\.\\d+\\.\\d+.*");
			assertThat(facts.get("bouncyCastle")).asString().matches("\\d+\\.\\d+.*");
			assertThat(facts.get("virtualThreads")).isEqualTo(Runtime.version().feature() >= 21);
			assertThat(facts.get("providers")).asString().contains("AES/GCM/NoPadding=");
			assertThat(facts.get("demux")).isEqualTo(Map.of("dtlsServer", "router"));
		});
	}

	@Test
	void showsInlineBundlesToTheHealthOfSsl(@TempDir Path folder) throws Exception {
		PemFiles.write(folder, "server",
				TestCertificates.leaf(TestCertificates.authority("ca"), "server", TestCertificates.P256));
		this.server.withConfiguration(AutoConfigurations.of(SslHealthContributorAutoConfiguration.class))
			.withPropertyValues("dtls.ssl.pem.keystore.certificate=file:" + folder.resolve("server.pem"),
					"dtls.ssl.pem.keystore.private-key=file:" + folder.resolve("server.key"))
			.run((context) -> {
				Health health = context.getBean(SslHealthIndicator.class).health();
				assertThat(health.getStatus()).isEqualTo(Status.UP);
				assertThat(health.getDetails())
					.extractingByKey("validChains", InstanceOfAssertFactories.list(CertificateChainInfo.class))
					.singleElement()
					.satisfies(
							(chain) -> assertThat(chain.getCertificates().get(0).getSubject()).isEqualTo("CN=server"));
			});
	}

	@Configuration(proxyBeanMethods = false)
	static class ServerInAFlow {

		@Bean
		IntegrationFlow trackersFlow() {
			return IntegrationFlow
				.from(Dtls.inboundGateway("trackers",
						DtlsServer.builder()
							.bind(new InetSocketAddress("127.0.0.1", 0))
							.credentials(Credentials.ofPsk((identity) -> new byte[16]))))
				.handle((payload, headers) -> payload)
				.get();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoServers {

		@Bean
		DtlsServer first() {
			return server();
		}

		@Bean
		DtlsServer second() {
			return server();
		}

		private static DtlsServer server() {
			return DtlsServer.builder()
				.bind(new InetSocketAddress("127.0.0.1", 0))
				.credentials(Credentials.ofPsk((identity) -> new byte[16]))
				.handler((session, message) -> {
				})
				.build();
		}

	}

}
