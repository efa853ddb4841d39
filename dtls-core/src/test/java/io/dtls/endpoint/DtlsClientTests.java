package io.dtls.endpoint;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.dtls.CloseReason;
import io.dtls.DtlsSession;
import io.dtls.Fault;
import io.dtls.HandshakeException;
import io.dtls.HandshakeFailure;
import io.dtls.HandshakeFailureReason;
import io.dtls.HandshakeTimeoutException;
import io.dtls.PeerUnreachableException;
import io.dtls.SessionClosedException;
import io.dtls.credentials.Credentials;
import io.dtls.settings.ClientAuth;
import io.dtls.settings.ClientSettings;
import io.dtls.settings.HandshakeSettings;
import io.dtls.settings.SecuritySettings;
import io.dtls.testing.FreePorts;
import io.dtls.testing.TestCertificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Our client with our server over real sockets.
 */
@Timeout(60)
class DtlsClientTests {

	private static final TestCertificates.Identity AUTHORITY = TestCertificates.authority("authority");

	private static final TestCertificates.Identity SERVER = TestCertificates.leaf(AUTHORITY, "server",
			TestCertificates.P256);

	private static final Credentials SERVER_CREDENTIALS = new Credentials(TestCertificates.keyManager(SERVER),
			TestCertificates.trustManager(AUTHORITY),
			(identity) -> identity.equals("sensor-1") ? ServerFixture.PSK : null, null);

	private final ServerFixture atServer = new ServerFixture();

	private final ServerFixture atClient = new ServerFixture() {

		@Override
		public void handle(DtlsSession session, byte[] message) {
			this.messages.add(new String(message, StandardCharsets.UTF_8));
		}

	};

	private DtlsServer server;

	private DtlsClient client;

	@AfterEach
	void close() {
		if (this.client != null) {
			this.client.close();
		}
		if (this.server != null) {
			this.server.close();
		}
	}

	private int serve(String address) throws Exception {
		return serve(new InetSocketAddress(InetAddress.getByName(address), 0));
	}

	private int serve(InetSocketAddress address) throws Exception {
		this.server = DtlsServer.builder()
			.bind(address)
			.credentials(SERVER_CREDENTIALS)
			.security(SecuritySettings.defaults().withClientAuth(ClientAuth.WANT))
			.handler(this.atServer)
			.observer(this.atServer)
			.build();
		this.server.start();
		return this.server.localAddress().getPort();
	}

	private DtlsClientBuilder builder() {
		return DtlsClient.builder()
			.trust(TestCertificates.trustManager(AUTHORITY))
			.handler(this.atClient)
			.observer(this.atClient);
	}

	private DtlsClient client(DtlsClientBuilder builder) {
		this.client = builder.build();
		return this.client;
	}

	private void echo(DtlsSession session, String message) throws Exception {
		session.send(message.getBytes(StandardCharsets.UTF_8));
		assertThat(ServerFixture.next(this.atClient.messages)).isEqualTo(message);
	}

	@Test
	void closingTheClientEndsAHandshakeThatWaits() throws Exception {
		try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
			CompletableFuture<DtlsSession> session = new CompletableFuture<>();
			client(builder().connectTimeout(Duration.ofSeconds(55)));
			Thread connecting = new Thread(() -> {
				try {
					session.complete(this.client.connect("127.0.0.1", silent.getLocalPort()));
				}
				catch (IOException ex) {
					session.completeExceptionally(ex);
				}
			});
			connecting.start();
			ServerFixture.await("handshake", () -> this.client.statistics().handshakesStarted() == 1);
			this.client.close();
			assertThat(session).failsWithin(Duration.ofSeconds(30))
				.withThrowableThat()
				.withCauseInstanceOf(HandshakeException.class);
			assertThat(this.atClient.failed).singleElement()
				.extracting(HandshakeFailure::reason)
				.isEqualTo(HandshakeFailureReason.SHUTDOWN);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "::1" })
	void echoesWithACertificate(String address) throws Exception {
		DtlsSession session = client(builder().server(address, serve(address))).connect();
		echo(session, "one");
		echo(session, "two");
		assertThat(session.peer().certificates().get(0)).isEqualTo(SERVER.certificate());
		assertThat(session.traffic().messagesReceived()).isEqualTo(2);
		session.close();
		assertThat(ServerFixture.next(this.atServer.closed)).isEqualTo(CloseReason.PEER_CLOSED);
		assertThat(ServerFixture.next(this.atClient.closed)).isEqualTo(CloseReason.LOCALLY_CLOSED);
	}

	@Test
	void echoesWithAPresharedKey() throws Exception {
		int port = serve("127.0.0.1");
		echo(client(
				DtlsClient.builder().psk("sensor-1", ServerFixture.PSK).handler(this.atClient).observer(this.atClient))
			.connect("127.0.0.1", port), "one");
		assertThat(ServerFixture.next(this.atServer.opened).peer().pskIdentity()).isEqualTo("sensor-1");
	}

	@Test
	void oneThreadServesManySessions() throws Exception {
		int port = serve("127.0.0.1");
		// Threads of clients before this one may not have ended yet.
		client(builder().name("of-many-sessions").server("127.0.0.1", port));
		for (int i = 0; i < 20; i++) {
			this.client.connect();
			ServerFixture.next(this.atServer.opened);
		}
		for (DtlsSession session : this.client.sessions()) {
			echo(session, "from " + session.id());
		}
		assertThat(this.client.sessions()).hasSize(20);
		assertThat(Thread.getAllStackTraces().keySet())
			.filteredOn((thread) -> thread.getName().equals("of-many-sessions"))
			.hasSize(1);
	}

	@Test
	void aPortThatNobodyListensAtIsReportedAtOnce() throws Exception {
		int port;
		try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
			port = free.getLocalPort();
		}
		long start = System.nanoTime();
		assertThatExceptionOfType(PeerUnreachableException.class)
			.isThrownBy(() -> client(builder().connectTimeout(Duration.ofSeconds(55))).connect("127.0.0.1", port))
			.withMessageContaining("Nothing listens")
			.satisfies((ex) -> assertThat(ex.fault()).isEqualTo(Fault.NETWORK));
		assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(30));
	}

	@Test
	void aSilentPortIsGivenUpAtTheDeadline() throws Exception {
		try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
			assertThatExceptionOfType(HandshakeTimeoutException.class).isThrownBy(() -> client(builder()).connect(
					new InetSocketAddress(InetAddress.getLoopbackAddress(), silent.getLocalPort()),
					Duration.ofMillis(200)))
				.withMessageContaining("fell silent");
		}
		assertThat(ServerFixture.next(this.atClient.failed).reason()).isEqualTo(HandshakeFailureReason.TIMEOUT);
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "::1" })
	void everyAddressOfANameIsTried(String address) throws Exception {
		InetAddress[] both = InetAddress.getAllByName("localhost");
		Assumptions.assumeThat(Arrays.stream(both).map(InetAddress::getHostAddress))
			.contains("127.0.0.1", "0:0:0:0:0:0:0:1");
		echo(client(builder()).connect("localhost", serve(address)), "found");
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "::1" })
	void addressesAreTriedInTurnAtTheirShareOfTheTime(String address) throws Exception {
		int port = serve(address);
		String other = address.equals("::1") ? "127.0.0.1" : "::1";
		try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getByName(other))) {
			InetSocketAddress gone;
			try (DatagramSocket free = new DatagramSocket(0, InetAddress.getByName(other))) {
				gone = (InetSocketAddress) free.getLocalSocketAddress();
			}
			DtlsSession session = client(builder()).connectToOneOf(List.of(gone,
					(InetSocketAddress) silent.getLocalSocketAddress(), new InetSocketAddress(address, port)),
					Duration.ofSeconds(10));
			echo(session, "found");
			assertThat(ServerFixture.next(this.atClient.failed).reason())
				.isEqualTo(HandshakeFailureReason.PORT_UNREACHABLE);
			HandshakeFailure slow = ServerFixture.next(this.atClient.failed);
			assertThat(slow.reason()).isEqualTo(HandshakeFailureReason.TIMEOUT);
			assertThat(slow.peer()).isEqualTo(silent.getLocalSocketAddress());
		}
	}

	@Test
	void whereNoAddressAnswersTheFailuresOfAllAreTold() throws Exception {
		InetSocketAddress gone;
		try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
			gone = (InetSocketAddress) free.getLocalSocketAddress();
		}
		assertThatExceptionOfType(PeerUnreachableException.class)
			.isThrownBy(() -> client(builder()).connectToOneOf(List.of(gone, gone), Duration.ofSeconds(10)))
			.satisfies((ex) -> assertThat(ex.getSuppressed()).hasOnlyElementsOfType(PeerUnreachableException.class)
				.hasSize(1));
	}

	@Test
	void connectsAgainFromTheSamePort() throws Exception {
		int port = serve("127.0.0.1");
		FreePorts.with((local) -> {
			client(builder().bind(new InetSocketAddress("127.0.0.1", local)).server("127.0.0.1", port));
			DtlsSession first = this.client.connect();
			echo(first, "first");
			DtlsSession second = this.client.connect();
			assertThat(second.localAddress().getPort()).isEqualTo(local);
			assertThat(first.isOpen()).isFalse();
			echo(second, "second");
		});
	}

	// What a restarted device does: the server still has the old session.
	@Test
	void aClientThatCrashedComesBackFromTheSamePort() throws Exception {
		int port = serve("127.0.0.1");
		DtlsSession lost = client(builder()).connect("127.0.0.1", port);
		int local = lost.localAddress().getPort();
		ServerFixture.next(this.atServer.opened);
		((io.dtls.internal.session.Session) lost).end(CloseReason.TRANSPORT_FAILED);
		ServerFixture.next(this.atClient.closed);
		try (DtlsClient again = builder().bind(new InetSocketAddress("127.0.0.1", local)).build()) {
			ServerFixture.await("the port to be free", () -> isFree(local));
			echo(again.connect("127.0.0.1", port), "back");
			assertThat(ServerFixture.next(this.atServer.closed)).isEqualTo(CloseReason.REPLACED);
		}
	}

	private static boolean isFree(int port) {
		try (DatagramSocket probe = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
			return probe.isBound();
		}
		catch (java.io.IOException ex) {
			return false;
		}
	}

	@Test
	void theServersGoodbyeEndsTheSession() throws Exception {
		DtlsSession session = client(builder()).connect("127.0.0.1", serve("127.0.0.1"));
		this.server.close();
		assertThat(ServerFixture.next(this.atClient.closed)).isEqualTo(CloseReason.PEER_CLOSED);
		assertThatExceptionOfType(SessionClosedException.class).isThrownBy(() -> session.send(new byte[1]))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(CloseReason.PEER_CLOSED));
	}

	@Test
	void closingMayWaitForThePeer() throws Exception {
		DtlsSession session = client(builder()).connect("127.0.0.1", serve("127.0.0.1"));
		assertThat(this.client.closeAndAwaitPeer(session, Duration.ofSeconds(10))).isTrue();
		assertThat(ServerFixture.next(this.atServer.closed)).isEqualTo(CloseReason.PEER_CLOSED);
		assertThat(this.client.sessions()).isEmpty();
	}

	@Test
	void theServersNameIsVerified() throws Exception {
		int port = serve("127.0.0.1");
		assertThatExceptionOfType(HandshakeException.class)
			.isThrownBy(() -> client(builder().client(ClientSettings.defaults().withServerName("other.example")))
				.connect("127.0.0.1", port))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(HandshakeFailureReason.HOST_NAME_MISMATCH));
	}

	@Test
	void theTrustStoreOfTheJdkIsTheDefault() throws Exception {
		int port = serve("127.0.0.1");
		assertThatExceptionOfType(HandshakeException.class)
			.isThrownBy(() -> client(DtlsClient.builder()).connect("127.0.0.1", port))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(HandshakeFailureReason.UNKNOWN_CA));
	}

	@Test
	void aWrongKeyIsNamed() throws Exception {
		int port = serve("127.0.0.1");
		HandshakeSettings quick = HandshakeSettings.defaults()
			.withTimeout(Duration.ofSeconds(1))
			.withInitialRetransmit(Duration.ofMillis(50));
		assertThatExceptionOfType(HandshakeException.class)
			.isThrownBy(() -> client(DtlsClient.builder().psk("sensor-1", new byte[16]).handshakes(quick))
				.connect("127.0.0.1", port))
			.withMessageContaining("another key for this identity");
	}

	@Test
	void aClosedClientMayConnectAgain() throws Exception {
		int port = serve("127.0.0.1");
		client(builder());
		this.client.connect("127.0.0.1", port);
		this.client.close();
		assertThat(ServerFixture.next(this.atClient.closed)).isEqualTo(CloseReason.SHUTDOWN);
		echo(this.client.connect("127.0.0.1", port), "again");
	}

}
