package io.dtls.internal.handshake.dtls12;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.dtls.CipherSuite;
import io.dtls.credentials.Credentials;
import io.dtls.internal.record.dtls12.OpenedRecord;
import io.dtls.settings.SecuritySettings;
import io.dtls.testing.TestCertificates;
import io.dtls.testing.TestDtlsClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each suite completes a handshake, and what comes out of it fits the client's keys.
 */
class CipherSuiteHandshakeTests {

	private static final byte[] PSK = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

	static Credentials credentials() {
		TestCertificates.Identity authority = TestCertificates.authority("Test CA");
		return Credentials
			.ofCertificate(TestCertificates.keyManager(TestCertificates.leaf(authority, "ec", TestCertificates.P256),
					TestCertificates.leaf(authority, "rsa", TestCertificates.RSA)), null)
			.withPskStore((identity) -> identity.equals("sensor-1") ? PSK : null);
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = ".*_CBC_.*")
	void completesAndBothSidesUnderstandEachOther(CipherSuite suite) throws Exception {
		HandshakeRun run = HandshakeRun.with(credentials(),
				SecuritySettings.defaults().withCipherSuites(CipherSuite.secure()));
		run.connect(TestDtlsClient.offering(suite).withPsk("sensor-1", PSK));
		assertThat(run.failure).isNull();
		assertThat(run.established.negotiated().cipherSuite()).isEqualTo(suite);
		assertThat(run.established.negotiated().extendedMasterSecret()).isTrue();
		exchangeMessages(run);
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = ".*_CBC_.*")
	void completesWithConnectionIds(CipherSuite suite) throws Exception {
		HandshakeRun run = HandshakeRun.with(credentials(),
				SecuritySettings.defaults().withCipherSuites(CipherSuite.secure()));
		run.connectionId = new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 };
		TestDtlsClient client = TestDtlsClient.offering(suite).withPsk("sensor-1", PSK);
		client.connectionId = new byte[] { 9, 9, 9 };
		run.connect(client);
		assertThat(run.failure).isNull();
		assertThat(run.established.records().connectionIds().read()).isEqualTo(run.connectionId);
		assertThat(run.established.records().connectionIds().write()).isEqualTo(client.connectionId);
		exchangeMessages(run);
	}

	static void exchangeMessages(HandshakeRun run) throws Exception {
		run.handshake.remainingRecords();
		List<byte[]> arrived = new ArrayList<>();
		run.network.server(arrived::add);
		byte[] ping = "ping".getBytes(StandardCharsets.US_ASCII);
		run.client.send(ping, 0, ping.length);
		List<OpenedRecord> opened = run.open(arrived.get(0));
		assertThat(opened).hasSize(1);
		assertThat(opened.get(0).copyPayload()).isEqualTo(ping);
		for (int i = 0; i < 3; i++) {
			byte[] pong = ("pong" + i).getBytes(StandardCharsets.US_ASCII);
			byte[] datagram = run.protect(pong);
			run.network.sendToClient(datagram, 0, datagram.length);
			byte[] buffer = new byte[2048];
			int length = run.client.receive(buffer, 0, buffer.length, 2000);
			assertThat(Arrays.copyOf(buffer, length)).isEqualTo(pong);
		}
	}

}
