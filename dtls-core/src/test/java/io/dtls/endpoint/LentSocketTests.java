package io.dtls.endpoint;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.dtls.CloseReason;
import io.dtls.DropReason;
import io.dtls.DtlsSession;
import io.dtls.HandshakeException;
import io.dtls.PeerUnreachableException;
import io.dtls.credentials.Credentials;
import io.dtls.settings.HandshakeSettings;
import io.dtls.testing.PeerProcess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Sockets of the caller's own, secured and given back.
 */
@Timeout(60)
class LentSocketTests {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final int SO_TIMEOUT = 5000;

	private final ServerFixture atServer = new ServerFixture();

	private final ServerFixture atClient = new ServerFixture() {

		@Override
		public void handle(DtlsSession session, byte[] message) {
			this.messages.add(new String(message, StandardCharsets.UTF_8));
		}

	};

	private final List<AutoCloseable> open = new ArrayList<>();

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable one : this.open) {
			one.close();
		}
	}

	static Stream<Kind> kinds() {
		return Stream.of("127.0.0.1", "::1")
			.flatMap((address) -> Stream.of(new Kind(address, true), new Kind(address, false)));
	}

	private DatagramSocket bind(Kind kind) throws IOException {
		DatagramSocket socket = kind.bind();
		socket.setSoTimeout(SO_TIMEOUT);
		this.open.add(socket);
		return socket;
	}

	private DatagramSocket[] pair(Kind kind) throws IOException {
		DatagramSocket one = bind(kind);
		DatagramSocket two = bind(kind);
		one.connect(two.getLocalSocketAddress());
		two.connect(one.getLocalSocketAddress());
		return new DatagramSocket[] { one, two };
	}

	private DtlsServer serve(DatagramSocket lent) throws IOException {
		DtlsServer server = DtlsServer.builder()
			.over(lent)
			.credentials(Credentials.ofPsk((identity) -> ServerFixture.PSK))
			.handler(this.atServer)
			.observer(this.atServer)
			.build();
		this.open.add(0, server);
		server.start();
		return server;
	}

	private DtlsClient client() {
		DtlsClient client = DtlsClient.builder()
			.psk("sensor-1", ServerFixture.PSK)
			.handshakes(HandshakeSettings.defaults().withInitialRetransmit(Duration.ofMillis(200)))
			.handler(this.atClient)
			.observer(this.atClient)
			.build();
		this.open.add(0, client);
		return client;
	}

	private void echo(DtlsSession session, String message) throws Exception {
		session.send(message.getBytes(StandardCharsets.UTF_8));
		assertThat(ServerFixture.next(this.atClient.messages)).isEqualTo(message);
	}

	private static void inTheClear(DatagramSocket from, DatagramSocket to, String text) throws IOException {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		from.send(new DatagramPacket(bytes, bytes.length, to.getLocalSocketAddress()));
		DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
		to.receive(packet);
		assertThat(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8)).isEqualTo(text);
	}

	@ParameterizedTest
	@MethodSource("kinds")
	void aConnectedPairIsSecuredWithoutACookieAndGivenBack(Kind kind) throws Exception {
		DatagramSocket[] pair = pair(kind);
		inTheClear(pair[1], pair[0], "before");
		DtlsServer server = serve(pair[0]);
		DtlsClient client = client();
		DtlsSession session = client.connect(pair[1], PATIENCE);
		echo(session, "secret");
		assertThat(session.localAddress()).isEqualTo(pair[1].getLocalSocketAddress());
		assertThat(session.remoteAddress()).isEqualTo(server.localAddress());
		assertThat(this.atServer.dropped()).doesNotContain(DropReason.COOKIE_REQUESTED);
		client.close();
		assertThat(ServerFixture.next(this.atServer.closed)).isEqualTo(CloseReason.PEER_CLOSED);
		server.close();
		assertThat(pair[0].getSoTimeout()).isEqualTo(SO_TIMEOUT);
		// What the sides said to each other last may still be there.
		drain(pair[0]);
		drain(pair[1]);
		inTheClear(pair[1], pair[0], "after");
		inTheClear(pair[0], pair[1], "and back");
	}

	private static void awaitGivenBack(DatagramSocket lent) throws InterruptedException {
		ServerFixture.await("the socket to be given back", () -> isAsItWas(lent));
	}

	private static boolean isAsItWas(DatagramSocket lent) {
		try {
			return (lent.getChannel() != null) ? lent.getChannel().isBlocking() : lent.getSoTimeout() == SO_TIMEOUT;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static void drain(DatagramSocket socket) throws IOException {
		socket.setSoTimeout(100);
		try {
			while (true) {
				socket.receive(new DatagramPacket(new byte[2048], 2048));
			}
		}
		catch (java.net.SocketTimeoutException ex) {
			socket.setSoTimeout(SO_TIMEOUT);
		}
	}

	@ParameterizedTest
	@MethodSource("kinds")
	void aBoundSocketServesEverybodyAfterACookie(Kind kind) throws Exception {
		DatagramSocket lent = bind(kind);
		DtlsServer server = serve(lent);
		for (int i = 0; i < 3; i++) {
			echo(client().connect(server.localAddress(), PATIENCE), "client " + i);
		}
		assertThat(this.atServer.dropped()).contains(DropReason.COOKIE_REQUESTED);
		server.close();
		assertThat(lent.isClosed()).isFalse();
		server.start();
		echo(client().connect(server.localAddress(), PATIENCE), "served again");
	}

	@ParameterizedTest
	@MethodSource("kinds")
	void theOnePeerMayStartOver(Kind kind) throws Exception {
		DatagramSocket[] pair = pair(kind);
		serve(pair[0]);
		DtlsClient first = client();
		DtlsSession lost = first.connect(pair[1], PATIENCE);
		echo(lost, "first");
		((io.dtls.internal.session.Session) lost).end(CloseReason.TRANSPORT_FAILED);
		first.close();
		echo(client().connect(pair[1], PATIENCE), "second");
		assertThat(ServerFixture.next(this.atServer.closed)).isEqualTo(CloseReason.REPLACED);
	}

	@ParameterizedTest
	@MethodSource("kinds")
	void unwrappingGivesTheCallersOwnSocketBack(Kind kind) throws Exception {
		DatagramSocket[] pair = pair(kind);
		DtlsServer server = serve(pair[0]);
		DtlsClient client = client();
		for (int round = 0; round < 3; round++) {
			DtlsSession session = client.connect(pair[1], PATIENCE);
			echo(session, "secret " + round);
			DtlsSession there = ServerFixture.next(this.atServer.opened);
			DatagramSocket plain = server.unwrap(there);
			plain.setSoTimeout(SO_TIMEOUT);
			assertThat(ServerFixture.next(this.atClient.closed)).isEqualTo(CloseReason.PEER_CLOSED);
			awaitGivenBack(pair[1]);
			byte[] bytes = "in the clear".getBytes(StandardCharsets.UTF_8);
			plain.send(new DatagramPacket(bytes, bytes.length));
			pair[1].receive(new DatagramPacket(new byte[100], 100));
			pair[1].send(new DatagramPacket(bytes, bytes.length));
			DatagramPacket packet = new DatagramPacket(new byte[100], 100);
			plain.receive(packet);
			assertThat(packet.getLength()).isEqualTo(bytes.length);
			plain.close();
		}
	}

	@Test
	void aClientsSocketIsUnwrappedAndSecuredAgain() throws Exception {
		DatagramSocket lent = bind(new Kind("127.0.0.1", true));
		DtlsServer server = serve(lent);
		DtlsClient client = client();
		DtlsSession session = client.connect(server.localAddress(), PATIENCE);
		echo(session, "secret");
		DatagramSocket plain = client.unwrap(session, PATIENCE);
		this.open.add(plain);
		assertThat(ServerFixture.next(this.atServer.closed)).isEqualTo(CloseReason.PEER_CLOSED);
		assertThat(ServerFixture.next(this.atClient.closed)).isEqualTo(CloseReason.UNWRAPPED);
		assertThat(plain.getLocalSocketAddress()).isEqualTo(session.localAddress());
		assertThat(plain.getRemoteSocketAddress()).isEqualTo(session.remoteAddress());
		try (DatagramSocket there = server.plainSocket((InetSocketAddress) plain.getLocalSocketAddress())) {
			there.setSoTimeout(SO_TIMEOUT);
			plain.setSoTimeout(SO_TIMEOUT);
			byte[] bytes = "in the clear".getBytes(StandardCharsets.UTF_8);
			plain.send(new DatagramPacket(bytes, bytes.length));
			there.receive(new DatagramPacket(new byte[100], 100));
			there.send(new DatagramPacket(bytes, bytes.length));
			plain.receive(new DatagramPacket(new byte[100], 100));
		}
		DtlsSession again = client.connect(plain, PATIENCE);
		echo(again, "secret again");
		assertThat(again.localAddress()).isEqualTo(session.localAddress());
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> client.unwrap(session, PATIENCE))
			.withMessageContaining("Not an open session");
	}

	@Test
	void aServersPortIsAClientsTooThroughAPlainSocket() throws Exception {
		DatagramSocket[] pair = pair(new Kind("127.0.0.1", false));
		DtlsServer here = serve(pair[0]);
		DtlsServer there = serve(pair[1]);
		DatagramSocket plain = here.plainSocket(there.localAddress());
		echo(client().connect(plain, PATIENCE), "the other way round");
		assertThat(there.sessionCount()).isOne();
		assertThat(here.sessionCount()).isZero();
	}

	@ParameterizedTest
	@MethodSource("kinds")
	void aPortThatNobodyListensAtIsReportedAtOnce(Kind kind) throws Exception {
		DatagramSocket socket = bind(kind);
		DatagramSocket gone = kind.bind();
		socket.connect(gone.getLocalSocketAddress());
		gone.close();
		assertThatExceptionOfType(PeerUnreachableException.class).isThrownBy(() -> client().connect(socket, PATIENCE));
		assertThat(socket.isClosed()).isFalse();
	}

	@Test
	void aHandshakeThatFailsGivesTheSocketBack() throws Exception {
		DatagramSocket[] pair = pair(new Kind("127.0.0.1", true));
		assertThatExceptionOfType(HandshakeException.class)
			.isThrownBy(() -> client().connect(pair[1], Duration.ofMillis(100)));
		drain(pair[0]);
		awaitGivenBack(pair[1]);
		inTheClear(pair[0], pair[1], "in the clear");
	}

	@Test
	void socketsOfNoUseAreRefused() throws Exception {
		try (DatagramSocket unbound = new DatagramSocket(null);
				DatagramChannel channel = DatagramChannel.open();
				DatagramChannel watched = DatagramChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
				Selector selector = Selector.open()) {
			watched.configureBlocking(false);
			watched.register(selector, SelectionKey.OP_READ);
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> serve(unbound))
				.withMessageContaining("bound");
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> serve(channel.socket()))
				.withMessageContaining("bound");
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> serve(watched.socket()))
				.withMessageContaining("selector");
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> client().connect(unbound, PATIENCE))
				.withMessageContaining("connected");
			assertThatExceptionOfType(SocketException.class)
				.isThrownBy(() -> client().connect(watched.socket(), PATIENCE))
				.withMessageContaining("connected");
		}
	}

	@Test
	void opensslNeedsNoCookieEither() throws Exception {
		PeerProcess.require("openssl");
		DatagramSocket lent = bind(new Kind("127.0.0.1", true));
		int port;
		try (DatagramSocket free = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
			port = free.getLocalPort();
		}
		lent.connect(new InetSocketAddress("127.0.0.1", port));
		serve(lent);
		try (PeerProcess openssl = PeerProcess.start("openssl", "s_client", "-dtls1_2", "-bind", "127.0.0.1:" + port,
				"-connect", "127.0.0.1:" + lent.getLocalPort(), "-psk_identity", "sensor-1", "-psk",
				ServerFixture.PSK_HEX, "-cipher", "PSK-AES128-GCM-SHA256")) {
			openssl.sendLine("through openssl").expect("through openssl\n");
			assertThat(ServerFixture.next(this.atServer.messages)).isEqualTo("through openssl\n");
			assertThat(this.atServer.dropped()).doesNotContain(DropReason.COOKIE_REQUESTED);
		}
	}

	/** A socket with or without a channel. */
	record Kind(String address, boolean channel) {

		DatagramSocket bind() throws IOException {
			InetSocketAddress any = new InetSocketAddress(InetAddress.getByName(this.address), 0);
			return this.channel ? DatagramChannel.open().bind(any).socket() : new DatagramSocket(any);
		}

	}

}
