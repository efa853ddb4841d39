package io.dtls.endpoint;

import java.nio.charset.StandardCharsets;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.dtls.CloseReason;
import io.dtls.DtlsSession;
import io.dtls.credentials.Credentials;
import io.dtls.settings.ClientAuth;
import io.dtls.settings.SecuritySettings;
import io.dtls.testing.JsseClient;
import io.dtls.testing.TestCertificates;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The JDK's own DTLS engine as a client of ours.
 */
@ParameterizedClass
@MethodSource("io.dtls.endpoint.DemuxCase#possible")
class JsseInteropTests {

	@Parameter
	private DemuxCase demux;

	private final TestCertificates.Identity authority = TestCertificates.authority("authority");

	private final TestCertificates.Identity client = TestCertificates.leaf(this.authority, "client",
			TestCertificates.P256);

	private final ServerFixture seen = new ServerFixture();

	private DtlsServer server(ClientAuth clientAuth) throws Exception {
		return this.demux.server()
			.credentials(Credentials.ofCertificate(
					TestCertificates.keyManager(TestCertificates.leaf(this.authority, "server", TestCertificates.P256),
							TestCertificates.leaf(this.authority, "server", TestCertificates.RSA)),
					TestCertificates.trustManager(this.authority)))
			.security(SecuritySettings.defaults().withClientAuth(clientAuth))
			.handler(this.seen)
			.observer(this.seen)
			.build();
	}

	private SSLContext context(TestCertificates.Identity... identities) throws Exception {
		SSLContext context = SSLContext.getInstance("DTLS");
		context.init((identities.length > 0) ? new KeyManager[] { TestCertificates.keyManager(identities) } : null,
				new TrustManager[] { TestCertificates.trustManager(this.authority) }, null);
		return context;
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
			"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
			"TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256" })
	void echoes(String suite) throws Exception {
		try (DtlsServer server = server(ClientAuth.NONE)) {
			server.start();
			try (JsseClient jsse = new JsseClient(server.localAddress(), context(), suite)) {
				jsse.handshake();
				assertThat(jsse.cipherSuite()).isEqualTo(suite);
				for (int i = 0; i < 5; i++) {
					byte[] message = ("message " + i).getBytes(StandardCharsets.UTF_8);
					jsse.send(message);
					assertThat(jsse.receiveMessage()).isEqualTo(message);
				}
			}
			assertThat(ServerFixture.next(this.seen.closed)).isEqualTo(CloseReason.PEER_CLOSED);
		}
	}

	@Test
	void resumesItsSession() throws Exception {
		try (DtlsServer server = server(ClientAuth.NEED)) {
			server.start();
			SSLContext remembering = context(this.client);
			for (int i = 0; i < 3; i++) {
				try (JsseClient jsse = new JsseClient(server.localAddress(), remembering)) {
					jsse.handshake();
					jsse.send(new byte[] { 1 });
					assertThat(jsse.receiveMessage()).containsExactly(1);
				}
				DtlsSession session = ServerFixture.next(this.seen.opened);
				assertThat(session.negotiated().resumed()).isEqualTo(i > 0);
				assertThat(session.peer().certificates().get(0)).isEqualTo(this.client.certificate());
			}
		}
	}

	@Test
	void showsItsCertificateWhereOneIsNeeded() throws Exception {
		try (DtlsServer server = server(ClientAuth.NEED)) {
			server.start();
			try (JsseClient jsse = new JsseClient(server.localAddress(), context(this.client))) {
				jsse.handshake();
				assertThat(ServerFixture.next(this.seen.opened).peer().certificates().get(0))
					.isEqualTo(this.client.certificate());
			}
		}
	}

}
