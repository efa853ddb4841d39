package io.dtls.endpoint;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.AfterAll;

import io.dtls.CipherSuite;
import io.dtls.DtlsSession;
import io.dtls.credentials.Credentials;
import io.dtls.settings.HandshakeSettings;
import io.dtls.testing.FaultyNetwork;
import io.dtls.testing.LockStepTransport;
import io.dtls.testing.LogCapture;
import io.dtls.testing.TestDtlsClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Any bytes as datagrams to a running server: from a stranger, from a peer whose
 * handshake runs, with the address of an established peer, and authentically from one.
 */
class EndpointFuzzTests {

	private static final InetSocketAddress SERVER = new InetSocketAddress("127.0.0.1", 5684);

	private static final InetSocketAddress STRANGER = new InetSocketAddress("203.0.113.9", 9);

	private static final InetSocketAddress PLAIN = new InetSocketAddress("127.0.0.2", 40_000);

	private static final InetSocketAddress WITH_ID = new InetSocketAddress("127.0.0.3", 40_000);

	private static final FaultyNetwork network = new FaultyNetwork().withoutRecord();

	private static final LogCapture errors = LogCapture.ofErrors();

	private static LockStepTransport transport;

	private static DtlsServer server;

	private static Peer plain;

	private static Peer withId;

	private static void start() throws IOException {
		if (server != null) {
			return;
		}
		server = DtlsServer.builder()
			.credentials(Credentials.ofPsk((identity) -> ServerFixture.PSK))
			.handshakes(HandshakeSettings.defaults()
				.withTimeout(Duration.ofSeconds(5))
				.withInitialRetransmit(Duration.ofMillis(50))
				.withSourceLimits(100, 100, 100_000))
			.handler((session, message) -> {
			})
			.transports((configuration) -> {
				transport = new LockStepTransport(network.bind(SERVER));
				return transport;
			})
			.build();
		server.start();
		plain = new Peer(PLAIN, null);
		withId = new Peer(WITH_ID, new byte[0]);
	}

	@AfterAll
	static void stop() {
		errors.close();
		if (server != null) {
			server.close();
			server = null;
		}
	}

	@FuzzTest(maxDuration = "10m")
	void aStrangerGetsNoMoreThanItSends(byte[] input) throws Exception {
		start();
		long in = transport.bytesIn();
		long out = transport.bytesOut();
		deliver(STRANGER, input);
		assertThat(transport.bytesOut() - out).isLessThanOrEqualTo(transport.bytesIn() - in);
		assertThat(server.handshakeCount()).isZero();
		assertThat(errors.lines()).isEmpty();
	}

	@FuzzTest(maxDuration = "10m")
	void aForgerWithThePeersAddressEndsNothing(byte[] input) throws Exception {
		start();
		Peer peer = peerFor(input);
		deliver(peer.address, input);
		deliver(STRANGER, input);
		assertThat(peer.session.isOpen()).isTrue();
		assertThat(errors.lines()).isEmpty();
	}

	/** The first byte chooses the peer, the second the content type. */
	@FuzzTest(maxDuration = "10m")
	void anAuthenticPeerHurtsNobodyElse(byte[] input) throws Exception {
		start();
		if (input.length < 2 || input.length > 1400) {
			return;
		}
		Peer peer = peerFor(input);
		Peer other = (peer == plain) ? withId : plain;
		byte[] content = Arrays.copyOfRange(input, 2, input.length);
		byte[] out = new byte[content.length + peer.client.ownRecords.overhead()];
		int size = peer.client.ownRecords.protect(input[1] & 0xff, content, 0, content.length, out, 0);
		deliver(peer.address, Arrays.copyOf(out, size));
		assertThat(other.session.isOpen()).isTrue();
		assertThat(errors.lines()).isEmpty();
	}

	private static Peer peerFor(byte[] input) throws Exception {
		Peer peer = (input.length > 0 && (input[0] & 1) != 0) ? withId : plain;
		plain.connectIfNeeded();
		withId.connectIfNeeded();
		return peer;
	}

	private static void deliver(InetSocketAddress from, byte[] datagram) {
		long before = transport.handled();
		network.inject(from, SERVER, datagram);
		transport.awaitHandled(before + 1);
	}

	/** A client with a session. */
	private static final class Peer {

		private final InetSocketAddress address;

		private final byte[] connectionId;

		private TestDtlsClient client;

		private DtlsSession session;

		Peer(InetSocketAddress address, byte[] connectionId) {
			this.address = address;
			this.connectionId = connectionId;
		}

		void connectIfNeeded() throws Exception {
			if (this.session != null && this.session.isOpen()) {
				return;
			}
			this.client = TestDtlsClient.offering(CipherSuite.TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256)
				.withPsk("sensor-1", ServerFixture.PSK);
			this.client.connectionId = this.connectionId;
			FaultyNetwork.Port port = network.bind(this.address);
			this.client.connect(network.client(port, SERVER));
			port.close();
			ServerFixture.await("the session of " + this.address, () -> find() != null);
			this.session = find();
		}

		private DtlsSession find() {
			return server.sessions()
				.stream()
				.filter((one) -> one.isOpen() && one.remoteAddress().equals(this.address))
				.findFirst()
				.orElse(null);
		}

	}

}
