package io.dtls.internal.handshake.dtls12;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.dtls.CipherSuite;
import io.dtls.HandshakeFailure;
import io.dtls.HandshakeFailureReason;
import io.dtls.KeyExport;
import io.dtls.credentials.Credentials;
import io.dtls.internal.handshake.ServerHandshakeContext;
import io.dtls.internal.handshake.cookie.TestHello;
import io.dtls.settings.ClientAuth;
import io.dtls.settings.KeyLog;
import io.dtls.settings.SecuritySettings;
import io.dtls.testing.TestCertificates;
import io.dtls.testing.TestCertificates.Identity;
import io.dtls.testing.TestDtlsClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What client and server may agree on beyond suites and keys.
 */
class ExtensionTests {

	private static final Identity AUTHORITY = TestCertificates.authority("Test CA");

	private static final Identity EC = TestCertificates.leaf(AUTHORITY, "ec", TestCertificates.P256);

	private static final String LABEL = "EXPORTER-of-a-test";

	private static Credentials serving(Identity... identities) {
		return Credentials.ofCertificate(TestCertificates.keyManager(identities),
				TestCertificates.trustManager(AUTHORITY));
	}

	private static HandshakeRun run(SecuritySettings security, TestDtlsClient client) {
		return HandshakeRun.with(serving(EC), security).connect(client);
	}

	private static TestDtlsClient speaking(String... protocols) {
		TestDtlsClient client = new TestDtlsClient();
		client.extraExtensions.put(16, encoded(protocols));
		return client;
	}

	private static byte[] encoded(String... protocols) {
		ByteArrayOutputStream list = new ByteArrayOutputStream();
		for (String protocol : protocols) {
			list.write(protocol.length());
			list.writeBytes(protocol.getBytes(StandardCharsets.US_ASCII));
		}
		return ByteBuffer.allocate(2 + list.size()).putShort((short) list.size()).put(list.toByteArray()).array();
	}

	@Test
	void theServersFavouriteApplicationProtocolIsAgreedOn() {
		SecuritySettings coapFirst = SecuritySettings.defaults().withApplicationProtocols(List.of("coap", "mqtt-sn"));
		assertThat(run(coapFirst, speaking("mqtt-sn", "coap")).established.negotiated().applicationProtocol())
			.isEqualTo("coap");
		assertThat(run(coapFirst, speaking("mqtt-sn")).established.negotiated().applicationProtocol())
			.isEqualTo("mqtt-sn");
		assertThat(run(coapFirst, new TestDtlsClient()).established.negotiated().applicationProtocol()).isNull();
		assertThat(run(SecuritySettings.defaults(), speaking("coap")).established.negotiated().applicationProtocol())
			.isNull();
	}

	@Test
	void aClientOfOtherApplicationProtocolsIsRefused() {
		SecuritySettings coap = SecuritySettings.defaults().withApplicationProtocols(List.of("coap"));
		int noApplicationProtocol = 120;
		assertThat(run(coap, speaking("mqtt-sn")).failure.alert()).isEqualTo(noApplicationProtocol);
	}

	@ParameterizedTest
	@CsvSource({ "1, 512", "2, 1024", "3, 2048", "4, 4096" })
	void maxFragmentLengthIsObeyed(short code, int bytes) throws Exception {
		TestDtlsClient client = new TestDtlsClient()
			.withIdentity(TestCertificates.leaf(AUTHORITY, "client", TestCertificates.P256));
		client.extraExtensions.put(1, new byte[] { (byte) code });
		HandshakeRun run = run(SecuritySettings.defaults().withClientAuth(ClientAuth.NEED), client);
		assertThat(run.clientFailure).isNull();
		assertThat(client.agreed.getMaxFragmentLength()).isEqualTo(code);
		assertThat(run.established.records().maxPlaintext()).isEqualTo(bytes);
		run.protect(new byte[bytes]);
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> run.protect(new byte[bytes + 1]));
	}

	@Test
	void aClientWithoutSecureRenegotiationIsServedUnlessItMayNot() {
		assertThat(failureWithoutRenegotiationInfo(SecuritySettings.defaults()).reason())
			.isEqualTo(HandshakeFailureReason.NO_SHARED_CIPHER_SUITE);
		HandshakeFailure refused = failureWithoutRenegotiationInfo(
				SecuritySettings.defaults().withRequireSecureRenegotiation(true));
		assertThat(refused.detail()).contains("RFC 5746");
		assertThat(refused.alert()).isEqualTo(40);
	}

	@Test
	void theServerSaysThatItKnowsSecureRenegotiation() {
		HandshakeRun run = run(SecuritySettings.defaults(), new TestDtlsClient());
		assertThat(run.client).isNotNull();
		byte[] empty = { (byte) 0xff, 1, 0, 1, 0 };
		assertThat(HexFormat.of().formatHex(Records.join(run.network.fromServer())))
			.contains(HexFormat.of().formatHex(empty));
	}

	@ParameterizedTest
	@ValueSource(strings = { "0107", "0c000000000000000000000000", "", "05", "000000" })
	void aHelloThatRenegotiatesIsRefused(String content) {
		TestDtlsClient client = new TestDtlsClient();
		client.extraExtensions.put(0xff01, HexFormat.of().parseHex(content));
		HandshakeRun run = run(SecuritySettings.defaults(), client);
		assertThat(run.established).isNull();
		assertThat(run.failure.reason()).isEqualTo(HandshakeFailureReason.PROTOCOL_ERROR);
	}

	// The hello fits no suite either, but that is found out later.
	private static HandshakeFailure failureWithoutRenegotiationInfo(SecuritySettings security) {
		HandshakeRun run = HandshakeRun.with(serving(EC), security);
		run.network.sendToServer(new TestHello().toDatagram());
		byte[] verify = run.network.receiveAsClient(1000);
		byte[] cookie = Arrays.copyOfRange(verify, verify.length - 32, verify.length);
		run.network.sendToServer(new TestHello().cookie(cookie).messageSeq(1).recordNumber(1).toDatagram());
		return run.awaitEnd().failure;
	}

	@Test
	void theCertificateIsThatOfTheHostTheClientNames() {
		Identity one = TestCertificates.leafFor(AUTHORITY, "one.example", TestCertificates.P256);
		Identity two = TestCertificates.leafFor(AUTHORITY, "two.example", TestCertificates.P256);
		assertThat(subjectFor("one.example", one, two)).isEqualTo("CN=one.example");
		assertThat(subjectFor("two.example", one, two)).isEqualTo("CN=two.example");
		assertThat(subjectFor("three.example", one, two)).isEqualTo(subjectFor(null, one, two));
	}

	private static String subjectFor(String host, Identity... identities) {
		TestDtlsClient client = new TestDtlsClient();
		client.serverName = host;
		HandshakeRun run = HandshakeRun.with(serving(identities)).connect(client);
		assertThat(run.established.negotiated().serverName()).isEqualTo(host);
		byte[] sent = encodedLeaf(client);
		for (Identity identity : identities) {
			if (Arrays.equals(sent, encoded(identity))) {
				return identity.certificate().getSubjectX500Principal().getName();
			}
		}
		throw new AssertionError("A certificate of nobody");
	}

	private static byte[] encodedLeaf(TestDtlsClient client) {
		try {
			return client.serverCertificate.getCertificateAt(0).getEncoded();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static byte[] encoded(Identity identity) {
		try {
			return identity.certificate().getEncoded();
		}
		catch (CertificateEncodingException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void bothSidesExportTheSameKeyingMaterial() {
		TestDtlsClient client = new TestDtlsClient();
		client.exportLabel = LABEL;
		HandshakeRun run = run(SecuritySettings.defaults().withExports(List.of(new KeyExport(LABEL, 40))), client);
		assertThat(client.exported).hasSize(40).isEqualTo(run.established.exported().get(LABEL));
		assertThatIllegalArgumentException().isThrownBy(() -> run.established.exported().get("EXPORTER-other"));
		assertThat(run.established.exported().toString()).contains(LABEL).doesNotContain("[B");
	}

	@Test
	void nothingIsExportedWithoutExtendedMasterSecret() {
		TestDtlsClient client = new TestDtlsClient();
		client.extendedMasterSecret = false;
		HandshakeRun run = run(SecuritySettings.defaults().withExports(List.of(new KeyExport(LABEL, 40))), client);
		assertThatIllegalArgumentException().isThrownBy(() -> run.established.exported().get(LABEL))
			.withMessageContaining("extended master secret");
	}

	@Test
	void theKeyLogHasTheSecretUnderTheClientsRandom(@TempDir Path folder) throws Exception {
		Path file = folder.resolve("keys.log");
		HandshakeRun run = new HandshakeRun(
				ServerHandshakeContext.of(serving(EC), SecuritySettings.defaults(), HandshakeRun.FAST, 1400)
					.withInsecureKeyLog(KeyLog.appendingTo(file)));
		TestDtlsClient client = new TestDtlsClient();
		run.connect(client);
		String secret = HexFormat.of().formatHex(client.masterSecret);
		assertThat(Files.readAllLines(file)).singleElement().asString().matches("CLIENT_RANDOM [0-9a-f]{64} " + secret);
	}

	@ParameterizedTest
	@EnumSource(value = CipherSuite.class, mode = EnumSource.Mode.MATCH_NONE, names = ".*_CBC_.*")
	void everySuiteIsFoundUnderBothItsNames(CipherSuite suite) {
		assertThat(CipherSuite.named(suite.name())).contains(suite);
		assertThat(CipherSuite.named(suite.openSslName())).contains(suite);
	}

	@ParameterizedTest
	@CsvSource({ "ECDHE-ECDSA-AES128-GCM-SHA256, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
			"ECDHE-RSA-AES256-GCM-SHA384, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
			"ECDHE-RSA-CHACHA20-POLY1305, TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
			"ECDHE-ECDSA-AES128-CCM8, TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8",
			"ECDHE-PSK-CHACHA20-POLY1305, TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256",
			"PSK-AES128-GCM-SHA256, TLS_PSK_WITH_AES_128_GCM_SHA256", "PSK-AES128-CCM8, TLS_PSK_WITH_AES_128_CCM_8" })
	void openSslNamesAreThoseOfOpenSsl(String name, CipherSuite suite) {
		assertThat(CipherSuite.named(name)).contains(suite);
	}

}
