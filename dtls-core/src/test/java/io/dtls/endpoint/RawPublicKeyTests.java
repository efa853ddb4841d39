package io.dtls.endpoint;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.dtls.DtlsSession;
import io.dtls.HandshakeException;
import io.dtls.HandshakeFailureReason;
import io.dtls.PeerIdentity;
import io.dtls.RawPublicKeyPrincipal;
import io.dtls.credentials.Credentials;
import io.dtls.credentials.RawPublicKeys;
import io.dtls.settings.ClientAuth;
import io.dtls.settings.SecuritySettings;
import io.dtls.testing.TestCertificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Raw public keys (RFC 7250) between our client and our server over real sockets.
 */
@Timeout(60)
class RawPublicKeyTests {

	private static final KeyPair SERVER = TestCertificates.keyPair(TestCertificates.P256);

	private static final KeyPair CLIENT = TestCertificates.keyPair(TestCertificates.P256);

	private static final KeyPair OTHER = TestCertificates.keyPair(TestCertificates.P256);

	private static final TestCertificates.Identity AUTHORITY = TestCertificates.authority("authority");

	private static final TestCertificates.Identity CERTIFIED = TestCertificates.leaf(AUTHORITY, "server",
			TestCertificates.RSA);

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

	private void serve(Credentials credentials, ClientAuth auth) throws IOException {
		this.server = DtlsServer.builder()
			.bind(new InetSocketAddress("127.0.0.1", 0))
			.credentials(credentials)
			.security(SecuritySettings.defaults().withClientAuth(auth))
			.handler(this.atServer)
			.observer(this.atServer)
			.build();
		this.server.start();
	}

	private DtlsSession connect(RawPublicKeys keys) throws Exception {
		return connect(DtlsClient.builder().rawPublicKeys(keys));
	}

	private DtlsSession connect(DtlsClientBuilder settings) throws Exception {
		this.client = settings.handler(this.atClient).build();
		return again();
	}

	private DtlsSession again() throws Exception {
		DtlsSession session = this.client.connect("127.0.0.1", this.server.localAddress().getPort());
		session.send("hello".getBytes(StandardCharsets.UTF_8));
		assertThat(ServerFixture.next(this.atClient.messages)).isEqualTo("hello");
		return session;
	}

	private static RawPublicKeys ownAndTrusted(KeyPair own, KeyPair trusted) {
		return RawPublicKeys.of(own).withTrusted(List.of(trusted.getPublic()));
	}

	private PeerIdentity peerAtServer() throws InterruptedException {
		return ServerFixture.next(this.atServer.opened).peer();
	}

	@ParameterizedTest
	@ValueSource(strings = { TestCertificates.P256, TestCertificates.P384, TestCertificates.RSA })
	void aServerIsBelievedByItsKey(String kind) throws Exception {
		KeyPair keys = TestCertificates.keyPair(kind);
		serve(Credentials.ofRawPublicKeys(RawPublicKeys.of(keys)), ClientAuth.NONE);
		DtlsSession session = connect(RawPublicKeys.trusting(List.of(keys.getPublic())));
		assertThat(session.peer().rawPublicKey()).isEqualTo(keys.getPublic());
		assertThat(session.peer().certificates()).isEmpty();
		assertThat(peerAtServer()).isEqualTo(PeerIdentity.ANONYMOUS);
	}

	@Test
	void bothAreBelievedByTheirKeys() throws Exception {
		serve(Credentials.ofRawPublicKeys(ownAndTrusted(SERVER, CLIENT)), ClientAuth.NEED);
		DtlsSession session = connect(ownAndTrusted(CLIENT, SERVER));
		assertThat(session.peer().rawPublicKey()).isEqualTo(SERVER.getPublic());
		PeerIdentity client = peerAtServer();
		assertThat(client.rawPublicKey()).isEqualTo(CLIENT.getPublic());
		assertThat(client.principal()).isEqualTo(new RawPublicKeyPrincipal(CLIENT.getPublic()));
		assertThat(client.principal().getName()).startsWith("ni:///sha-256;").hasSize(14 + 43);
		assertThat(session.asSslSession().getPeerPrincipal()).isEqualTo(new RawPublicKeyPrincipal(SERVER.getPublic()));
	}

	@Test
	void aKeyIsTrustedByADecisionOfTheApplication() throws Exception {
		serve(Credentials.ofRawPublicKeys(RawPublicKeys.of(SERVER).withTrusted(CLIENT.getPublic()::equals)),
				ClientAuth.NEED);
		connect(ownAndTrusted(CLIENT, SERVER));
		assertThat(peerAtServer().rawPublicKey()).isEqualTo(CLIENT.getPublic());
	}

	@Test
	void anotherKeyOfTheServerIsRefused() throws Exception {
		serve(Credentials.ofRawPublicKeys(RawPublicKeys.of(OTHER)), ClientAuth.NONE);
		assertThatExceptionOfType(HandshakeException.class)
			.isThrownBy(() -> connect(RawPublicKeys.trusting(List.of(SERVER.getPublic()))))
			.withMessageContaining("raw public key is not trusted")
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(HandshakeFailureReason.BAD_CERTIFICATE));
	}

	@Test
	void anotherKeyOfTheClientIsRefused() throws Exception {
		serve(Credentials.ofRawPublicKeys(ownAndTrusted(SERVER, CLIENT)), ClientAuth.NEED);
		assertThatExceptionOfType(HandshakeException.class).isThrownBy(() -> connect(ownAndTrusted(OTHER, SERVER)))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(HandshakeFailureReason.OWN_CERTIFICATE_REFUSED));
		assertThat(ServerFixture.next(this.atServer.failed).detail()).contains("raw public key is not trusted");
	}

	@Test
	void aClientWithoutAKeyIsRefusedWhereOneIsNeeded() throws Exception {
		serve(Credentials.ofRawPublicKeys(ownAndTrusted(SERVER, CLIENT)), ClientAuth.NEED);
		assertThatExceptionOfType(HandshakeException.class)
			.isThrownBy(() -> connect(RawPublicKeys.trusting(List.of(SERVER.getPublic()))))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(HandshakeFailureReason.OWN_CERTIFICATE_REFUSED));
		assertThat(ServerFixture.next(this.atServer.failed).reason())
			.isEqualTo(HandshakeFailureReason.CERTIFICATE_REQUIRED);
	}

	@Test
	void aClientWithoutAKeyIsServedWhereOneIsOnlyWanted() throws Exception {
		serve(Credentials.ofRawPublicKeys(ownAndTrusted(SERVER, CLIENT)), ClientAuth.WANT);
		connect(RawPublicKeys.trusting(List.of(SERVER.getPublic())));
		assertThat(peerAtServer()).isEqualTo(PeerIdentity.ANONYMOUS);
	}

	@Test
	void aServerMayHaveBothAndTheClientDecides() throws Exception {
		serve(Credentials.ofCertificate(TestCertificates.keyManager(CERTIFIED), null)
			.withRawPublicKeys(RawPublicKeys.of(SERVER)), ClientAuth.NONE);
		DtlsSession raw = connect(RawPublicKeys.trusting(List.of(SERVER.getPublic())));
		assertThat(raw.peer().rawPublicKey()).isEqualTo(SERVER.getPublic());
		this.client.close();
		DtlsSession certified = connect(DtlsClient.builder().trust(TestCertificates.trustManager(AUTHORITY)));
		assertThat(certified.peer().certificates()).contains(CERTIFIED.certificate());
	}

	@Test
	void aClientMayTakeBothAndTheServerHasACertificate() throws Exception {
		serve(Credentials.ofCertificate(TestCertificates.keyManager(CERTIFIED), null), ClientAuth.NONE);
		DtlsSession session = connect(DtlsClient.builder()
			.trust(TestCertificates.trustManager(AUTHORITY))
			.rawPublicKeys(RawPublicKeys.trusting(List.of(SERVER.getPublic()))));
		assertThat(session.peer().certificates()).contains(CERTIFIED.certificate());
	}

	@Test
	void aClientWithAKeyIsKnownBesideOnesWithCertificates() throws Exception {
		TestCertificates.Identity certified = TestCertificates.leaf(AUTHORITY, "client", TestCertificates.P256);
		serve(Credentials
			.ofCertificate(TestCertificates.keyManager(CERTIFIED), TestCertificates.trustManager(AUTHORITY))
			.withRawPublicKeys(RawPublicKeys.trusting(List.of(CLIENT.getPublic()))), ClientAuth.NEED);
		connect(DtlsClient.builder()
			.trust(TestCertificates.trustManager(AUTHORITY))
			.rawPublicKeys(RawPublicKeys.of(CLIENT)));
		assertThat(peerAtServer().rawPublicKey()).isEqualTo(CLIENT.getPublic());
		this.client.close();
		connect(DtlsClient.builder()
			.credentials(Credentials.ofCertificate(TestCertificates.keyManager(certified),
					TestCertificates.trustManager(AUTHORITY))));
		assertThat(peerAtServer().certificates()).contains(certified.certificate());
	}

	@Test
	void aServerWithCertificatesAloneSaysSo() throws Exception {
		serve(Credentials.ofCertificate(TestCertificates.keyManager(CERTIFIED), null), ClientAuth.NONE);
		assertThatExceptionOfType(HandshakeException.class)
			.isThrownBy(() -> connect(RawPublicKeys.trusting(List.of(SERVER.getPublic()))));
		assertThat(ServerFixture.next(this.atServer.failed).detail())
			.contains("no kind of certificate or raw public key that this server has");
	}

	@Test
	void sessionsAreResumedAsLongAsTheKeyIsTrusted() throws Exception {
		AtomicBoolean trusted = new AtomicBoolean(true);
		serve(Credentials.ofRawPublicKeys(RawPublicKeys.of(SERVER).withTrusted((key) -> trusted.get())),
				ClientAuth.WANT);
		connect(ownAndTrusted(CLIENT, SERVER));
		DtlsSession resumed = again();
		assertThat(resumed.negotiated().resumed()).isTrue();
		assertThat(resumed.peer().rawPublicKey()).isEqualTo(SERVER.getPublic());
		peerAtServer();
		assertThat(peerAtServer().rawPublicKey()).isEqualTo(CLIENT.getPublic());
		trusted.set(false);
		assertThatExceptionOfType(HandshakeException.class).isThrownBy(this::again);
	}

	@Test
	void keysThatProveNothingAndTrustNobodyAreTold() {
		Credentials none = Credentials.ofRawPublicKeys(new RawPublicKeys(null, null));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> DtlsServer.builder().credentials(none).handler(this.atServer).build())
			.withMessageContaining("no EC key");
		assertThat(none.toString()).contains("RawPublicKeys[own=false, trust=false]");
	}

	@Test
	void aServerThatNeedsKeysOfClientsHasToTrustSome() {
		DtlsServerBuilder settings = DtlsServer.builder()
			.credentials(Credentials.ofRawPublicKeys(RawPublicKeys.of(SERVER)))
			.security(SecuritySettings.defaults().withClientAuth(ClientAuth.NEED))
			.handshakes(io.dtls.settings.HandshakeSettings.defaults().withTimeout(Duration.ofSeconds(5)))
			.handler(this.atServer);
		assertThatIllegalArgumentException().isThrownBy(settings::build).withMessageContaining("trust");
	}

}
