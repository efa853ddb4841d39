package io.dtls.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.util.backoff.BackOffExecution;

import io.dtls.autoconfigure.client.ClientDefinition;
import io.dtls.autoconfigure.properties.DtlsProperties;
import io.dtls.settings.ClientSettings;
import io.dtls.settings.ConnectionIdSettings;
import io.dtls.settings.DispatchSettings;
import io.dtls.settings.HandshakeSettings;
import io.dtls.settings.ResumptionSettings;
import io.dtls.settings.SessionSettings;
import io.dtls.settings.SocketSettings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How the properties of the client are read, and what a user reads where they are wrong.
 */
class DtlsClientPropertiesTests {

	private static final String PSK = "dtls.client.psk.identities[sensor-1]=000102030405060708090a0b0c0d0e0f";

	private static ClientDefinition bind(Map<String, String> properties) {
		MapConfigurationPropertySource source = new MapConfigurationPropertySource(properties);
		return new ClientDefinition(
				new Binder(List.of(source), null, ApplicationConversionService.getSharedInstance(), null)
					.bindOrCreate("dtls", DtlsProperties.class));
	}

	private static String report(String... properties) {
		List<String> all = new ArrayList<>(List.of("dtls.client.host=localhost", "dtls.client.port=5684"));
		all.addAll(List.of(properties));
		String[] values = all.toArray(String[]::new);
		List<String> reports = new ArrayList<>();
		TestContexts.runner().withPropertyValues(values).run((context) -> {
			assertThat(context).hasFailed();
			reports.add(FailureReports.of(context.getStartupFailure(), values));
		});
		return reports.get(0);
	}

	@Test
	void hasTheDefaultsOfTheCore() {
		ClientDefinition client = bind(Map.of());
		assertThat(client.settings(null)).isEqualTo(ClientSettings.defaults());
		assertThat(client.connectTimeout()).isEqualTo(Duration.ofSeconds(10));
		assertThat(client.sessions()).isEqualTo(SessionSettings.defaults());
		assertThat(client.handshakes()).isEqualTo(HandshakeSettings.defaults());
		assertThat(client.dispatch()).isEqualTo(DispatchSettings.defaults());
		assertThat(client.resumption()).isEqualTo(ResumptionSettings.defaults());
		assertThat(client.connectionIds()).isEqualTo(ConnectionIdSettings.ofServerOnly());
		assertThat(client.socket()).isEqualTo(new SocketSettings(0, 0));
		assertThat(client.mtu()).isEqualTo(1400);
		assertThat(client.bindAddress()).isNull();
	}

	@Test
	void mapsEveryProperty() {
		ClientDefinition client = bind(Map.of("dtls.client.connect-timeout", "3", "dtls.client.idle-timeout", "2m",
				"dtls.client.server-name", "device.example", "dtls.client.insecure-skip-hostname-verification", "true",
				"dtls.client.local-address", "127.0.0.1", "dtls.client.ssl.bundle", "mine", "dtls.ssl.bundle", "all"));
		assertThat(client.settings("sensor-1")).isEqualTo(new ClientSettings("device.example", true, "sensor-1", 0));
		assertThat(client.connectTimeout()).isEqualTo(Duration.ofSeconds(3));
		assertThat(client.sessions().idleTimeout()).isEqualTo(Duration.ofMinutes(2));
		assertThat(client.properties().getLocalAddress()).hasToString("/127.0.0.1");
		assertThat(client.ssl().bundleName()).isEqualTo("mine");
	}

	@Test
	void waitsLongerWithEachFailureUpToTheLongestWait() {
		BackOffExecution waits = bind(Map.of("dtls.client.reconnect.delay", "100ms", "dtls.client.reconnect.multiplier",
				"3", "dtls.client.reconnect.max-delay", "500ms"))
			.reconnect()
			.start();
		assertThat(List.of(waits.nextBackOff(), waits.nextBackOff(), waits.nextBackOff(), waits.nextBackOff()))
			.containsExactly(100L, 300L, 500L, 500L);
	}

	@ParameterizedTest
	@CsvSource({ "connect-timeout,0,more than zero", "idle-timeout,-1s,more than zero",
			"reconnect.delay,0s,more than zero", "reconnect.max-delay,0,more than zero",
			"reconnect.multiplier,0.5,1 or more", "reconnect.max-delay,10ms,at least dtls.client.reconnect.delay",
			"port,70000,a port from 1 to 65535", "port,0,a port from 1 to 65535", "local-port,0,a port from 1 to 65535",
			"local-port,65536,a port from 1 to 65535", "mtu,255,256 to 65507",
			"max-fragment-length,500,'512, 1024, 2048 or 4096'", "max-age,0,more than zero",
			"connection-id.length,3,4 to 255", "resumption.timeout,0,more than zero",
			"resumption.max-entries,0,1 or more", "handshake.timeout,-1s,more than zero",
			"handshake.initial-retransmit,0,more than zero", "handshake.max-message-size,0B,1 or more",
			"dispatch.queue-capacity,0,1 or more", "dispatch.memory-budget,0B,1 or more",
			"socket.receive-buffer,0B,a size such as 4MB", "socket.send-buffer,4GB,a size such as 4MB" })
	void valueOutOfRange(String property, String value, String right) {
		assertThat(report(PSK, "dtls.client.reconnect.enabled=true", "dtls.client." + property + "=" + value))
			.contains("dtls.client." + property + " is ", "Set it to " + right);
	}

	@Test
	void keyLogThatCannotBeWritten() {
		assertThat(report(PSK, "dtls.client.insecure-key-log=/absent/keys.log"))
			.contains("dtls.client.insecure-key-log is /absent/keys.log, which cannot be written");
	}

	@Test
	void hostWithoutPort() {
		assertThat(report(PSK, "dtls.client.port=")).isEqualTo("dtls.client.port is not set, and dtls.client.host is.\n"
				+ "Set it to the UDP port of the server, mostly 5684 for CoAP or 6514 for syslog.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "channel", "reply-channel" })
	void emptyChannelName(String property) {
		assertThat(report(PSK, "dtls.client." + property + "=")).contains("dtls.client." + property + " is empty");
	}

	@Test
	void severalIdentitiesAndNoneNamed() {
		assertThat(report(PSK, "dtls.client.psk.identities.sensor-2=00"))
			.contains("dtls.client.psk.identity is not set, and there are several under dtls.client.psk.identities");
	}

	@Test
	void identityWithoutKey() {
		assertThat(report(PSK, "dtls.client.psk.identity=sensor-3"))
			.contains("The PSK identity of the client has no key",
					"Add the key under dtls.client.psk.identities, or correct dtls.client.psk.identity.")
			.doesNotContain("sensor-3");
	}

	@Test
	void selfSignedClient() {
		assertThat(report("dtls.client.ssl.self-signed=true"))
			.contains("dtls.client.ssl.self-signed is true, and no server has reason to trust such a client");
	}

	@Test
	void unknownBundle() {
		assertThat(report("dtls.client.ssl.bundle=absent"))
			.contains("dtls.client.ssl.bundle is 'absent', and there is no SSL bundle of that name");
	}

	@Test
	void missingTruststoreFile() {
		assertThat(report("dtls.client.ssl.jks.truststore.location=file:absent.p12"))
			.contains("dtls.client.ssl.jks cannot be used", "absent.p12", "Give it a truststore");
	}

	@Test
	void unknownCipherSuite() {
		assertThat(report(PSK, "dtls.client.ssl.cipher-suites=TLS_MAGIC"))
			.contains("dtls.client.ssl.cipher-suites contains 'TLS_MAGIC', which is unknown");
	}

	@Test
	void suitesThatFitNoKey() {
		assertThat(report(PSK, "dtls.client.ssl.cipher-suites=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"))
			.contains("dtls.client.psk as they are, no handshake could succeed");
	}

	@Test
	void misspeltProperty() {
		assertThat(report(PSK, "dtls.client.conect-timeout=3s")).contains(
				"dtls.client.conect-timeout is not a property.", "Under dtls.client there are ", "connect-timeout");
	}

}
