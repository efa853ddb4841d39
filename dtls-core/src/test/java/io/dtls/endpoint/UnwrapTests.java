package io.dtls.endpoint;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.bouncycastle.tls.DTLSTransport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import io.dtls.CipherSuite;
import io.dtls.CloseReason;
import io.dtls.DropReason;
import io.dtls.DtlsSession;
import io.dtls.credentials.Credentials;
import io.dtls.testing.SocketTransport;
import io.dtls.testing.TestDtlsClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * From plain datagrams to DTLS and back, on one port.
 */
@ParameterizedClass
@MethodSource("io.dtls.endpoint.DemuxCase#possible")
class UnwrapTests {

	@Parameter
	private DemuxCase demux;

	private final ServerFixture seen = new ServerFixture();

	private DtlsServer server;

	private DatagramSocket client;

	@BeforeEach
	void start() throws IOException {
		this.server = this.demux.server()
			.credentials(Credentials.ofPsk((identity) -> ServerFixture.PSK))
			.handler(this.seen)
			.observer(this.seen)
			.build();
		this.server.start();
		this.client = socket();
	}

	@AfterEach
	void stop() {
		this.client.close();
		this.server.close();
	}

	private DatagramSocket socket() throws IOException {
		DatagramSocket socket = new DatagramSocket(new InetSocketAddress(this.server.localAddress().getAddress(), 0));
		socket.connect(this.server.localAddress());
		return socket;
	}

	private static DTLSTransport handshake(DatagramSocket socket) throws IOException {
		TestDtlsClient client = TestDtlsClient.offering(CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256)
			.withPsk("sensor-1", ServerFixture.PSK);
		client.resendMillis = 1000;
		return client.connect(new SocketTransport(socket));
	}

	private static void send(DatagramSocket socket, String text) throws IOException {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		socket.send(new DatagramPacket(bytes, bytes.length));
	}

	private static String receive(DatagramSocket socket) throws IOException {
		socket.setSoTimeout(10_000);
		DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
		socket.receive(packet);
		return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
	}

	private static void echo(DTLSTransport dtls, String text) throws IOException {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		dtls.send(bytes, 0, bytes.length);
		byte[] buffer = new byte[2048];
		int length = dtls.receive(buffer, 0, buffer.length, 10_000);
		assertThat(length).isPositive();
		assertThat(new String(buffer, 0, length, StandardCharsets.UTF_8)).isEqualTo(text);
	}

	private static void exchange(DatagramSocket client, DatagramSocket server) throws IOException {
		send(client, "in the clear");
		assertThat(receive(server)).isEqualTo("in the clear");
		send(server, "answer in the clear");
		assertThat(receive(client)).isEqualTo("answer in the clear");
	}

	@Test
	void plainThenSecuredThenPlainThenSecured() throws Exception {
		DatagramSocket plain = this.server.plainSocket((InetSocketAddress) this.client.getLocalSocketAddress());
		exchange(this.client, plain);
		plain.close();
		DTLSTransport dtls = handshake(this.client);
		echo(dtls, "secret");
		DtlsSession session = ServerFixture.next(this.seen.opened);
		DatagramSocket unwrapped = this.server.unwrap(session);
		assertThat(ServerFixture.next(this.seen.closed)).isEqualTo(CloseReason.UNWRAPPED);
		assertThat(unwrapped.getRemoteSocketAddress()).isEqualTo(session.remoteAddress());
		assertThat(unwrapped.getLocalSocketAddress()).isEqualTo(this.server.localAddress());
		// The goodbye of the server, and that of the client.
		receive(this.client);
		dtls.close();
		exchange(this.client, unwrapped);
		unwrapped.close();
		echo(handshake(this.client), "secret again");
		assertThat(this.server.sessionCount()).isOne();
	}

	@Test
	void evenAClientHelloStaysPlainUntilThePeerIsSecuredAgain() throws Exception {
		DatagramSocket plain = this.server.plainSocket((InetSocketAddress) this.client.getLocalSocketAddress());
		byte[] hello = new byte[100];
		hello[0] = 22;
		hello[1] = (byte) 0xfe;
		hello[2] = (byte) 0xfd;
		this.client.send(new DatagramPacket(hello, hello.length));
		DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
		plain.setSoTimeout(10_000);
		plain.receive(packet);
		assertThat(packet.getLength()).isEqualTo(hello.length);
		try (DatagramSocket other = socket()) {
			echo(handshake(other), "others are served");
		}
		assertThat(this.seen.dropped()).containsOnlyOnce(DropReason.COOKIE_REQUESTED);
	}

	@Test
	void aClosedSocketReceivesAndSendsNothing() throws Exception {
		DatagramSocket plain = this.server.plainSocket((InetSocketAddress) this.client.getLocalSocketAddress());
		plain.close();
		assertThat(plain.isClosed()).isTrue();
		assertThatExceptionOfType(SocketException.class).isThrownBy(() -> send(plain, "late"));
		assertThatExceptionOfType(SocketException.class).isThrownBy(() -> receive(plain));
	}

	@Test
	void aSessionThatHasEndedCannotBeUnwrapped() throws Exception {
		handshake(this.client);
		DtlsSession session = ServerFixture.next(this.seen.opened);
		session.close();
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> this.server.unwrap(session));
	}

	@Test
	void aLateGoodbyeUnderAConnectionIdIsNotPlain() throws Exception {
		TestDtlsClient client = TestDtlsClient.offering(CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256)
			.withPsk("sensor-1", ServerFixture.PSK);
		client.connectionId = new byte[0];
		client.resendMillis = 1000;
		DTLSTransport dtls = client.connect(new SocketTransport(this.client));
		DtlsSession session = ServerFixture.next(this.seen.opened);
		assertThat(session.connectionId()).isNotEmpty();
		DatagramSocket unwrapped = this.server.unwrap(session);
		receive(this.client);
		dtls.close();
		exchange(this.client, unwrapped);
	}

	@Test
	void plainSocketsEndWhenTheServerStops() throws Exception {
		DatagramSocket plain = this.server.plainSocket((InetSocketAddress) this.client.getLocalSocketAddress());
		CompletableFuture<Throwable> reader = CompletableFuture.supplyAsync(() -> {
			try {
				receive(plain);
				return null;
			}
			catch (IOException ex) {
				return ex;
			}
		});
		this.server.stop(Duration.ZERO);
		assertThat(reader.get(10, TimeUnit.SECONDS)).isInstanceOf(SocketException.class)
			.isNotInstanceOf(SocketTimeoutException.class);
		assertThat(plain.isClosed()).isTrue();
		plain.close();
	}

	@Test
	void anotherPlainSocketOfThePeerEndsTheFirst() throws Exception {
		InetSocketAddress peer = (InetSocketAddress) this.client.getLocalSocketAddress();
		DatagramSocket first = this.server.plainSocket(peer);
		DatagramSocket second = this.server.plainSocket(peer);
		assertThat(first.isClosed()).isTrue();
		first.close();
		exchange(this.client, second);
		second.close();
		echo(handshake(this.client), "secret");
	}

}
