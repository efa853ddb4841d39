package io.dtls.endpoint;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.tls.ProtocolVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.dtls.CipherSuite;
import io.dtls.DtlsObserver;
import io.dtls.HandshakeFailure;
import io.dtls.HandshakeFailureReason;
import io.dtls.credentials.Credentials;
import io.dtls.settings.ClientAuth;
import io.dtls.settings.HandshakeSettings;
import io.dtls.settings.SecuritySettings;
import io.dtls.testing.FaultyNetwork;
import io.dtls.testing.TestCertificates;
import io.dtls.testing.TestDtlsClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an operator reads of the failures that users meet first.
 */
class ExplainedFailureTests {

	private static final InetSocketAddress SERVER = new InetSocketAddress("127.0.0.1", 5684);

	private static final TestCertificates.Identity AUTHORITY = TestCertificates.authority("authority");

	private static final HandshakeSettings FAST = HandshakeSettings.defaults()
		.withInitialRetransmit(Duration.ofMillis(50))
		.withTimeout(Duration.ofSeconds(3));

	private final FaultyNetwork network = new FaultyNetwork();

	private final ServerFixture seen = new ServerFixture();

	private final CompletableFuture<InetSocketAddress> suspected = new CompletableFuture<>();

	private DtlsServer server;

	private void start(Credentials credentials, ClientAuth clientAuth, HandshakeSettings handshakes)
			throws IOException {
		this.server = DtlsServer.builder()
			.credentials(credentials)
			.security(SecuritySettings.defaults().withClientAuth(clientAuth))
			.handshakes(handshakes)
			.handler(this.seen)
			.observer(this.seen)
			.transports((configuration) -> this.network.bind(SERVER))
			.build();
		this.server.addObserver(new DtlsObserver() {

			@Override
			public void keysSeemToDiffer(InetSocketAddress peer) {
				ExplainedFailureTests.this.suspected.complete(peer);
			}

		});
		this.server.start();
	}

	private void startWithCertificate(HandshakeSettings handshakes) throws IOException {
		TestCertificates.Identity identity = TestCertificates.leaf(AUTHORITY, "server", TestCertificates.P256);
		start(Credentials.ofCertificate(TestCertificates.keyManager(identity),
				TestCertificates.trustManager(AUTHORITY)), ClientAuth.NEED, handshakes);
	}

	@AfterEach
	void stop() {
		if (this.server != null) {
			this.server.close();
		}
	}

	private CompletableFuture<Void> connect(Consumer<TestDtlsClient> choices) {
		TestDtlsClient client = TestDtlsClient.offering(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
		client.resendMillis = 50;
		client.timeoutMillis = 3000;
		choices.accept(client);
		return CompletableFuture.runAsync(() -> {
			try {
				client
					.connect(this.network.client(this.network.bind(new InetSocketAddress("127.0.0.2", 1000)), SERVER));
			}
			catch (IOException ex) {
				// What the server says of it is the point.
			}
		});
	}

	private HandshakeFailure failure(Consumer<TestDtlsClient> choices) throws Exception {
		connect(choices);
		return ServerFixture.next(this.seen.failed);
	}

	@Test
	void noSharedSuite() throws Exception {
		startWithCertificate(FAST);
		HandshakeFailure failure = failure(
				(client) -> client.suites = new int[] { CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256.code() });
		assertThat(failure.reason()).isEqualTo(HandshakeFailureReason.NO_SHARED_CIPHER_SUITE);
		assertThat(failure.explanation()).contains("No cipher suite fits", "TLS_ECDHE_ECDSA_", "ECDHE_RSA an RSA key");
	}

	@Test
	void version() throws Exception {
		startWithCertificate(FAST);
		HandshakeFailure failure = failure((client) -> {
			client.versions = ProtocolVersion.DTLSv10.only();
			client.suites = new int[] { org.bouncycastle.tls.CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA };
		});
		assertThat(failure.reason()).isEqualTo(HandshakeFailureReason.PROTOCOL_VERSION);
		assertThat(failure.explanation()).contains("does not offer DTLS 1.2", "has to speak DTLS 1.2");
	}

	@Test
	void unknownAuthority() throws Exception {
		startWithCertificate(FAST);
		TestCertificates.Identity stranger = TestCertificates.leaf(TestCertificates.authority("other"), "client",
				TestCertificates.P256);
		HandshakeFailure failure = failure((client) -> client.withIdentity(stranger));
		assertThat(failure.reason()).isEqualTo(HandshakeFailureReason.UNKNOWN_CA);
		assertThat(failure.explanation()).contains("no trusted authority", "trust store");
	}

	@Test
	void expiredCertificate() throws Exception {
		startWithCertificate(FAST);
		TestCertificates.Identity old = TestCertificates.leaf(AUTHORITY, "client", TestCertificates.P256,
				Instant.now().minus(Duration.ofDays(1)), KeyPurposeId.id_kp_clientAuth);
		HandshakeFailure failure = failure((client) -> client.withIdentity(old));
		assertThat(failure.reason()).isEqualTo(HandshakeFailureReason.CERTIFICATE_EXPIRED);
		assertThat(failure.explanation()).contains("outside its validity", "Renew");
	}

	@Test
	void clientCertificateMissing() throws Exception {
		startWithCertificate(FAST);
		HandshakeFailure failure = failure((client) -> {
		});
		assertThat(failure.reason()).isEqualTo(HandshakeFailureReason.CERTIFICATE_REQUIRED);
		assertThat(failure.explanation()).contains("The client has no certificate", "Give the peer a certificate");
	}

	@Test
	void helloOverTheLimit() throws Exception {
		startWithCertificate(FAST.withMaxMessageSize(1000));
		HandshakeFailure failure = failure((client) -> client.extraExtensions.put(65000, new byte[1000]));
		assertThat(failure.reason()).isEqualTo(HandshakeFailureReason.MESSAGE_TOO_LARGE);
		assertThat(failure.explanation()).contains("ClientHello is over the limit of 1000 bytes", "raise the limit");
	}

	@Test
	void laterMessageOverTheLimit() throws Exception {
		startWithCertificate(FAST.withMaxMessageSize(400).withTimeout(Duration.ofMillis(500)));
		TestCertificates.Identity identity = TestCertificates.leaf(AUTHORITY, "client", TestCertificates.P256);
		HandshakeFailure failure = failure((client) -> client.withIdentity(identity));
		assertThat(failure.reason()).isEqualTo(HandshakeFailureReason.MESSAGE_TOO_LARGE);
		assertThat(failure.explanation()).contains("handshake message over the size limit");
	}

	@Test
	void wrongKeyIsListedWhileTheHandshakeIsOpenAndNamedAtItsEnd() throws Exception {
		start(Credentials.ofPsk((identity) -> ServerFixture.PSK), ClientAuth.NONE, FAST);
		connect((client) -> {
			client.suites = new int[] { CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256.code() };
			client.withPsk("sensor-1", new byte[16]);
		});
		ServerFixture.await("two undecryptable records", this.suspected::isDone);
		assertThat(this.server.handshakes()).singleElement().satisfies((open) -> {
			assertThat(open.keysSeemToDiffer()).isTrue();
			assertThat(open.peer()).isEqualTo(this.suspected.join());
		});
		HandshakeFailure failure = ServerFixture.next(this.seen.failed);
		assertThat(failure.reason()).isEqualTo(HandshakeFailureReason.KEYS_DIFFER);
		assertThat(failure.explanation()).contains("Keys differ: wrong PSK or identity");
		assertThat(this.server.handshakes()).isEmpty();
	}

	@Test
	void whatIsOpenAtTheStopFailsByIt() throws Exception {
		start(Credentials.ofPsk((identity) -> ServerFixture.PSK), ClientAuth.NONE,
				FAST.withTimeout(Duration.ofMinutes(1)));
		connect((client) -> {
			client.suites = new int[] { CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256.code() };
			client.withPsk("sensor-1", new byte[16]);
		});
		ServerFixture.await("two undecryptable records", this.suspected::isDone);
		this.server.close();
		assertThat(ServerFixture.next(this.seen.failed).reason()).isEqualTo(HandshakeFailureReason.SHUTDOWN);
		assertThat(this.server.statistics().handshakesFailed(HandshakeFailureReason.SHUTDOWN)).isOne();
	}

	@Test
	void anObserverThatThrowsStopsNoOther() throws Exception {
		start(Credentials.ofPsk((identity) -> ServerFixture.PSK), ClientAuth.NONE, FAST);
		CompletableFuture<InetSocketAddress> started = new CompletableFuture<>();
		this.server.addObserver(new DtlsObserver() {

			@Override
			public void handshakeStarted(InetSocketAddress peer) {
				throw new IllegalStateException("on purpose");
			}

		});
		this.server.addObserver(new DtlsObserver() {

			@Override
			public void handshakeStarted(InetSocketAddress peer) {
				started.complete(peer);
			}

		});
		connect((client) -> {
			client.suites = new int[] { CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256.code() };
			client.withPsk("sensor-1", ServerFixture.PSK);
		});
		ServerFixture.await("the last observer", started::isDone);
		ServerFixture.next(this.seen.opened);
	}

	@ParameterizedTest
	@EnumSource
	void everyReasonSaysWhatToCheck(HandshakeFailureReason reason) {
		assertThat(reason.whatToCheck()).isNotBlank().doesNotEndWith(".");
	}

}
