package io.dtls.internal.handshake.dtls13;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;

import javax.net.ssl.X509TrustManager;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.dtls.credentials.Credentials;
import io.dtls.internal.handshake.dtls13.client.ClientParameters;
import io.dtls.internal.handshake.dtls13.key.KeyGroup;
import io.dtls.internal.handshake.dtls13.server.ServerParameters;
import io.dtls.settings.ClientAuth;
import io.dtls.settings.ClientSettings;
import io.dtls.testing.PeerProcess;
import io.dtls.testing.PemFiles;
import io.dtls.testing.TestCertificates;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Our engine against BoringSSL in a Chromium browser, through a WebRTC data channel.
 */
class ChromiumTests {

	private static final String PROGRAM = "src/test/peers/dtls13/chromium.py";

	private static final Duration PATIENCE = Duration.ofSeconds(40);

	@TempDir
	Path files;

	// Browsers have certificates of their own making; WebRTC compares fingerprints.
	private static Parameters trustingAll(TestCertificates.Identity identity) {
		X509TrustManager all = new X509TrustManager() {

			@Override
			public void checkClientTrusted(X509Certificate[] chain, String authType) {
				// Anybody.
			}

			@Override
			public void checkServerTrusted(X509Certificate[] chain, String authType) {
				// Anybody.
			}

			@Override
			public X509Certificate[] getAcceptedIssuers() {
				return new X509Certificate[0];
			}

		};
		return Parameters.of(Credentials.ofCertificate(TestCertificates.keyManager(identity), all))
			.withLimits(TestIdentities.FAST, 1200, 0);
	}

	private PeerProcess browser(String role, int port, TestCertificates.Identity shown) throws Exception {
		PeerProcess.require("chromium");
		PeerProcess.require("python3");
		PemFiles.write(this.files, "shown", shown);
		return PeerProcess.start("python3", PROGRAM, role, String.valueOf(port),
				this.files.resolve("shown.pem").toString());
	}

	@Test
	void browserAtOurServer() throws Exception {
		ServerParameters parameters = new ServerParameters(trustingAll(TestIdentities.SERVER), ClientAuth.NEED, null);
		try (UdpEnd server = UdpEnd.server(parameters);
				PeerProcess browser = browser("client", server.port(), TestIdentities.SERVER)) {
			assertThat(server.handshakeWithin(PATIENCE)).as(browser::output).isTrue();
			assertThat(server.end.session.negotiated().group()).isEqualTo(KeyGroup.X25519MLKEM768);
			server.runUntil(() -> browser.output().contains("tlsVersion"));
			assertThat(browser.output()).contains("FEFC");
		}
	}

	@Test
	void ourClientAtTheBrowser() throws Exception {
		ClientParameters parameters = ClientParameters.of(trustingAll(TestIdentities.CLIENT),
				ClientSettings.defaults().withInsecureSkipHostNameVerification(true));
		int port = Peers13.freePort();
		try (PeerProcess browser = browser("server", port, TestIdentities.CLIENT)) {
			browser.expect("ready");
			try (UdpEnd client = UdpEnd.client(parameters, port)) {
				assertThat(client.handshakeWithin(PATIENCE)).as(() -> browser.output() + client.end.failure()).isTrue();
				client.runUntil(() -> browser.output().contains("tlsVersion"));
				assertThat(browser.output()).contains("FEFC");
			}
		}
	}

}
