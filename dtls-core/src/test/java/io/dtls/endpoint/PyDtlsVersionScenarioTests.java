package io.dtls.endpoint;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.dtls.DtlsSession;
import io.dtls.Fault;
import io.dtls.HandshakeFailure;
import io.dtls.HandshakeFailureReason;
import io.dtls.internal.crypto.CryptoFacts;
import io.dtls.settings.ClientAuth;
import io.dtls.testing.SocketTransport;
import io.dtls.testing.TestDtlsClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The scenarios of PyDTLS about versions and constants, and its connection without a
 * blocked caller. Test names end in those of PyDTLS.
 */
@ParameterizedClass
@MethodSource("io.dtls.endpoint.Scenario#all")
@Timeout(60)
class PyDtlsVersionScenarioTests {

	@Parameter
	Scenario scenario;

	private final ServerFixture seen = new ServerFixture();

	private DtlsServer server;

	@AfterEach
	void close() {
		if (this.server != null) {
			this.server.close();
		}
	}

	private InetSocketAddress serve(ClientAuth clientAuth) throws Exception {
		this.server = this.scenario.server(clientAuth)
			.bind(this.scenario.anyPort())
			.handler(this.seen)
			.observer(this.seen)
			.build();
		this.server.start();
		return this.server.localAddress();
	}

	private void echo(InetSocketAddress address, ProtocolVersion[] versions) throws Exception {
		try (DatagramSocket socket = new DatagramSocket(this.scenario.anyPort())) {
			socket.connect(address);
			TestDtlsClient client = new TestDtlsClient().withIdentity(Scenario.CLIENT);
			client.versions = versions;
			client.resendMillis = 1000;
			DTLSTransport dtls = client.connect(new SocketTransport(socket));
			byte[] message = "echo".getBytes(StandardCharsets.US_ASCII);
			dtls.send(message, 0, message.length);
			byte[] buffer = new byte[100];
			assertThat(dtls.receive(buffer, 0, buffer.length, 10_000)).isEqualTo(message.length);
			dtls.close();
		}
	}

	@ParameterizedTest
	@EnumSource
	void dtls12IsSpokenWhateverElseIsOfferedProtocolDtlsv1(ClientAuth clientAuth) throws Exception {
		InetSocketAddress address = serve(clientAuth);
		echo(address, ProtocolVersion.DTLSv12.only());
		echo(address, ProtocolVersion.DTLSv12.downTo(ProtocolVersion.DTLSv10));
		for (int i = 0; i < 2; i++) {
			assertThat(ServerFixture.next(this.seen.opened).negotiated().protocol()).isEqualTo("DTLSv1.2");
		}
	}

	@Test
	void aClientOfDtls10AloneIsToldSoProtocolVersionMismatch() throws Exception {
		InetSocketAddress address = serve(ClientAuth.NONE);
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> echo(address, ProtocolVersion.DTLSv10.only()))
			.satisfies((ex) -> assertThat(((TlsFatalAlertReceived) ex).getAlertDescription())
				.isEqualTo(AlertDescription.protocol_version));
		HandshakeFailure failure = ServerFixture.next(this.seen.failed);
		assertThat(failure.reason()).isEqualTo(HandshakeFailureReason.PROTOCOL_VERSION);
		assertThat(failure.reason().fault()).isEqualTo(Fault.EITHER);
	}

	@Test
	void whatWereNumbersAreEnumsConstants() {
		assertThat(ClientAuth.values()).extracting(Enum::name).containsExactly("NONE", "WANT", "NEED");
		assertThat(HandshakeFailureReason.values()).contains(HandshakeFailureReason.PROTOCOL_VERSION,
				HandshakeFailureReason.NO_SHARED_CIPHER_SUITE, HandshakeFailureReason.UNKNOWN_CA,
				HandshakeFailureReason.TIMEOUT, HandshakeFailureReason.PORT_UNREACHABLE);
	}

	@Test
	void theVersionsOfTheCryptographyAreKnownDtlsOpensslVersion() {
		assertThat(CryptoFacts.get().bouncyCastleVersion()).matches("\\d+\\.\\d+.*");
		assertThat(CryptoFacts.get().libraryVersion()).isNotBlank();
	}

	@Test
	void aCallerMayGoOnWhileAConnectionIsMadeNonBlockingConnectEx() throws Exception {
		InetSocketAddress address = serve(ClientAuth.NONE);
		ServerFixture atClient = new ServerFixture();
		try (DtlsClient client = this.scenario.client().observer(atClient).build()) {
			CompletableFuture<DtlsSession> connecting = CompletableFuture.supplyAsync(() -> {
				try {
					return client.connect(address, Scenario.HANDSHAKES.timeout());
				}
				catch (IOException ex) {
					throw new IllegalStateException(ex);
				}
			});
			DtlsSession session = ServerFixture.next(atClient.opened);
			assertThat(session.peer().certificates().get(0)).isEqualTo(Scenario.SERVER.certificate());
			assertThat(connecting.get(15, TimeUnit.SECONDS)).isSameAs(session);
		}
	}

}
