package io.dtls.adversarial;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.dtls.CipherSuite;
import io.dtls.DtlsSession;
import io.dtls.HandshakeException;
import io.dtls.HandshakeFailure;
import io.dtls.HandshakeFailureReason;
import io.dtls.PeerIdentity;
import io.dtls.credentials.Credentials;
import io.dtls.endpoint.DtlsClient;
import io.dtls.endpoint.TestServer.Wire;
import io.dtls.internal.handshake.ClientHandshakeContext;
import io.dtls.internal.handshake.Established;
import io.dtls.internal.handshake.Outcome;
import io.dtls.internal.handshake.dtls12.client.ClientHandshake;
import io.dtls.internal.transport.DatagramTransport;
import io.dtls.settings.ClientSettings;
import io.dtls.settings.ConnectionIdSettings;
import io.dtls.settings.HandshakeSettings;
import io.dtls.settings.SecuritySettings;
import io.dtls.testing.FaultyNetwork;
import io.dtls.testing.TestCertificates;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client of ours that connects to a server of a test: the whole client over real UDP,
 * or its handshake alone over a network in memory.
 */
abstract class AttackedClient implements AutoCloseable {

	private final DatagramTransport serversEnd;

	final CompletableFuture<PeerIdentity> result = new CompletableFuture<>();

	AttackedClient(DatagramTransport serversEnd) {
		this.serversEnd = serversEnd;
	}

	static AttackedClient on(Wire wire, CipherSuite suite, Duration timeout) throws IOException {
		boolean psk = suite.keyExchange().usesPsk();
		Credentials credentials = psk ? Credentials.ofPsk((identity) -> MessageLevelClient.PSK)
				: new Credentials(null, TestCertificates.trustManager(ClientAttackFixture.AUTHORITY), null, null);
		ClientSettings settings = ClientSettings.defaults().withPskIdentity(psk ? "sensor-1" : null);
		HandshakeSettings handshakes = HandshakeSettings.defaults()
			.withTimeout(timeout)
			.withInitialRetransmit(Duration.ofMillis(200));
		return (wire == Wire.UDP) ? new OverUdp(credentials, settings, handshakes)
				: new InMemory(credentials, settings, handshakes);
	}

	DatagramTransport serversEnd() {
		return this.serversEnd;
	}

	/** Begins to connect. */
	abstract void connect();

	void isEstablishedWith(X509Certificate certificate) throws Exception {
		PeerIdentity peer = this.result.get(30, TimeUnit.SECONDS);
		assertThat(peer)
			.isEqualTo((certificate != null) ? new PeerIdentity(List.of(ClientAttackFixture.SERVER.chain()), null, null)
					: PeerIdentity.ofPsk("sensor-1"));
	}

	void failedBecauseOf(Set<HandshakeFailureReason> expected) throws Exception {
		try {
			throw new AssertionError("A session with " + this.result.get(30, TimeUnit.SECONDS));
		}
		catch (ExecutionException ex) {
			assertThat(ex.getCause()).isInstanceOf(HandshakeException.class);
			HandshakeException failure = (HandshakeException) ex.getCause();
			assertThat(failure.reason()).as(failure.getMessage()).isIn(expected);
		}
	}

	@Override
	public void close() {
		this.serversEnd.close();
	}

	/** The whole client. */
	private static final class OverUdp extends AttackedClient {

		private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

		private final DtlsClient client;

		OverUdp(Credentials credentials, ClientSettings settings, HandshakeSettings handshakes) throws IOException {
			super(ClientAttackFixture.bind());
			this.client = DtlsClient.builder()
				.credentials(credentials)
				.client(settings)
				.connectionIds(ConnectionIdSettings.off())
				.handshakes(handshakes)
				.connectTimeout(handshakes.timeout())
				.handler((session, message) -> this.messages.add(new String(message, StandardCharsets.US_ASCII)))
				.build();
		}

		@Override
		void connect() {
			Thread thread = new Thread(() -> {
				try {
					DtlsSession session = this.client.connect(serversEnd().localAddress(), Duration.ofSeconds(30));
					this.result.complete(session.peer());
				}
				catch (IOException | RuntimeException ex) {
					this.result.completeExceptionally(ex);
				}
			});
			thread.setDaemon(true);
			thread.start();
		}

		@Override
		void isEstablishedWith(X509Certificate certificate) throws Exception {
			super.isEstablishedWith(certificate);
			assertThat(this.messages.poll(10, TimeUnit.SECONDS)).isEqualTo("believe me");
			assertThat(this.client.sessions()).hasSize(1).allMatch(DtlsSession::isOpen);
		}

		@Override
		void failedBecauseOf(Set<HandshakeFailureReason> expected) throws Exception {
			super.failedBecauseOf(expected);
			assertThat(this.client.sessions()).isEmpty();
			assertThat(this.messages).isEmpty();
		}

		@Override
		public void close() {
			this.client.close();
			super.close();
		}

	}

	/** The handshake of a client. */
	private static final class InMemory extends AttackedClient implements Outcome {

		private static final InetSocketAddress SERVER = new InetSocketAddress("127.0.0.1", 5684);

		private final FaultyNetwork.Port end;

		private final ClientHandshake handshake;

		InMemory(Credentials credentials, ClientSettings settings, HandshakeSettings handshakes) {
			this(new FaultyNetwork(), credentials, settings, handshakes);
		}

		private InMemory(FaultyNetwork network, Credentials credentials, ClientSettings settings,
				HandshakeSettings handshakes) {
			super(network.bind(SERVER));
			this.end = network.bind(new InetSocketAddress("127.0.0.1", 40_000));
			ClientHandshakeContext context = ClientHandshakeContext.of(credentials, SecuritySettings.defaults(),
					handshakes, settings, 1400);
			this.handshake = new ClientHandshake(context, SERVER, handshakes.timeout(),
					(bytes, off, len) -> this.end.send(bytes, off, len, SERVER), this);
		}

		@Override
		void connect() {
			start(this.handshake);
			start(() -> {
				while (!this.result.isDone()) {
					receive();
				}
			});
		}

		private void receive() {
			try {
				FaultyNetwork.Sent datagram = this.end.take(TimeUnit.MILLISECONDS.toNanos(50));
				if (datagram != null) {
					byte[] bytes = Arrays.copyOf(datagram.bytes(), datagram.bytes().length);
					this.handshake.offer(bytes, 0, bytes.length);
				}
			}
			catch (IOException | RuntimeException ex) {
				this.result.completeExceptionally(ex);
			}
		}

		private static void start(Runnable task) {
			Thread thread = new Thread(task, "client");
			thread.setDaemon(true);
			thread.start();
		}

		@Override
		public void established(Established established) {
			this.result.complete(established.peer());
		}

		@Override
		public void failed(HandshakeFailure failure) {
			this.result.completeExceptionally(HandshakeException.of(failure));
		}

		@Override
		public void close() {
			this.handshake.abort(HandshakeFailureReason.SHUTDOWN);
			this.end.close();
			super.close();
		}

	}

}
