package io.dtls.adversarial;

import java.io.IOException;
import java.util.HexFormat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.dtls.CipherSuite;
import io.dtls.HandshakeFailure;
import io.dtls.HandshakeFailureReason;
import io.dtls.endpoint.ServerFixture;
import io.dtls.endpoint.TestServer.Wire;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.transport.DatagramTransport;
import io.dtls.testing.FaultyNetwork.Sent;
import io.dtls.testing.PeerProcess;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that die in the middle of a handshake and begin anew from the same port.
 */
class RestartTests extends AttackFixture {

	private static final CipherSuite SUITE = CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256;

	private static final String HEX = HexFormat.of().formatHex(MessageLevelClient.PSK);

	private void beginAndDie(DatagramTransport end) throws Exception {
		new MessageLevelClient(end, this.server.address(), SUITE).sayHello();
	}

	private void hasNoPlaintextAlertFromTheServer() {
		for (Sent datagram : this.server.network().sent()) {
			boolean alert = RecordFormat.contentType(datagram.bytes(), 0) == RecordFormat.ALERT
					&& RecordFormat.epoch(datagram.bytes(), 0) == 0;
			assertThat(alert && datagram.from().equals(this.server.address())).isFalse();
		}
	}

	private HandshakeFailure nextFailure() throws InterruptedException {
		return ServerFixture.next(this.server.failed);
	}

	@ParameterizedTest
	@EnumSource
	void aClientThatBeginsAnewGetsInAtOnce(Wire wire) throws Exception {
		start(wire);
		DatagramTransport end = this.server.client("127.0.0.1", 0);
		for (int i = 0; i < 5; i++) {
			beginAndDie(end);
		}
		new Victim(psk(SUITE), end).echoes("here again");
		for (int i = 0; i < 5; i++) {
			assertThat(nextFailure().reason()).isEqualTo(HandshakeFailureReason.RESTARTED);
		}
		hasNoPlaintextAlertFromTheServer();
	}

	@Test
	void whoIsEvictedHearsNothingThatItsNextHandshakeCouldTakeForItsOwn() throws Exception {
		start(Wire.MEMORY, (builder) -> builder.handshakes(LENIENT.withMemoryBudget(20_000)));
		MessageLevelClient hog = attacker().sayHello();
		hog.plaintext(RecordFormat.HANDSHAKE,
				new Message(Message.CLIENT_KEY_EXCHANGE, 2, new byte[30_000]).fragment(29_000, 1000));
		assertThat(nextFailure().reason()).isEqualTo(HandshakeFailureReason.EVICTED);
		victim().echoes("a newcomer");
		hasNoPlaintextAlertFromTheServer();
	}

	@Test
	void opensslGetsInFromThePortOfAClientThatDied() throws Exception {
		PeerProcess.require("openssl");
		start(Wire.UDP);
		DatagramTransport end = this.server.client("127.0.0.1", 0);
		beginAndDie(end);
		end.close();
		try (PeerProcess client = openssl(end.localAddress().getPort())) {
			client.sendLine("here again");
			client.expect("here again\n");
		}
		assertThat(nextFailure().reason()).isEqualTo(HandshakeFailureReason.RESTARTED);
	}

	private PeerProcess openssl(int port) throws IOException {
		return PeerProcess.start("openssl", "s_client", "-dtls1_2", "-bind", "127.0.0.1:" + port, "-connect",
				"127.0.0.1:" + this.server.address().getPort(), "-psk_identity", "sensor-1", "-psk", HEX, "-cipher",
				"PSK-AES128-GCM-SHA256");
	}

}
