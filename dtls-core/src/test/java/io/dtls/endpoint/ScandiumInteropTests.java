package io.dtls.endpoint;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;

import org.eclipse.californium.elements.auth.PreSharedKeyIdentity;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.CertificateType;
import org.eclipse.californium.scandium.dtls.SingleNodeConnectionIdGenerator;
import org.eclipse.californium.scandium.dtls.pskstore.AdvancedSinglePskStore;
import org.eclipse.californium.scandium.dtls.x509.SingleCertificateProvider;
import org.eclipse.californium.scandium.dtls.x509.StaticNewAdvancedCertificateVerifier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.dtls.CipherSuite;
import io.dtls.DtlsSession;
import io.dtls.credentials.Credentials;
import io.dtls.settings.ClientAuth;
import io.dtls.settings.ConnectionIdSettings;
import io.dtls.settings.SecuritySettings;
import io.dtls.testing.TestCertificates;
import io.dtls.testing.TestCertificates.Identity;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Scandium in this process, in both roles: certificates, pre-shared keys, connection ids
 * and resumption.
 */
@Timeout(60)
class ScandiumInteropTests {

	private static final Identity AUTHORITY = TestCertificates.authority("authority");

	private static final Identity OURS = TestCertificates.leaf(AUTHORITY, "ours", TestCertificates.P256);

	private static final Identity THEIRS = TestCertificates.leaf(AUTHORITY, "theirs", TestCertificates.P256);

	private static final SecuritySettings CCM_8 = SecuritySettings.defaults()
		.withCipherSuites(List.of(CipherSuite.TLS_PSK_WITH_AES_128_CCM_8));

	private final ServerFixture atServer = new ServerFixture();

	private final ServerFixture atClient = new ServerFixture() {

		@Override
		public void handle(DtlsSession session, byte[] message) {
			this.messages.add(new String(message, StandardCharsets.UTF_8));
		}

	};

	private DtlsServer server;

	private DtlsClient client;

	private ScandiumPeer scandium;

	@AfterEach
	void close() {
		if (this.scandium != null) {
			this.scandium.close();
		}
		if (this.client != null) {
			this.client.close();
		}
		if (this.server != null) {
			this.server.close();
		}
	}

	private static DtlsConnectorConfig.Builder certificate() {
		return ScandiumPeer.settings()
			.setCertificateIdentityProvider(
					new SingleCertificateProvider(THEIRS.key(), THEIRS.chain(), CertificateType.X_509))
			.setAdvancedCertificateVerifier(StaticNewAdvancedCertificateVerifier.builder()
				.setTrustedCertificates(AUTHORITY.certificate())
				.build());
	}

	private static DtlsConnectorConfig.Builder psk() {
		return ScandiumPeer.settings().setAdvancedPskStore(new AdvancedSinglePskStore("sensor-1", ServerFixture.PSK));
	}

	private static DtlsConnectorConfig.Builder psk(int connectionIdSize) {
		return psk().setConnectionIdGenerator(new SingleNodeConnectionIdGenerator(connectionIdSize));
	}

	private InetSocketAddress serve(SecuritySettings security, ConnectionIdSettings ids) throws IOException {
		this.server = DtlsServer.builder()
			.bind(new InetSocketAddress("127.0.0.1", 0))
			.credentials(new Credentials(TestCertificates.keyManager(OURS), TestCertificates.trustManager(AUTHORITY),
					(identity) -> identity.equals("sensor-1") ? ServerFixture.PSK : null, null))
			.security(security)
			.connectionIds(ids)
			.handler(this.atServer)
			.observer(this.atServer)
			.build();
		this.server.start();
		return new InetSocketAddress("127.0.0.1", this.server.localAddress().getPort());
	}

	private DtlsSession talkToOurServer(String message, InetSocketAddress address) throws Exception {
		this.scandium.send(message, address);
		assertThat(ServerFixture.next(this.scandium.messages)).isEqualTo(message);
		return ServerFixture.next(this.atServer.opened);
	}

	private DtlsSession talkToScandium(String message) throws Exception {
		DtlsSession session = this.client.connect("127.0.0.1", this.scandium.port());
		session.send(message.getBytes(StandardCharsets.UTF_8));
		assertThat(ServerFixture.next(this.atClient.messages)).isEqualTo(message);
		return session;
	}

	private void client(DtlsClientBuilder settings) {
		this.client = settings.handler(this.atClient).build();
	}

	@Test
	void bothShowCertificatesToOurServer() throws Exception {
		InetSocketAddress address = serve(SecuritySettings.defaults().withClientAuth(ClientAuth.NEED),
				ConnectionIdSettings.defaults());
		this.scandium = ScandiumPeer.client(certificate());
		X509Certificate shown = talkToOurServer("hello", address).peer().certificates().get(0);
		assertThat(shown).isEqualTo(THEIRS.certificate());
	}

	@Test
	void bothShowCertificatesToScandium() throws Exception {
		this.scandium = ScandiumPeer.echoServer(certificate());
		client(DtlsClient.builder()
			.credentials(Credentials.ofCertificate(TestCertificates.keyManager(OURS),
					TestCertificates.trustManager(AUTHORITY))));
		assertThat(talkToScandium("hello").peer().certificates()).contains(THEIRS.certificate());
		assertThat(this.scandium.principals()).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource({ "0, 8", "4, 8", "6, 0", "6, 20" })
	void scandiumWithAPresharedKeyAndConnectionIdsIsServed(int theirs, int ours) throws Exception {
		InetSocketAddress address = serve(CCM_8, ConnectionIdSettings.defaults().withLength(ours));
		this.scandium = ScandiumPeer.client(psk(theirs));
		DtlsSession session = talkToOurServer("hello", address);
		assertThat(session.negotiated().cipherSuite()).isEqualTo(CipherSuite.TLS_PSK_WITH_AES_128_CCM_8);
		assertThat(session.peer().pskIdentity()).isEqualTo("sensor-1");
		assertThat(session.connectionId()).hasSize(ours);
		assertThat(session.peerConnectionId()).hasSize((ours > 0) ? theirs : 0);
	}

	@ParameterizedTest
	@CsvSource({ "0, 0", "6, 0", "0, 5", "6, 5" })
	void scandiumServesOurClientWithAPresharedKeyAndConnectionIds(int theirs, int ours) throws Exception {
		this.scandium = ScandiumPeer.echoServer(psk(theirs));
		client(DtlsClient.builder()
			.psk("sensor-1", ServerFixture.PSK)
			.security(CCM_8)
			.connectionIds((ours > 0) ? ConnectionIdSettings.defaults().withLength(ours)
					: ConnectionIdSettings.ofServerOnly()));
		DtlsSession session = talkToScandium("hello");
		assertThat(session.peerConnectionId()).hasSize(theirs);
		assertThat(session.connectionId()).hasSize(ours);
		assertThat(this.scandium.principals()).containsExactly(new PreSharedKeyIdentity("sensor-1"));
	}

	@Test
	void scandiumResumesItsSessionWithOurServer() throws Exception {
		InetSocketAddress address = serve(CCM_8, ConnectionIdSettings.defaults());
		this.scandium = ScandiumPeer.client(psk(4));
		assertThat(talkToOurServer("first", address).negotiated().resumed()).isFalse();
		this.scandium.resumeWithNextMessage(address);
		assertThat(talkToOurServer("second", address).negotiated().resumed()).isTrue();
	}

	@Test
	void ourClientResumesItsSessionWithScandium() throws Exception {
		this.scandium = ScandiumPeer.echoServer(psk(4).set(DtlsConfig.DTLS_SERVER_USE_SESSION_ID, true));
		client(DtlsClient.builder().psk("sensor-1", ServerFixture.PSK).security(CCM_8));
		assertThat(talkToScandium("first").negotiated().resumed()).isFalse();
		assertThat(talkToScandium("second").negotiated().resumed()).isTrue();
	}

}
