package io.dtls.internal.handshake.dtls12;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.dtls.CipherSuite;
import io.dtls.HandshakeFailureReason;
import io.dtls.credentials.Credentials;
import io.dtls.internal.handshake.identity.PskKeys;
import io.dtls.settings.SecuritySettings;
import io.dtls.testing.TestDtlsClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pre-shared keys.
 */
class PskTests {

	private static final byte[] PSK = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

	private static final SecuritySettings ALL_SUITES = SecuritySettings.defaults()
		.withCipherSuites(CipherSuite.secure());

	@Test
	void storedPskServesManyClients() {
		byte[] stored = PSK.clone();
		for (int i = 0; i < 3; i++) {
			TestDtlsClient client = TestDtlsClient.offering(CipherSuite.TLS_PSK_WITH_AES_128_CCM_8)
				.withPsk("sensor-1", PSK);
			HandshakeRun run = HandshakeRun.with(Credentials.ofPsk((identity) -> stored)).connect(client);
			assertThat(run.established.peer().pskIdentity()).isEqualTo("sensor-1");
		}
		assertThat(stored).isEqualTo(PSK);
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLS_PSK_WITH_AES_128_CCM_8", "TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256" })
	void unknownIdentityLooksLikeWrongKey(String suite) {
		HandshakeRun unknown = pskFailure(suite, "nobody", PSK);
		HandshakeRun wrong = pskFailure(suite, "sensor-1", new byte[16]);
		assertThat(unknown.failure.reason()).isEqualTo(HandshakeFailureReason.KEYS_DIFFER)
			.isEqualTo(wrong.failure.reason());
		assertThat(unknown.handshake.keysSeemToDiffer()).isTrue();
		assertThat(unknown.failure.alert()).isEqualTo(wrong.failure.alert());
		assertThat(unknown.clientFailure).hasSameClassAs(wrong.clientFailure);
		assertThat(shape(unknown)).isEqualTo(shape(wrong));
	}

	private static HandshakeRun pskFailure(String suite, String identity, byte[] key) {
		Credentials credentials = Credentials.ofPsk((name) -> name.equals("sensor-1") ? PSK : null);
		TestDtlsClient client = TestDtlsClient.offering(CipherSuite.valueOf(suite)).withPsk(identity, key);
		client.resendMillis = 100;
		client.timeoutMillis = 3000;
		return HandshakeRun
			.with(credentials, ALL_SUITES,
					HandshakeRun.FAST.withInitialRetransmit(Duration.ofSeconds(5)).withTimeout(Duration.ofMillis(1500)))
			.connect(client);
	}

	// Sizes of what the server sent.
	private static List<Integer> shape(HandshakeRun run) {
		return run.network.fromServer().stream().map((datagram) -> datagram.length).toList();
	}

	@Test
	void emptyAndOverlongIdentitiesAndEmptyKeysAreRefused() {
		PskKeys keys = new PskKeys((identity) -> identity.equals("empty") ? new byte[0] : PSK, null);
		byte[] overlong = new byte[20_000];
		assertThat(keys.getPSK(overlong)).isNotEqualTo(PSK).hasSize(32).isEqualTo(keys.getPSK(overlong));
		assertThat(keys.getPSK(new byte[] { (byte) 0xc3, 0x28 })).isNotEqualTo(PSK);
		assertThat(keys.getPSK("empty".getBytes(StandardCharsets.UTF_8))).hasSize(32);
		assertThat(keys.identity()).isNull();
	}

}
