package io.dtls.endpoint;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.bouncycastle.tls.DTLSTransport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.dtls.CipherSuite;
import io.dtls.CloseReason;
import io.dtls.DropReason;
import io.dtls.DtlsSession;
import io.dtls.credentials.Credentials;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.transport.PlatformCapabilities;
import io.dtls.settings.DemuxMode;
import io.dtls.settings.HandshakeSettings;
import io.dtls.testing.SocketTransport;
import io.dtls.testing.TestDtlsClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Many peers on one port, over real sockets, in each way to serve them.
 */
class DemuxTests {

	// Where select() ends.
	private static final int MORE_THAN_SELECT_TAKES = 1_100;

	private final ServerFixture seen = new ServerFixture();

	private final List<AutoCloseable> open = new ArrayList<>();

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable one : this.open) {
			one.close();
		}
	}

	private DtlsServerBuilder configured(DtlsServerBuilder builder) {
		return builder.credentials(Credentials.ofPsk((identity) -> ServerFixture.PSK))
			.handshakes(HandshakeSettings.defaults().withSourceLimits(1000, 5000, 5000))
			.handler(this.seen)
			.observer(this.seen);
	}

	private DtlsServer start(DtlsServerBuilder builder) throws IOException {
		DtlsServer server = configured(builder).build();
		this.open.add(server);
		server.start();
		return server;
	}

	private DatagramSocket socket(InetSocketAddress server) throws IOException {
		DatagramSocket socket = new DatagramSocket(new InetSocketAddress(server.getAddress(), 0));
		socket.connect(server);
		this.open.add(0, socket);
		return socket;
	}

	private static DTLSTransport connect(DatagramSocket socket) throws IOException {
		TestDtlsClient client = TestDtlsClient.offering(CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256)
			.withPsk("sensor-1", ServerFixture.PSK);
		client.resendMillis = 1000;
		return client.connect(new SocketTransport(socket));
	}

	private static void echo(DTLSTransport client, String message) throws IOException {
		byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
		client.send(bytes, 0, bytes.length);
		byte[] buffer = new byte[2048];
		int length = client.receive(buffer, 0, buffer.length, 5000);
		assertThat(length).isPositive();
		assertThat(new String(buffer, 0, length, StandardCharsets.UTF_8)).isEqualTo(message);
	}

	@ParameterizedTest
	@MethodSource("io.dtls.endpoint.DemuxCase#possible")
	void moreSessionsThanASelectCouldWatchAllEcho(DemuxCase demux) throws Exception {
		DtlsServer server = start(demux.server());
		List<Callable<DTLSTransport>> tasks = new ArrayList<>();
		for (int i = 0; i < MORE_THAN_SELECT_TAKES; i++) {
			DatagramSocket socket = socket(server.localAddress());
			tasks.add(() -> connect(socket));
		}
		List<DTLSTransport> clients = new ArrayList<>();
		ExecutorService threads = Executors.newFixedThreadPool(8);
		this.open.add(0, threads::shutdownNow);
		for (Future<DTLSTransport> client : threads.invokeAll(tasks)) {
			clients.add(client.get());
		}
		ServerFixture.await("all sessions", () -> server.sessionCount() == MORE_THAN_SELECT_TAKES);
		for (int i = 0; i < clients.size(); i++) {
			echo(clients.get(i), "peer " + i);
		}
		assertThat(server.statistics().messagesReceived()).isEqualTo(MORE_THAN_SELECT_TAKES);
	}

	@ParameterizedTest
	@MethodSource("io.dtls.endpoint.DemuxCase#possible")
	void aClientThatStartsOverFromTheSamePortReplacesItsSession(DemuxCase demux) throws Exception {
		DtlsServer server = start(demux.server());
		DatagramSocket socket = socket(server.localAddress());
		echo(connect(socket), "before");
		DTLSTransport second = connect(socket);
		assertThat(ServerFixture.next(this.seen.closed)).isEqualTo(CloseReason.REPLACED);
		echo(second, "after");
		assertThat(server.sessionCount()).isOne();
		second.close();
		assertThat(ServerFixture.next(this.seen.closed)).isEqualTo(CloseReason.PEER_CLOSED);
		echo(connect(socket), "and once more");
		assertThat(server.sessionCount()).isOne();
	}

	@ParameterizedTest
	@MethodSource("io.dtls.endpoint.DemuxCase#possible")
	void aRecordOfOnePeerFromTheAddressOfAnotherReachesNoSession(DemuxCase demux) throws Exception {
		DtlsServer server = start(demux.server());
		DatagramSocket own = socket(server.localAddress());
		DatagramSocket foreign = socket(server.localAddress());
		SocketTransport overForeign = new SocketTransport(own);
		TestDtlsClient dtls = TestDtlsClient.offering(CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256)
			.withPsk("sensor-1", ServerFixture.PSK);
		DTLSTransport client = dtls.connect(overForeign);
		DTLSTransport other = connect(foreign);
		overForeign.sendThrough(foreign);
		client.send("astray".getBytes(StandardCharsets.UTF_8), 0, 6);
		overForeign.sendThrough(own);
		echo(client, "client");
		echo(other, "other");
		assertThat(this.seen.messages).containsExactly("client", "other");
		assertThat(this.seen.dropped()).contains(DropReason.BAD_RECORD);
	}

	@ParameterizedTest
	@MethodSource("io.dtls.endpoint.DemuxCase#possible")
	void theSessionOfAPeerThatIsGoneStaysAndOthersAreServed(DemuxCase demux) throws Exception {
		DtlsServer server = start(demux.server());
		DatagramSocket gone = socket(server.localAddress());
		connect(gone);
		DtlsSession session = ServerFixture.next(this.seen.opened);
		gone.close();
		for (int i = 0; i < 5; i++) {
			session.send(new byte[10]);
		}
		echo(connect(socket(server.localAddress())), "served");
		assertThat(session.isOpen()).isTrue();
		assertThat(this.seen.closed).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("io.dtls.endpoint.DemuxCase#possible")
	void thePortIsFreeAfterTheStopAndCanBeTakenAtOnce(DemuxCase demux) throws Exception {
		DtlsServer server = start(demux.server());
		DatagramSocket socket = socket(server.localAddress());
		connect(socket);
		ServerFixture.next(this.seen.opened);
		InetSocketAddress address = server.localAddress();
		server.close();
		DatagramPacket goodbye = new DatagramPacket(new byte[100], 100);
		socket.receive(goodbye);
		assertThat(goodbye.getData()[0]).isEqualTo((byte) RecordFormat.ALERT);
		new DatagramSocket(address).close();
		DtlsServer next = start(demux.server().bind(address));
		echo(connect(socket(next.localAddress())), "hello");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Windows 11", "Mac OS X", "FreeBSD" })
	void connectedSocketsAreRefusedWhereTheyDoNotWork(String system) {
		DtlsServerBuilder builder = configured(
				DtlsServer.builder().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)))
			.platform(PlatformCapabilities.of(system));
		assertThatIllegalArgumentException().isThrownBy(() -> builder.demux(DemuxMode.CONNECTED).build())
			.withMessageStartingWith("demux is 'connected'. Expected: 'router' or 'auto'")
			.withMessageContaining(system)
			.withMessageContaining("'router'");
		assertThat(builder.demux(DemuxMode.AUTO).build()).isNotNull();
		assertThat(builder.demux(DemuxMode.ROUTER).build()).isNotNull();
	}

	@Test
	void connectedSocketsAreRefusedAtTheWildcardAddress() {
		DtlsServerBuilder builder = configured(DtlsServer.builder()).demux(DemuxMode.CONNECTED)
			.platform(PlatformCapabilities.of("Linux"));
		assertThatIllegalArgumentException().isThrownBy(builder::build)
			.withMessageStartingWith("demux is 'connected'. Expected: 'router' or 'auto'")
			.withMessageContaining("specific local address");
	}

}
