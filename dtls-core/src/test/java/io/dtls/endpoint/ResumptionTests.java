package io.dtls.endpoint;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.SessionParameters;
import org.bouncycastle.tls.TlsSession;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.dtls.CipherSuite;
import io.dtls.CloseReason;
import io.dtls.DtlsSession;
import io.dtls.HandshakeFailureReason;
import io.dtls.credentials.Credentials;
import io.dtls.credentials.PskStore;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.store.MemoryResumptionStore;
import io.dtls.settings.ClientAuth;
import io.dtls.settings.HandshakeSettings;
import io.dtls.settings.ResumptionSettings;
import io.dtls.settings.SecuritySettings;
import io.dtls.store.ResumptionEntry;
import io.dtls.store.ResumptionStore;
import io.dtls.testing.FaultyNetwork;
import io.dtls.testing.TestCertificates;
import io.dtls.testing.TestDtlsClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Resumption by session id over a network in memory.
 */
class ResumptionTests {

	private static final InetSocketAddress SERVER = new InetSocketAddress("127.0.0.1", 5684);

	private static final TestCertificates.Identity authority = TestCertificates.authority("authority");

	private static final TestCertificates.Identity ecdsa = TestCertificates.leaf(authority, "server",
			TestCertificates.P256);

	private static final TestCertificates.Identity rsa = TestCertificates.leaf(authority, "server",
			TestCertificates.RSA);

	private static final PskStore KEYS = (identity) -> identity.equals("sensor-1") ? ServerFixture.PSK : null;

	private final FaultyNetwork network = new FaultyNetwork();

	private final ServerFixture seen = new ServerFixture();

	private final AtomicInteger clients = new AtomicInteger();

	private DtlsServer server;

	private void start() throws IOException {
		start(ResumptionSettings.defaults(), ClientAuth.NONE);
	}

	private void start(ResumptionSettings resumption, ClientAuth clientAuth) throws IOException {
		stop();
		this.server = DtlsServer.builder()
			.credentials(credentials(authority, KEYS))
			.security(SecuritySettings.defaults().withCipherSuites(CipherSuite.secure()).withClientAuth(clientAuth))
			.handshakes(HandshakeSettings.defaults()
				.withInitialRetransmit(Duration.ofMillis(10))
				.withSourceLimits(1000, 1000, 1000))
			.resumption(resumption)
			.handler(this.seen)
			.observer(this.seen)
			.transports((configuration) -> this.network.bind(SERVER))
			.build();
		this.server.start();
	}

	private static Credentials credentials(TestCertificates.Identity trusted, PskStore keys) {
		return new Credentials(TestCertificates.keyManager(ecdsa, rsa), TestCertificates.trustManager(trusted), keys,
				null);
	}

	@AfterEach
	void stop() {
		if (this.server != null) {
			this.server.close();
		}
	}

	private static TestDtlsClient pskClient() {
		return TestDtlsClient.offering(CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256)
			.withPsk("sensor-1", ServerFixture.PSK);
	}

	private DTLSTransport handshake(TestDtlsClient client) throws IOException {
		int number = this.clients.incrementAndGet();
		FaultyNetwork.Port port = this.network.bind(new InetSocketAddress("127.0.1." + number % 250, 40_000 + number));
		return client.connect(this.network.client(port, SERVER));
	}

	private DtlsSession connect(TestDtlsClient client) throws Exception {
		DTLSTransport transport = handshake(client);
		byte[] message = "hello".getBytes(StandardCharsets.UTF_8);
		transport.send(message, 0, message.length);
		byte[] buffer = new byte[2048];
		assertThat(transport.receive(buffer, 0, buffer.length, 5000)).isEqualTo(message.length);
		return ServerFixture.next(this.seen.opened);
	}

	private DtlsSession connectAgain(TestDtlsClient client) throws Exception {
		client.sessionToResume = client.session;
		return connect(client);
	}

	@ParameterizedTest
	@EnumSource(value = CipherSuite.class, mode = EnumSource.Mode.MATCH_NONE, names = ".*_CBC_.*")
	void everySuiteResumes(CipherSuite suite) throws Exception {
		start();
		TestDtlsClient client = TestDtlsClient.offering(suite).withPsk("sensor-1", ServerFixture.PSK);
		assertThat(connect(client).negotiated().resumed()).isFalse();
		DtlsSession resumed = connectAgain(client);
		assertThat(resumed.negotiated().resumed()).isTrue();
		assertThat(resumed.negotiated().cipherSuite()).isEqualTo(suite);
		assertThat(resumed.negotiated().extendedMasterSecret()).isTrue();
		assertThat(resumed.peer().pskIdentity()).isEqualTo(suite.keyExchange().usesPsk() ? "sensor-1" : null);
		assertThat(connectAgain(client).negotiated().resumed()).isTrue();
		assertThat(this.server.statistics().sessionsResumed()).isEqualTo(2);
	}

	@Test
	void aResumedPeerIsStillKnownByItsCertificate() throws Exception {
		start(ResumptionSettings.defaults(), ClientAuth.NEED);
		TestDtlsClient client = new TestDtlsClient()
			.withIdentity(TestCertificates.leaf(authority, "client", TestCertificates.P256));
		connect(client);
		DtlsSession resumed = connectAgain(client);
		assertThat(resumed.negotiated().resumed()).isTrue();
		assertThat(resumed.peer().principal().getName()).isEqualTo("CN=client");
	}

	@Test
	void aCookieIsAskedForOfClientsThatResumeToo() throws Exception {
		start();
		TestDtlsClient client = pskClient();
		connect(client);
		int before = this.network.sent().size();
		connectAgain(client);
		byte[] firstAnswer = this.network.sent()
			.stream()
			.skip(before)
			.filter((sent) -> sent.from().equals(SERVER))
			.findFirst()
			.orElseThrow()
			.bytes();
		int helloVerifyRequest = 3;
		assertThat(firstAnswer[RecordFormat.HEADER_SIZE]).isEqualTo((byte) helloVerifyRequest);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2, 3, 4, 5 })
	void anyOneDatagramOfAResumptionMayBeLost(int lost) throws Exception {
		start();
		TestDtlsClient client = pskClient();
		connect(client);
		int first = this.network.sent().size();
		this.network.faults((sent) -> (sent.index() == first + lost) ? List.of() : List.of(sent));
		assertThat(connectAgain(client).negotiated().resumed()).isTrue();
		assertThat(this.seen.messages).containsExactly("hello", "hello");
	}

	@Test
	void connectionIdsAreAgreedOnAfresh() throws Exception {
		start();
		TestDtlsClient client = pskClient();
		client.connectionId = new byte[] { 1 };
		byte[] id = connect(client).connectionId();
		client.connectionId = new byte[] { 2, 2 };
		DtlsSession resumed = connectAgain(client);
		assertThat(resumed.negotiated().resumed()).isTrue();
		assertThat(resumed.connectionId()).hasSize(8).isNotEqualTo(id);
		assertThat(resumed.peerConnectionId()).containsExactly(2, 2);
		client.connectionId = null;
		assertThat(connectAgain(client).connectionId()).isEmpty();
	}

	@Test
	void aSniffedIdDoesNotHurtItsOwner() throws Exception {
		start();
		TestDtlsClient owner = pskClient();
		connect(owner);
		TestDtlsClient thief = pskClient();
		thief.sessionToResume = session(owner.session, new byte[48], true);
		thief.timeoutMillis = 200;
		assertThatIOException().isThrownBy(() -> handshake(thief));
		assertThat(connectAgain(owner).negotiated().resumed()).isTrue();
	}

	private static TlsSession session(TlsSession like, byte[] secret, boolean extendedMasterSecret) {
		SessionParameters parameters = like.exportSessionParameters();
		return TlsUtils.importSession(like.getSessionID(),
				new SessionParameters.Builder().setCipherSuite(parameters.getCipherSuite())
					.setExtendedMasterSecret(extendedMasterSecret)
					.setMasterSecret(new BcTlsCrypto(new SecureRandom()).createSecret(secret))
					.setNegotiatedVersion(parameters.getNegotiatedVersion())
					.build());
	}

	@Test
	void noSessionWithoutExtendedMasterSecretCanBeResumed() throws Exception {
		start();
		TestDtlsClient client = pskClient();
		client.extendedMasterSecret = false;
		connect(client);
		assertThat(client.session.getSessionID()).isEmpty();
	}

	@Test
	void aClientThatComesWithoutExtendedMasterSecretIsRefused() throws Exception {
		start();
		TestDtlsClient client = pskClient();
		connect(client);
		client.sessionToResume = session(client.session, new byte[48], false);
		client.extendedMasterSecret = false;
		assertThatIOException().isThrownBy(() -> handshake(client));
		assertThat(ServerFixture.next(this.seen.failed).reason()).isEqualTo(HandshakeFailureReason.PROTOCOL_ERROR);
	}

	@Test
	void anotherServerNameIsNotResumed() throws Exception {
		start();
		TestDtlsClient client = pskClient();
		client.serverName = "one.example";
		connect(client);
		assertThat(connectAgain(client).negotiated().resumed()).isTrue();
		client.serverName = "other.example";
		assertThat(connectAgain(client).negotiated().resumed()).isFalse();
	}

	@Test
	void aWithdrawnKeyIsNotResumed() throws Exception {
		start();
		TestDtlsClient client = pskClient();
		connect(client);
		this.server.credentials(credentials(authority, (identity) -> null));
		client.timeoutMillis = 200;
		client.sessionToResume = client.session;
		assertThatIOException().isThrownBy(() -> handshake(client));
		assertThat(this.seen.opened).isEmpty();
	}

	@Test
	void aPeerWhoseAuthorityIsNotTrustedAnyMoreIsNotResumed() throws Exception {
		start(ResumptionSettings.defaults(), ClientAuth.NEED);
		TestDtlsClient client = new TestDtlsClient()
			.withIdentity(TestCertificates.leaf(authority, "client", TestCertificates.P256));
		connect(client);
		this.server.credentials(credentials(TestCertificates.authority("another"), KEYS));
		client.sessionToResume = client.session;
		assertThatIOException().isThrownBy(() -> handshake(client));
		assertThat(ServerFixture.next(this.seen.failed).reason()).isEqualTo(HandshakeFailureReason.UNKNOWN_CA);
	}

	@Test
	void anotherNodeResumesButInsistsOnItsOwnClientAuthentication() throws Exception {
		ResumptionSettings shared = ResumptionSettings.defaults()
			.withStore(new MemoryResumptionStore(10, Duration.ofHours(1), System::currentTimeMillis));
		start(shared, ClientAuth.NONE);
		TestDtlsClient client = new TestDtlsClient();
		connect(client);
		start(shared, ClientAuth.NONE);
		assertThat(connectAgain(client).negotiated().resumed()).isTrue();
		start(shared, ClientAuth.NEED);
		client.sessionToResume = client.session;
		assertThatIOException().isThrownBy(() -> handshake(client));
		assertThat(ServerFixture.next(this.seen.failed).reason())
			.isEqualTo(HandshakeFailureReason.CERTIFICATE_REQUIRED);
	}

	@Test
	void aSessionThatEndedWithAFatalAlertIsNotResumed() throws Exception {
		start();
		TestDtlsClient client = pskClient();
		DtlsSession session = connect(client);
		byte[] alert = new byte[2 + client.ownRecords.overhead()];
		int size = client.ownRecords.protect(RecordFormat.ALERT, new byte[] { 2, 40 }, 0, 2, alert, 0);
		assertThat(size).isEqualTo(alert.length);
		this.network.inject(session.remoteAddress(), SERVER, alert);
		assertThat(ServerFixture.next(this.seen.closed)).isEqualTo(CloseReason.PEER_ALERT);
		assertThat(connectAgain(client).negotiated().resumed()).isFalse();
	}

	@Test
	void aSessionThatSaidGoodbyeIsResumed() throws Exception {
		start();
		TestDtlsClient client = pskClient();
		connect(client).close();
		assertThat(connectAgain(client).negotiated().resumed()).isTrue();
	}

	@Test
	void nothingIsKeptOfAHandshakeThatFails() throws Exception {
		MemoryResumptionStore store = new MemoryResumptionStore(10, Duration.ofHours(1), System::currentTimeMillis);
		start(ResumptionSettings.defaults().withStore(store), ClientAuth.NEED);
		assertThatIOException().isThrownBy(() -> handshake(new TestDtlsClient()));
		ServerFixture.next(this.seen.failed);
		assertThat(store.size()).isZero();
	}

	@Test
	void aSessionIsResumedForItsLifetimeOnly() throws Exception {
		start(ResumptionSettings.defaults().withLifetime(Duration.ofMillis(1)), ClientAuth.NONE);
		TestDtlsClient client = pskClient();
		connect(client);
		ServerFixture.await("the end of the session's time", ServerFixture.after(Duration.ofMillis(10)));
		assertThat(connectAgain(client).negotiated().resumed()).isFalse();
	}

	@Test
	void nothingIsResumedWhereResumptionIsOff() throws Exception {
		start(ResumptionSettings.off(), ClientAuth.NONE);
		TestDtlsClient client = pskClient();
		connect(client);
		assertThat(client.session.getSessionID()).isEmpty();
		assertThat(connectAgain(client).negotiated().resumed()).isFalse();
	}

	@Test
	void aStoreThatFailsCostsAFullHandshake() throws Exception {
		start(ResumptionSettings.defaults().withStore(new Broken(() -> {
			throw new IllegalStateException("The store is down");
		})), ClientAuth.NONE);
		TestDtlsClient client = pskClient();
		connect(client);
		assertThat(connectAgain(client).negotiated().resumed()).isFalse();
		ServerFixture.await("two puts and a find that fail",
				() -> this.server.statistics().resumptionStoreFailures() == 3);
	}

	@Test
	void aStoreThatHangsCostsAFullHandshake() throws Exception {
		CountDownLatch never = new CountDownLatch(1);
		start(ResumptionSettings.defaults().withStoreTimeout(Duration.ofMillis(50)).withStore(new Broken(() -> {
			try {
				never.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		})), ClientAuth.NONE);
		TestDtlsClient client = pskClient();
		connect(client);
		assertThat(connectAgain(client).negotiated().resumed()).isFalse();
		assertThat(this.server.statistics().resumptionStoreFailures()).isOne();
		never.countDown();
	}

	/** Does the same whatever it is asked. */
	private static final class Broken implements ResumptionStore {

		private final Runnable answer;

		Broken(Runnable answer) {
			this.answer = answer;
		}

		@Override
		public void put(ResumptionEntry entry) {
			this.answer.run();
		}

		@Override
		public ResumptionEntry find(byte[] sessionId) {
			this.answer.run();
			return null;
		}

		@Override
		public void remove(byte[] sessionId) {
			this.answer.run();
		}

	}

}
