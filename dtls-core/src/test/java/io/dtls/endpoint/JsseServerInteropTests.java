package io.dtls.endpoint;

import java.nio.charset.StandardCharsets;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.dtls.CipherSuite;
import io.dtls.DtlsSession;
import io.dtls.credentials.Credentials;
import io.dtls.testing.JsseServer;
import io.dtls.testing.TestCertificates;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The JDK's own DTLS engine as a server for our client.
 */
@Timeout(60)
class JsseServerInteropTests {

	private static final TestCertificates.Identity AUTHORITY = TestCertificates.authority("authority");

	private static final TestCertificates.Identity CLIENT = TestCertificates.leaf(AUTHORITY, "client",
			TestCertificates.P256);

	private static final TestCertificates.Identity[] SERVERS = {
			TestCertificates.leaf(AUTHORITY, "server", TestCertificates.P256),
			TestCertificates.leaf(AUTHORITY, "server", TestCertificates.RSA) };

	private final ServerFixture atClient = new ServerFixture() {

		@Override
		public void handle(DtlsSession session, byte[] message) {
			this.messages.add(new String(message, StandardCharsets.UTF_8));
		}

	};

	private static SSLContext context() throws Exception {
		SSLContext context = SSLContext.getInstance("DTLSv1.2");
		context.init(new KeyManager[] { TestCertificates.keyManager(SERVERS) },
				new TrustManager[] { TestCertificates.trustManager(AUTHORITY) }, null);
		return context;
	}

	private DtlsClientBuilder client() {
		return DtlsClient.builder().trust(TestCertificates.trustManager(AUTHORITY)).handler(this.atClient);
	}

	private DtlsSession echo(DtlsClient client, JsseServer server) throws Exception {
		DtlsSession session = client.connect("127.0.0.1", server.address().getPort());
		for (int i = 0; i < 5; i++) {
			session.send(("message " + i).getBytes(StandardCharsets.UTF_8));
			assertThat(ServerFixture.next(this.atClient.messages)).isEqualTo("message " + i);
		}
		session.close();
		return session;
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
			"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
			"TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256" })
	void echoes(String suite) throws Exception {
		try (JsseServer server = new JsseServer(context(), false, suite); DtlsClient client = client().build()) {
			assertThat(echo(client, server).negotiated().cipherSuite()).isEqualTo(CipherSuite.valueOf(suite));
		}
	}

	@Test
	void believesOurCertificate() throws Exception {
		Credentials own = Credentials.ofCertificate(TestCertificates.keyManager(CLIENT),
				TestCertificates.trustManager(AUTHORITY));
		try (JsseServer server = new JsseServer(context(), true);
				DtlsClient client = client().credentials(own).build()) {
			assertThat(echo(client, server).peer().certificates()).isNotEmpty();
		}
	}

	@Test
	void resumesOurSession() throws Exception {
		try (JsseServer server = new JsseServer(context(), false); DtlsClient client = client().build()) {
			assertThat(echo(client, server).negotiated().resumed()).isFalse();
			assertThat(echo(client, server).negotiated().resumed()).isTrue();
		}
	}

}
