package io.dtls.autoconfigure;

import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.integration.dsl.IntegrationFlow;

import io.dtls.credentials.Credentials;
import io.dtls.endpoint.DtlsServer;
import io.dtls.endpoint.DtlsServerBuilder;
import io.dtls.spring.annotation.DtlsListener;
import io.dtls.spring.integration.dsl.Dtls;
import io.dtls.testing.PemFiles;
import io.dtls.testing.TestCertificates;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a user reads where the configuration is wrong.
 */
class StartFailureTests {

	private static final String PSK = "dtls.psk.identities[sensor-1]=000102030405060708090a0b0c0d0e0f";

	@TempDir
	private Path files;

	private String report(ApplicationContextRunner runner, String... properties) {
		List<String> all = new ArrayList<>(List.of("dtls.server.port=0", "dtls.server.address=127.0.0.1"));
		all.addAll(List.of(properties));
		String[] values = all.toArray(String[]::new);
		List<String> reports = new ArrayList<>();
		runner.withPropertyValues(values).run((context) -> {
			assertThat(context).hasFailed();
			reports.add(FailureReports.of(context.getStartupFailure(), values));
		});
		return reports.get(0);
	}

	private String report(String... properties) {
		return report(TestContexts.runner(), properties);
	}

	@Test
	void aVersionThatIsUnknown() {
		assertThat(report(PSK, "dtls.ssl.protocols=DTLSv1.3")).contains("dtls.ssl.protocols is [DTLSv1.3]",
				"DTLSv1.2, DTLSv1.0");
	}

	@Test
	void anInsecureSuiteWithoutTheVersionThatNeedsIt() {
		assertThat(report(PSK, "dtls.ssl.cipher-suites=TLS_PSK_WITH_AES_128_CBC_SHA"))
			.contains("dtls.ssl.cipher-suites contains 'TLS_PSK_WITH_AES_128_CBC_SHA'", "Supported are TLS_ECDHE");
	}

	@Test
	void noKeyMaterial() {
		assertThat(report()).isEqualTo("The DTLS server has neither a certificate nor a pre-shared key.\n"
				+ "Set one of dtls.ssl.bundle, dtls.ssl.jks, dtls.ssl.pem, dtls.ssl.self-signed for a certificate,"
				+ " or dtls.psk.identities for pre-shared keys,"
				+ " or dtls.ssl.raw-public-keys for keys without certificates.");
	}

	@Test
	void emptyValuesAreNoKeyMaterial() {
		assertThat(report("dtls.ssl.bundle=", "dtls.ssl.pem.keystore.certificate=", "dtls.ssl.jks.keystore.location="))
			.startsWith("The DTLS server has neither a certificate nor a pre-shared key.");
	}

	@Test
	void unknownBundle() {
		assertThat(report("dtls.ssl.bundle=telemetry"))
			.isEqualTo("dtls.ssl.bundle is 'telemetry', and there is no SSL bundle of that name.\n"
					+ "Define it under spring.ssl.bundle.pem or spring.ssl.bundle.jks,"
					+ " or name one of those that are there: [].");
	}

	@Test
	void unknownBundleBesideOthers() throws Exception {
		PemFiles.write(this.files, "web",
				TestCertificates.leaf(TestCertificates.authority("authority"), "web", TestCertificates.P256));
		assertThat(report("dtls.ssl.bundle=wob", "spring.ssl.bundle.pem.web.keystore.certificate=" + file("web.pem"),
				"spring.ssl.bundle.pem.web.keystore.private-key=" + file("web.key")))
			.contains("those that are there: [web]");
	}

	@Test
	void twoSourcesOfTheCertificate() {
		assertThat(report("dtls.ssl.bundle=web", "dtls.ssl.self-signed=true"))
			.isEqualTo("The certificate has more than one source: dtls.ssl.bundle, dtls.ssl.self-signed.\n"
					+ "Keep one of them and remove the others.");
	}

	@Test
	void inlineStoresOfBothKinds() throws Exception {
		PemFiles.write(this.files, "web",
				TestCertificates.leaf(TestCertificates.authority("authority"), "web", TestCertificates.P256));
		assertThat(report("dtls.ssl.jks.keystore.location=" + file("absent.p12"),
				"dtls.ssl.pem.keystore.certificate=" + file("web.pem")))
			.contains("more than one source: dtls.ssl.jks, dtls.ssl.pem");
	}

	@Test
	void missingKeystoreFile() {
		assertThat(report("dtls.ssl.jks.keystore.location=" + file("absent.p12")))
			.contains("dtls.ssl.jks cannot be used: Unable to create key store", "absent.p12");
	}

	@Test
	void missingPemFile() {
		assertThat(report("dtls.ssl.pem.keystore.certificate=" + file("absent.pem"),
				"dtls.ssl.pem.keystore.private-key=" + file("absent.key")))
			.contains("dtls.ssl.pem", "absent.pem");
	}

	@Test
	void certificateWithoutKey() throws Exception {
		PemFiles.write(this.files, "server",
				TestCertificates.leaf(TestCertificates.authority("authority"), "server", TestCertificates.P256));
		assertThat(report(PSK, "dtls.ssl.pem.keystore.certificate=" + file("server.pem")))
			.contains("dtls.ssl.pem cannot be used: the keystore holds no private key of type EC or RSA");
	}

	@Test
	void clientAuthenticationWithoutTruststore() {
		assertThat(report("dtls.ssl.self-signed=true", "dtls.server.client-auth=need")).contains(
				"dtls.ssl.self-signed cannot be used: there is no truststore to check client certificates with",
				"a truststore", "dtls.server.client-auth");
	}

	@Test
	void clientAuthenticationWithoutCertificate() {
		assertThat(report(PSK, "dtls.server.client-auth=want"))
			.contains("dtls.server.client-auth asks for client certificates, and the server has none itself");
	}

	@Test
	void unknownCipherSuite() {
		assertThat(report(PSK, "dtls.ssl.cipher-suites=TLS_PSK_WITH_AES_128_CCM_8,TLS_RSA_WITH_AES_128_CBC_SHA"))
			.contains("dtls.ssl.cipher-suites contains 'TLS_RSA_WITH_AES_128_CBC_SHA', which is unknown",
					"Supported are TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, ");
	}

	@Test
	void unknownGroup() {
		assertThat(report(PSK, "dtls.ssl.groups=secp521r1")).isEqualTo(
				"dtls.ssl.groups contains 'secp521r1', which is unknown.\nSupported are x25519, secp256r1, secp384r1.");
	}

	@Test
	void unknownSignatureScheme() {
		assertThat(report(PSK, "dtls.ssl.signature-schemes=rsa_pkcs1_sha1"))
			.contains("dtls.ssl.signature-schemes contains 'rsa_pkcs1_sha1', which is unknown", "rsa_pss_rsae_sha256");
	}

	@Test
	void applicationProtocolWithoutAName() {
		assertThat(report(PSK, "dtls.ssl.application-protocols[0]=" + "x".repeat(256)))
			.contains("dtls.ssl.application-protocols contains a name of 256 bytes", "names of 1 to 255 bytes");
	}

	@Test
	void keyLogThatCannotBeWritten() {
		assertThat(report(PSK, "dtls.server.insecure-key-log=" + this.files.resolve("absent/keys.log")))
			.contains("dtls.server.insecure-key-log is " + this.files, "Set it to a file in a folder that is there");
	}

	@Test
	void curveProviderThatIsNotThere() {
		assertThat(report(PSK, "dtls.curve-provider=corretto")).contains(
				"dtls.curve-provider is corretto, and: The Amazon Corretto Crypto Provider is not on the class path",
				"set dtls.curve-provider to auto, bouncy-castle or jdk");
	}

	@Test
	void suitesThatFitNoKey() {
		assertThat(report(PSK, "dtls.ssl.cipher-suites=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")).contains("dtls.ssl",
				"None of the cipher suites [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]");
	}

	@Test
	void bundleWithoutSuiteForDtls() throws Exception {
		PemFiles.write(this.files, "web",
				TestCertificates.leaf(TestCertificates.authority("authority"), "web", TestCertificates.P256));
		assertThat(report("dtls.ssl.bundle=web", "spring.ssl.bundle.pem.web.keystore.certificate=" + file("web.pem"),
				"spring.ssl.bundle.pem.web.keystore.private-key=" + file("web.key"),
				"spring.ssl.bundle.pem.web.options.ciphers=TLS_AES_128_GCM_SHA256"))
			.contains("options.ciphers has no cipher suite for DTLS: TLS_AES_128_GCM_SHA256",
					"Set dtls.ssl.cipher-suites.");
	}

	@Test
	void demultiplexingThatCannotBeDone() {
		assertThat(report(PSK, "dtls.server.demux=connected", "dtls.server.address=0.0.0.0"))
			.contains("dtls.server.demux is 'connected'", "router", "auto");
	}

	@Test
	void unknownDemultiplexing() {
		assertThat(report(PSK, "dtls.server.demux=magic")).containsIgnoringCase("dtls.server.demux").contains("magic");
	}

	@ParameterizedTest
	@CsvSource({ "port,65536,a port from 1 to 65535", "port,-1,a port from 1 to 65535",
			"handshake.timeout,0s,more than zero", "handshake.initial-retransmit,-1s,more than zero",
			"handshake.max-concurrent,0,1 or more", "handshake.max-per-source,0,1 or more",
			"handshake.max-per-prefix,0,1 or more", "handshake.per-source-rate,many,'a number a second, such as 10/s'",
			"handshake.per-source-rate,0/s,1 or more", "handshake.rate,0,1 or more",
			"handshake.memory-budget,0B,1 or more", "session.max,0,1 or more", "session.max-per-source,0,1 or more",
			"session.idle-timeout,0,more than zero", "session.max-age,0,more than zero",
			"dispatch.queue-capacity,0,1 or more", "dispatch.memory-budget,0B,1 or more",
			"socket.receive-buffer,0B,a size such as 4MB", "socket.send-buffer,4GB,a size such as 4MB",
			"shutdown.grace-period,-1s,zero or more" })
	void valueOutOfRange(String property, String value, String right) {
		assertThat(report(PSK, "dtls.server." + property + "=" + value)).contains("dtls.server." + property + " is ",
				"Set it to " + right);
	}

	@ParameterizedTest
	@ValueSource(ints = { 100, 70_000 })
	void mtuOutOfRange(int mtu) {
		assertThat(report(PSK, "dtls.server.mtu=" + mtu)).contains("dtls.server.mtu is " + mtu,
				"Set it to 256 to 65507");
	}

	@ParameterizedTest
	@ValueSource(strings = { "port=abc", "address=no such host", "client-auth=maybe", "session.idle-timeout=soon",
			"handshake.memory-budget=much" })
	void valueOfTheWrongKind(String assignment) {
		String property = "dtls.server." + assignment.substring(0, assignment.indexOf('='));
		assertThat(report(PSK, "dtls.server." + assignment)).containsIgnoringCase(property);
	}

	@ParameterizedTest
	@ValueSource(strings = { "channel", "reply-channel" })
	void emptyChannelName(String property) {
		assertThat(report(PSK, "dtls.server." + property + "=")).contains("dtls.server." + property + " is empty");
	}

	@Test
	void misspeltProperty() {
		assertThat(report(PSK, "dtls.server.session.idle-timeut=3s"))
			.isEqualTo("dtls.server.session.idle-timeut is not a property.\nCorrect its name or remove it. "
					+ "Under dtls.server.session there are idle-timeout, max, max-age, max-per-source, on-limit.");
	}

	@Test
	void propertyUnderAMisspeltGroup() {
		assertThat(report(PSK, "dtls.sever.session.max=3")).contains("dtls.sever.session.max is not a property.",
				"Under dtls there are client, curve-provider, enabled, psk, secrets, server, servers, ssl.");
	}

	@Test
	void misspeltPropertyWithoutServer() {
		assertThat(report(PSK, "dtls.server.port=", "dtls.server.prt=1"))
			.contains("dtls.server.prt is not a property.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "0a1", "0x0a1b", "secret", "0a 1b" })
	void keyThatIsNotHexadecimal(String key) {
		assertThat(report("dtls.psk.identities[sensor-1]=" + key))
			.contains("dtls.psk.identities[sensor-1] is not a key in hexadecimal")
			.doesNotContain(key);
	}

	@Test
	void emptyKey() {
		assertThat(report("dtls.psk.identities[sensor-1]=")).contains("dtls.psk.identities[sensor-1] has no key");
	}

	@ParameterizedTest
	@CsvSource({ "sensor-1,sensor-1", "'\"[a/b]\"',a/b", "plant.sensor,plant.sensor" })
	void keyThatYamlTookForANumber(String inYaml, String identity) throws Exception {
		Path yaml = Files.writeString(this.files.resolve("application.yml"),
				"dtls.psk.identities: {quoted: \"0123\", " + inYaml + ": 0123}");
		PropertySource<?> source = new YamlPropertySourceLoader().load("yaml", new FileSystemResource(yaml)).get(0);
		ApplicationContextRunner runner = TestContexts.runner()
			.withInitializer((context) -> context.getEnvironment().getPropertySources().addLast(source));
		assertThat(report(runner)).contains("dtls.psk.identities." + identity + " was read as a number", "in quotes")
			.doesNotContain("83");
	}

	@Test
	void portInUse() throws Exception {
		try (DatagramSocket other = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
			int port = other.getLocalPort();
			assertThat(report(PSK, "dtls.server.port=" + port)).contains("dtls.server.port is " + port,
					"Stop the process that uses UDP port " + port + ", or set dtls.server.port to another one");
		}
	}

	@Test
	void portOfAFlowInUse() throws Exception {
		try (DatagramSocket other = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
			DtlsServerBuilder server = DtlsServer.builder()
				.bind(new InetSocketAddress("127.0.0.1", other.getLocalPort()))
				.credentials(Credentials.ofPsk((identity) -> new byte[16]));
			IntegrationFlow flow = IntegrationFlow.from(Dtls.inboundAdapter("trackers", server)).nullChannel();
			assertThat(report(TestContexts.runner().withBean("flow", IntegrationFlow.class, () -> flow), PSK))
				.contains("(server 'trackers')", "or give the server another one");
		}
	}

	@Test
	void addressOfAnotherMachine() {
		assertThat(report(PSK, "dtls.server.address=192.0.2.1")).contains("dtls.server.address is 192.0.2.1",
				"Set dtls.server.address to an address of this machine");
	}

	@Test
	void listenerWithoutServer() {
		assertThat(report(TestContexts.runner().withBean(Listener.class), "dtls.server.port="))
			.isEqualTo("The @DtlsListener method Listener.take has no server to take messages from:"
					+ " dtls.server.port is not set.\nSet dtls.server.port (0 takes any free port),"
					+ " or dtls.enabled to false to do without DTLS.");
	}

	@Test
	void listenerThatCouldMeanSeveralServers() {
		assertThat(report(TestContexts.server().withBean(Listener.class), "dtls.servers.gps.port=0"))
			.isEqualTo("The @DtlsListener method Listener.take could take messages from several servers:"
					+ " [dtlsServer, gps].\nName those that it means with its attribute server, or mark one"
					+ " DtlsInboundChannelAdapter as @Primary.");
	}

	private String file(String name) {
		return "file:" + this.files.resolve(name);
	}

	static class Listener {

		@DtlsListener
		void take(byte[] message) {
		}

	}

}
