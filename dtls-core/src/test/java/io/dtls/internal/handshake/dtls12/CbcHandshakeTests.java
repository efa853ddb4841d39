package io.dtls.internal.handshake.dtls12;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.bouncycastle.tls.ProtocolVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.dtls.CipherSuite;
import io.dtls.DropReason;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.record.dtls12.OpenedRecord;
import io.dtls.internal.record.dtls12.RecordLayer;
import io.dtls.settings.SecuritySettings;
import io.dtls.testing.TestDtlsClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The records of CBC suites: padding, MAC and what is not authentic.
 */
class CbcHandshakeTests {

	private static final byte[] PSK = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

	private static HandshakeRun connect(TestDtlsClient client) {
		HandshakeRun run = HandshakeRun.with(CipherSuiteHandshakeTests.credentials(),
				SecuritySettings.defaults().withInsecureProtocols(List.of("DTLSv1.2", "DTLSv1.0")));
		return run.connect(client.withPsk("sensor-1", PSK));
	}

	private static byte[] recordOf(HandshakeRun run, String message) throws Exception {
		run.handshake.remainingRecords();
		List<byte[]> arrived = new ArrayList<>();
		run.network.server(arrived::add);
		byte[] bytes = message.getBytes(StandardCharsets.US_ASCII);
		run.client.send(bytes, 0, bytes.length);
		return arrived.get(0);
	}

	@ParameterizedTest
	@CsvSource({ "TLS_PSK_WITH_AES_128_CBC_SHA, true", "TLS_PSK_WITH_AES_128_CBC_SHA, false",
			"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, true", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, false" })
	void macAndEncryptionComeInTheOrderThatTheClientWants(CipherSuite suite, boolean encryptThenMac) throws Exception {
		TestDtlsClient client = TestDtlsClient.offering(suite);
		client.encryptThenMac = encryptThenMac;
		HandshakeRun run = connect(client);
		assertThat(client.agreed.isEncryptThenMAC()).isEqualTo(encryptThenMac);
		CipherSuiteHandshakeTests.exchangeMessages(run);
	}

	@Test
	void dtls10NumbersItsRecordsOnWithItsOwnVersion() throws Exception {
		TestDtlsClient client = TestDtlsClient.offering(CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA);
		client.versions = ProtocolVersion.DTLSv10.only();
		HandshakeRun run = connect(client);
		assertThat(run.established.records().version()).isEqualTo(RecordFormat.DTLS_1_0);
		assertThat(run.established.sessionId()).isEmpty();
		CipherSuiteHandshakeTests.exchangeMessages(run);
	}

	@ParameterizedTest
	@CsvSource({ "true", "false" })
	void whatIsNotAuthenticIsDroppedAndTheGenuineRecordStillCounts(boolean encryptThenMac) throws Exception {
		TestDtlsClient client = TestDtlsClient.offering(CipherSuite.TLS_PSK_WITH_AES_128_CBC_SHA);
		client.encryptThenMac = encryptThenMac;
		HandshakeRun run = connect(client);
		byte[] genuine = recordOf(run, "genuine");
		RecordLayer records = run.established.records();
		OpenedRecord opened = new OpenedRecord();
		for (int i = RecordFormat.HEADER_SIZE; i < genuine.length; i++) {
			byte[] forged = genuine.clone();
			forged[i] ^= 1;
			assertThat(records.open(forged, 0, forged.length, opened)).isFalse();
			assertThat(opened.dropReason()).isEqualTo(DropReason.BAD_RECORD);
		}
		for (int size = 0; size < genuine.length - RecordFormat.HEADER_SIZE; size++) {
			byte[] cut = Arrays.copyOf(genuine, RecordFormat.HEADER_SIZE + size);
			cut[RecordFormat.HEADER_SIZE - 2] = 0;
			cut[RecordFormat.HEADER_SIZE - 1] = (byte) size;
			assertThat(records.open(cut, 0, cut.length, opened)).isFalse();
		}
		assertThat(records.open(genuine, 0, genuine.length, opened)).isTrue();
		assertThat(opened.copyPayload()).asString(StandardCharsets.US_ASCII).isEqualTo("genuine");
		assertThat(records.open(genuine, 0, genuine.length, opened)).isFalse();
		assertThat(opened.dropReason()).isEqualTo(DropReason.REPLAY);
	}

}
