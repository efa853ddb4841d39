package io.dtls.endpoint;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.X509TrustManager;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.assertj.core.util.introspection.PropertyOrFieldSupport;
import org.junit.jupiter.api.AfterAll;

import io.dtls.CipherSuite;
import io.dtls.DtlsSession;
import io.dtls.HandshakeException;
import io.dtls.HandshakeFailureReason;
import io.dtls.credentials.Credentials;
import io.dtls.internal.record.dtls12.RecordLayer;
import io.dtls.settings.ClientSettings;
import io.dtls.settings.ConnectionIdSettings;
import io.dtls.settings.HandshakeSettings;
import io.dtls.settings.SecuritySettings;
import io.dtls.settings.SessionSettings;
import io.dtls.testing.FaultyNetwork;
import io.dtls.testing.LockStepSocket;
import io.dtls.testing.LogCapture;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Any bytes as datagrams to a running client: with its server's address, while it shakes
 * hands and when its session is established, and authentically from its server.
 */
class ClientFuzzTests {

	private static final InetSocketAddress SERVER = new InetSocketAddress("127.0.0.1", 5684);

	private static final InetSocketAddress SILENT = new InetSocketAddress("127.0.0.1", 5685);

	private static final byte[] FATAL_ALERT = { 21, (byte) 0xfe, (byte) 0xfd, 0, 0, 0, 0, 0, 0, 0x7f, 0, 0, 2, 2, 40 };

	private static final HandshakeSettings FAST = HandshakeSettings.defaults()
		.withTimeout(Duration.ofMillis(20))
		.withInitialRetransmit(Duration.ofSeconds(1));

	private static final SessionSettings PATIENT = SessionSettings.defaults().withIdleTimeout(Duration.ofHours(1));

	private static final FaultyNetwork network = new FaultyNetwork().withoutRecord();

	private static final LogCapture errors = LogCapture.ofErrors();

	private static final ExecutorService caller = Executors.newSingleThreadExecutor();

	private static DtlsServer server;

	private static DtlsClient connecting;

	private static Peer plain;

	private static Peer withId;

	private static int nextPort = 10_000;

	private static void start() throws IOException {
		if (server != null) {
			return;
		}
		server = DtlsServer.builder()
			.credentials(Credentials.ofPsk((identity) -> ServerFixture.PSK))
			.handshakes(HandshakeSettings.defaults().withSourceLimits(100, 100, 100_000))
			.sessions(PATIENT)
			.handler((session, message) -> {
			})
			.transports((configuration) -> network.bind(SERVER))
			.build();
		server.start();
		// Any certificate will do, so that what comes after it is reached too.
		connecting = DtlsClient.builder()
			.credentials(new Credentials(null, new Credulous(), (identity) -> ServerFixture.PSK, null))
			.client(ClientSettings.defaults().withPskIdentity("sensor-1").withInsecureSkipHostNameVerification(true))
			.connectionIds(ConnectionIdSettings.defaults())
			.handshakes(FAST)
			.build();
		plain = new Peer(ConnectionIdSettings.off());
		withId = new Peer(ConnectionIdSettings.defaults());
	}

	@AfterAll
	static void stop() {
		errors.close();
		caller.shutdownNow();
		if (server != null) {
			connecting.close();
			plain.client.close();
			withId.client.close();
			server.close();
			server = null;
		}
	}

	/** Datagrams, each after its length of two bytes, answer the client's first hello. */
	@FuzzTest(maxDuration = "10m")
	void aHandshakeEndsForNoReasonOfOurs(byte[] input) throws Exception {
		start();
		InetSocketAddress address = nextAddress();
		LockStepSocket socket = new LockStepSocket(network.bind(address), SILENT);
		Future<DtlsSession> session = caller.submit(() -> connecting.connect(socket, Duration.ofSeconds(10)));
		socket.awaitSent(1, session::isDone);
		ByteBuffer datagrams = ByteBuffer.wrap(input);
		while (datagrams.remaining() > 2 && !session.isDone()) {
			byte[] datagram = new byte[Math.min(datagrams.getShort() & 0xffff, datagrams.remaining())];
			datagrams.get(datagram);
			network.inject(SILENT, address, datagram);
		}
		network.inject(SILENT, address, FATAL_ALERT);
		try {
			session.get(30, TimeUnit.SECONDS);
			throw new AssertionError("A session without a server");
		}
		catch (ExecutionException ex) {
			assertThat(ex).cause().isInstanceOf(HandshakeException.class);
			assertThat(((HandshakeException) ex.getCause()).reason()).as(ex.getMessage())
				.isNotEqualTo(HandshakeFailureReason.INTERNAL_ERROR);
		}
		finally {
			socket.close();
		}
		assertThat(errors.lines()).isEmpty();
	}

	@FuzzTest(maxDuration = "10m")
	void aForgerWithTheServersAddressEndsNothing(byte[] input) throws Exception {
		start();
		Peer peer = peerFor(input);
		peer.deliver(input);
		assertThat(peer.session.isOpen()).isTrue();
		assertThat(errors.lines()).isEmpty();
	}

	/** The first byte chooses the session, the second the content type. */
	@FuzzTest(maxDuration = "10m")
	void anAuthenticServerHurtsNoOtherSession(byte[] input) throws Exception {
		start();
		if (input.length < 2 || input.length > 1400) {
			return;
		}
		Peer peer = peerFor(input);
		Peer other = (peer == plain) ? withId : plain;
		byte[] content = Arrays.copyOfRange(input, 2, input.length);
		byte[] out = new byte[content.length + peer.serversRecords.overhead()];
		int size = peer.serversRecords.protect(input[1] & 0xff, content, 0, content.length, out, 0);
		peer.deliver(Arrays.copyOf(out, size));
		assertThat(other.session.isOpen()).isTrue();
		assertThat(errors.lines()).isEmpty();
	}

	private static InetSocketAddress nextAddress() {
		nextPort = (nextPort < 60_000) ? nextPort + 1 : 10_000;
		return new InetSocketAddress("127.0.0.2", nextPort);
	}

	private static Peer peerFor(byte[] input) throws Exception {
		plain.connectIfNeeded();
		withId.connectIfNeeded();
		return (input.length > 0 && (input[0] & 1) != 0) ? withId : plain;
	}

	/** A client with a session. */
	private static final class Peer {

		private final DtlsClient client;

		private InetSocketAddress address;

		private LockStepSocket socket;

		private DtlsSession session;

		private DtlsSession atServer;

		private RecordLayer serversRecords;

		Peer(ConnectionIdSettings connectionIds) {
			this.client = DtlsClient.builder()
				.psk("sensor-1", ServerFixture.PSK)
				.security(SecuritySettings.defaults()
					.withCipherSuites(List.of(CipherSuite.TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256)))
				.connectionIds(connectionIds)
				.sessions(PATIENT)
				.build();
		}

		void connectIfNeeded() throws Exception {
			if (this.session != null && this.session.isOpen()) {
				return;
			}
			if (this.socket != null) {
				this.socket.close();
			}
			if (this.atServer != null) {
				this.atServer.close();
			}
			this.address = nextAddress();
			this.socket = new LockStepSocket(network.bind(this.address), SERVER);
			this.session = this.client.connect(this.socket, Duration.ofMinutes(1));
			ServerFixture.await("the session of " + this.address, () -> find() != null);
			this.atServer = find();
			this.serversRecords = (RecordLayer) PropertyOrFieldSupport.EXTRACTION.getValueOf("records", this.atServer);
			assertThat(this.session.connectionId()).hasSize(this.session.peerConnectionId().length);
		}

		private DtlsSession find() {
			return server.sessions()
				.stream()
				.filter((one) -> one.isOpen() && one.remoteAddress().equals(this.address))
				.findFirst()
				.orElse(null);
		}

		void deliver(byte[] datagram) {
			this.socket.awaitIdle();
			long before = this.socket.handled();
			network.inject(SERVER, this.address, datagram);
			this.socket.awaitHandled(before + 1, () -> !this.session.isOpen());
		}

	}

	/** Believes everybody. */
	private static final class Credulous implements X509TrustManager {

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String authType) {
			// So it shall be.
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String authType) {
			// So it shall be.
		}

		@Override
		public X509Certificate[] getAcceptedIssuers() {
			return new X509Certificate[0];
		}

	}

}
