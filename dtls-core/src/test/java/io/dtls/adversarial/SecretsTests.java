package io.dtls.adversarial;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import org.bouncycastle.tls.DTLSTransport;
import org.junit.jupiter.api.Test;

import io.dtls.CipherSuite;
import io.dtls.credentials.Credentials;
import io.dtls.endpoint.TestServer;
import io.dtls.endpoint.TestServer.Wire;
import io.dtls.internal.record.RecordFormat;
import io.dtls.settings.ClientAuth;
import io.dtls.settings.HandshakeSettings;
import io.dtls.settings.SecuritySettings;
import io.dtls.testing.LogCapture;
import io.dtls.testing.TestCertificates;
import io.dtls.testing.TestDtlsClient;
import io.dtls.testing.TransportClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Handshakes, data and failures with everything logged at trace level: no key, no cookie
 * and no payload is in it, in no form.
 */
class SecretsTests {

	private static final byte[] PSK = "PsK-oF-sEnSoR-1!".getBytes(StandardCharsets.US_ASCII);

	private static final String PAYLOAD = "the-secret-payload-of-this-test";

	private static final String FAILING = "payload-for-the-handler-to-fail-on";

	private static final TestCertificates.Identity AUTHORITY = TestCertificates.authority("authority");

	private static final TestCertificates.Identity SERVER = TestCertificates.leaf(AUTHORITY, "server",
			TestCertificates.P256);

	private final Map<String, byte[]> secrets = new TreeMap<>();

	@Test
	void noSecretIsLoggedAtAnyLevel() throws Exception {
		this.secrets.put("pre-shared key", PSK);
		this.secrets.put("payload", PAYLOAD.getBytes(StandardCharsets.US_ASCII));
		this.secrets.put("payload of a failing handler", FAILING.getBytes(StandardCharsets.US_ASCII));
		this.secrets.put("private key", Arrays.copyOfRange(SERVER.key().getEncoded(), 36, 52));
		List<String> lines;
		try (LogCapture log = LogCapture.ofEverything()) {
			try (TestServer server = start()) {
				talk(server, TestDtlsClient.offering(CipherSuite.TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256), PSK);
				talk(server, TestDtlsClient.offering(CipherSuite.TLS_PSK_WITH_AES_128_CCM_8), PSK);
				talk(server, new TestDtlsClient(), PSK);
				fail(server);
			}
			lines = log.lines();
		}
		assertThat(lines).hasSizeGreaterThan(10).anyMatch((line) -> line.startsWith("DEBUG"));
		this.secrets.forEach((name, secret) -> assertThat(lines).as(name).noneMatch((line) -> contains(line, secret)));
	}

	private static TestServer start() throws IOException {
		return TestServer
			.start(Wire.MEMORY,
					(builder) -> builder
						.credentials(Credentials
							.ofCertificate(TestCertificates.keyManager(SERVER),
									TestCertificates.trustManager(AUTHORITY))
							.withPskStore((identity) -> identity.equals("sensor-1") ? PSK : null))
						.security(SecuritySettings.defaults().withClientAuth(ClientAuth.WANT))
						.handshakes(HandshakeSettings.defaults()
							.withTimeout(Duration.ofMillis(600))
							.withInitialRetransmit(Duration.ofMillis(100)))
						.handler((session, message) -> {
							if (Arrays.equals(message, FAILING.getBytes(StandardCharsets.US_ASCII))) {
								throw new IllegalStateException("as ordered");
							}
							session.send(message);
						}));
	}

	private void talk(TestServer server, TestDtlsClient client, byte[] key) throws Exception {
		client.withPsk("sensor-1", key).resendMillis = 100;
		DTLSTransport session = client
			.connect(new TransportClient(server.client("127.0.0.1", 1000 + this.secrets.size()), server.address()));
		this.secrets.put("master secret " + this.secrets.size(), client.masterSecret);
		byte[] payload = PAYLOAD.getBytes(StandardCharsets.US_ASCII);
		session.send(payload, 0, payload.length);
		assertThat(session.receive(new byte[2000], 0, 2000, 5000)).isEqualTo(payload.length);
		byte[] failing = FAILING.getBytes(StandardCharsets.US_ASCII);
		session.send(failing, 0, failing.length);
	}

	private void fail(TestServer server) throws Exception {
		MessageLevelClient wrongKey = new MessageLevelClient(server.client("127.0.0.1", 2000), server.address(),
				CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256);
		wrongKey.hello();
		this.secrets.put("cookie", wrongKey.awaitCookie());
		wrongKey.sayHello();
		wrongKey.clientKeyExchange();
		wrongKey.finishAndTalk();
		MessageLevelClient malformed = new MessageLevelClient(server.client("127.0.0.1", 2001), server.address(),
				CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
		malformed.sayHello();
		malformed.say(Message.CERTIFICATE, PAYLOAD.getBytes(StandardCharsets.US_ASCII));
		malformed.plaintext(RecordFormat.APPLICATION_DATA, PAYLOAD.getBytes(StandardCharsets.US_ASCII));
		for (int i = 0; i < 2; i++) {
			assertThat(server.failed.poll(10, TimeUnit.SECONDS)).isNotNull();
		}
	}

	private static boolean contains(String line, byte[] secret) {
		String lower = line.toLowerCase(Locale.ROOT);
		String hex = HexFormat.of().formatHex(secret);
		List<String> forms = new ArrayList<>(List.of(hex, HexFormat.ofDelimiter(":").formatHex(secret),
				HexFormat.ofDelimiter(" ").formatHex(secret), Arrays.toString(secret),
				Base64.getEncoder().withoutPadding().encodeToString(secret).toLowerCase(Locale.ROOT),
				new String(secret, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT)));
		forms.add(hex.substring(0, Math.min(16, hex.length())));
		return forms.stream().anyMatch(lower::contains);
	}

}
