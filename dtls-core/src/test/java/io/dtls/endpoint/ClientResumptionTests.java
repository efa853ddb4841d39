package io.dtls.endpoint;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.dtls.CloseReason;
import io.dtls.DtlsSession;
import io.dtls.HandshakeException;
import io.dtls.HandshakeFailureReason;
import io.dtls.credentials.Credentials;
import io.dtls.credentials.PskStore;
import io.dtls.internal.store.MemoryResumptionStore;
import io.dtls.settings.ClientSettings;
import io.dtls.settings.HandshakeSettings;
import io.dtls.settings.ResumptionSettings;
import io.dtls.store.ResumptionEntry;
import io.dtls.store.ResumptionStore;
import io.dtls.testing.TestCertificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Resumption of the last session by our client, with our server over real sockets.
 */
@Timeout(60)
class ClientResumptionTests {

	private static final TestCertificates.Identity AUTHORITY = TestCertificates.authority("authority");

	private static final TestCertificates.Identity SERVER = TestCertificates.leaf(AUTHORITY, "server",
			TestCertificates.P256);

	private static final PskStore KEYS = (identity) -> identity.equals("sensor-1") ? ServerFixture.PSK : null;

	private final ServerFixture atServer = new ServerFixture();

	private final ServerFixture atClient = new ServerFixture() {

		@Override
		public void handle(DtlsSession session, byte[] message) {
			this.messages.add(new String(message, StandardCharsets.UTF_8));
		}

	};

	private DtlsServer server;

	private DtlsClient client;

	private InetSocketAddress address;

	@AfterEach
	void close() {
		if (this.client != null) {
			this.client.close();
		}
		if (this.server != null) {
			this.server.close();
		}
	}

	private void serve() throws IOException {
		serve(ResumptionSettings.defaults());
	}

	private void serve(ResumptionSettings resumption) throws IOException {
		int port = (this.address != null) ? this.address.getPort() : 0;
		if (this.server != null) {
			this.server.close();
		}
		this.server = DtlsServer.builder()
			.bind(new InetSocketAddress("127.0.0.1", port))
			.credentials(Credentials.ofCertificate(TestCertificates.keyManager(SERVER), null).withPskStore(KEYS))
			.resumption(resumption)
			.handler(this.atServer)
			.observer(this.atServer)
			.build();
		this.server.start();
		this.address = new InetSocketAddress("127.0.0.1", this.server.localAddress().getPort());
	}

	private DtlsClientBuilder certificate() {
		return DtlsClient.builder()
			.trust(TestCertificates.trustManager(AUTHORITY))
			.handler(this.atClient)
			.observer(this.atClient);
	}

	private DtlsClientBuilder psk() {
		return DtlsClient.builder().psk("sensor-1", ServerFixture.PSK).handler(this.atClient).observer(this.atClient);
	}

	private void client(DtlsClientBuilder settings) {
		this.client = settings.build();
	}

	private DtlsSession connect() throws Exception {
		DtlsSession session = this.client.connect(this.address, Duration.ofSeconds(20));
		session.send("hello".getBytes(StandardCharsets.UTF_8));
		assertThat(ServerFixture.next(this.atClient.messages)).isEqualTo("hello");
		assertThat(ServerFixture.next(this.atServer.opened).negotiated().resumed())
			.isEqualTo(session.negotiated().resumed());
		return session;
	}

	@Test
	void theLastSessionIsResumedWithWhatWasKnownOfTheServer() throws Exception {
		serve();
		client(certificate());
		DtlsSession first = connect();
		first.close();
		DtlsSession second = connect();
		assertThat(first.negotiated().resumed()).isFalse();
		assertThat(second.negotiated().resumed()).isTrue();
		assertThat(second.negotiated().cipherSuite()).isEqualTo(first.negotiated().cipherSuite());
		assertThat(second.peer()).isEqualTo(first.peer());
		assertThat(second.peer().certificates()).containsExactly(SERVER.certificate(), AUTHORITY.certificate());
		assertThat(connect().negotiated().resumed()).isTrue();
	}

	@Test
	void aSessionWithAPresharedKeyIsResumed() throws Exception {
		serve();
		client(psk());
		connect();
		DtlsSession second = connect();
		assertThat(second.negotiated().resumed()).isTrue();
		assertThat(second.peer().pskIdentity()).isEqualTo("sensor-1");
	}

	@Test
	void resumedSessionsHaveTheirOwnConnectionIds() throws Exception {
		serve();
		client(psk());
		DtlsSession first = connect();
		DtlsSession second = connect();
		assertThat(second.peerConnectionId()).hasSize(8).isNotEqualTo(first.peerConnectionId());
	}

	@Test
	void nothingIsResumedWhereItIsSwitchedOff() throws Exception {
		serve();
		client(psk().resumption(ResumptionSettings.off()));
		connect();
		assertThat(connect().negotiated().resumed()).isFalse();
	}

	@Test
	void aSessionIsNotResumedAfterItsTime() throws Exception {
		serve();
		client(psk().resumption(ResumptionSettings.defaults().withLifetime(Duration.ofMillis(1))));
		connect();
		ServerFixture.await("the end of the session's time", ServerFixture.after(Duration.ofMillis(10)));
		assertThat(connect().negotiated().resumed()).isFalse();
	}

	@Test
	void aServerThatHasForgottenShakesHandsInFull() throws Exception {
		serve();
		client(certificate());
		connect();
		serve();
		assertThat(connect().negotiated().resumed()).isFalse();
		assertThat(connect().negotiated().resumed()).isTrue();
	}

	@Test
	void aClosedClientBeginsAnew() throws Exception {
		serve();
		client(certificate());
		connect();
		this.client.close();
		assertThat(connect().negotiated().resumed()).isFalse();
		assertThat(connect().negotiated().resumed()).isTrue();
	}

	@Test
	void aStoppedServerBeginsAnew() throws Exception {
		serve();
		// Once more, on the port that is known now.
		serve();
		client(certificate());
		connect();
		assertThat(connect().negotiated().resumed()).isTrue();
		this.server.stop(Duration.ofSeconds(1));
		this.server.start();
		assertThat(connect().negotiated().resumed()).isFalse();
	}

	@Test
	void otherCredentialsBeginAnew() throws Exception {
		serve();
		client(certificate());
		connect();
		this.client.credentials(new Credentials(null, TestCertificates.trustManager(AUTHORITY), null, null));
		assertThat(connect().negotiated().resumed()).isFalse();
	}

	@Test
	void withdrawnTrustIsNotCircumvented() throws Exception {
		serve();
		AtomicBoolean trusted = new AtomicBoolean(true);
		client(certificate().trust(new SwitchedTrust(TestCertificates.trustManager(AUTHORITY), trusted)));
		connect();
		trusted.set(false);
		assertThatExceptionOfType(HandshakeException.class).isThrownBy(this::connect)
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(HandshakeFailureReason.BAD_CERTIFICATE));
	}

	@Test
	void anotherNameOfTheServerIsAnotherServer() throws Exception {
		serve();
		client(certificate());
		connect();
		DtlsSession byName = this.client.connect("localhost", this.address.getPort());
		assertThat(byName.negotiated().resumed()).isFalse();
		client(certificate().client(ClientSettings.defaults().withServerName("one.dtls.example")));
		assertThat(this.client.connect(this.address, Duration.ofSeconds(20)).negotiated().resumed()).isFalse();
	}

	// The server's copy of the secret is damaged, so the two Finished do not match.
	@Test
	void aSessionWhoseResumptionFailsIsNotOfferedAgain() throws Exception {
		DamagedStore store = new DamagedStore();
		serve(ResumptionSettings.defaults().withStore(store));
		client(psk().handshakes(HandshakeSettings.defaults()
			.withTimeout(Duration.ofSeconds(1))
			.withInitialRetransmit(Duration.ofMillis(50))));
		connect();
		store.damaged.set(true);
		assertThatExceptionOfType(HandshakeException.class).isThrownBy(this::connect);
		assertThat(connect().negotiated().resumed()).isFalse();
	}

	@Test
	void aSessionThatEndedWithAnAlertIsNotResumed() throws Exception {
		serve();
		client(psk());
		DtlsSession session = connect();
		((io.dtls.internal.session.Session) session).end(CloseReason.PEER_ALERT);
		ServerFixture.next(this.atClient.closed);
		assertThat(connect().negotiated().resumed()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whatAClientCannotDoIsRefused(boolean store) {
		ResumptionSettings defaults = ResumptionSettings.defaults();
		assertThatIllegalArgumentException()
			.isThrownBy(
					() -> psk().resumption(store ? defaults.withStore(new DamagedStore()) : defaults.withMaxEntries(0))
						.build())
			.withMessageContaining("resumption");
	}

	@Test
	void ofManyServersTheOnesResumedLongestAgoAreForgotten() throws Exception {
		serve();
		client(psk().resumption(ResumptionSettings.defaults().withMaxEntries(1)));
		connect();
		this.client.connect("localhost", this.address.getPort());
		ServerFixture.next(this.atServer.opened);
		assertThat(connect().negotiated().resumed()).isFalse();
	}

	/** Keeps sessions, and on demand gives them back with another secret. */
	private static final class DamagedStore implements ResumptionStore {

		private final ResumptionStore store = new MemoryResumptionStore(10, Duration.ofHours(1),
				System::currentTimeMillis);

		private final AtomicBoolean damaged = new AtomicBoolean();

		@Override
		public void put(ResumptionEntry entry) {
			this.store.put(entry);
		}

		@Override
		public ResumptionEntry find(byte[] sessionId) {
			ResumptionEntry entry = this.store.find(sessionId);
			if (entry != null && this.damaged.get()) {
				entry.masterSecret()[0] ^= 1;
			}
			return entry;
		}

		@Override
		public void remove(byte[] sessionId) {
			this.store.remove(sessionId);
		}

	}

}
