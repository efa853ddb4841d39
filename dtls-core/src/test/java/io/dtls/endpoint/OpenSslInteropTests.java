package io.dtls.endpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.dtls.CloseReason;
import io.dtls.HandshakeFailureReason;
import io.dtls.credentials.Credentials;
import io.dtls.settings.ClientAuth;
import io.dtls.settings.SecuritySettings;
import io.dtls.testing.PeerProcess;
import io.dtls.testing.PemFiles;
import io.dtls.testing.TestCertificates;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code openssl s_client} as a client of ours.
 */
@ParameterizedClass
@MethodSource("io.dtls.endpoint.DemuxCase#possible")
class OpenSslInteropTests {

	private static final int MTU = 1400;

	private static final int SMALL_MTU = 256;

	@Parameter
	private DemuxCase demux;

	@TempDir
	static Path files;

	private static TestCertificates.Identity authority;

	private static TestCertificates.Identity ecdsa;

	private static TestCertificates.Identity rsa;

	private final ServerFixture seen = new ServerFixture();

	private DtlsServer server;

	@BeforeAll
	static void makeCertificates() throws IOException {
		PeerProcess.require("openssl");
		authority = TestCertificates.authority("authority");
		ecdsa = TestCertificates.leaf(authority, "server", TestCertificates.P256);
		rsa = TestCertificates.leaf(authority, "server", TestCertificates.RSA);
		PemFiles.write(files, "authority", authority);
		PemFiles.write(files, "client", TestCertificates.leaf(authority, "client", TestCertificates.P256));
		PemFiles.write(files, "stranger",
				TestCertificates.leaf(TestCertificates.authority("stranger"), "client", TestCertificates.P256));
	}

	@AfterEach
	void stop() {
		if (this.server != null) {
			this.server.close();
		}
	}

	private void start(SecuritySettings security, TestCertificates.Identity... identities) throws IOException {
		start(security, MTU, identities);
	}

	private void start(SecuritySettings security, int mtu, TestCertificates.Identity... identities) throws IOException {
		Credentials credentials = new Credentials(
				(identities.length > 0) ? TestCertificates.keyManager(identities) : null,
				TestCertificates.trustManager(authority),
				(identity) -> identity.equals("sensor-1") ? ServerFixture.PSK : null, null);
		this.server = this.demux.server()
			.credentials(credentials)
			.security(security)
			.mtu(mtu)
			.handler(this.seen)
			.observer(this.seen)
			.build();
		this.server.start();
	}

	private PeerProcess connect(String... options) throws IOException {
		List<String> command = new ArrayList<>(List.of("openssl", "s_client", "-dtls1_2", "-connect",
				this.demux.host() + ":" + this.server.localAddress().getPort(), "-CAfile",
				files.resolve("authority.pem").toString(), "-verify_return_error"));
		command.addAll(List.of(options));
		return PeerProcess.start(command);
	}

	private void echo(PeerProcess client) throws IOException, InterruptedException {
		try (client) {
			client.sendLine("first line");
			client.expect("first line\n");
			client.sendLine("second line");
			client.expect("second line\n");
			assertThat(ServerFixture.next(this.seen.messages)).isEqualTo("first line\n");
			assertThat(ServerFixture.next(this.seen.messages)).isEqualTo("second line\n");
			client.awaitExit();
			assertThat(ServerFixture.next(this.seen.closed)).isEqualTo(CloseReason.PEER_CLOSED);
		}
	}

	@ParameterizedTest
	@CsvSource({ "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305",
			"ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-RSA-CHACHA20-POLY1305" })
	void echoesWithACertificate(String cipher) throws Exception {
		start(SecuritySettings.defaults(), ecdsa, rsa);
		PeerProcess client = connect("-cipher", cipher);
		client.expect("Cipher is " + cipher);
		client.expect("Verify return code: 0 (ok)");
		echo(client);
	}

	@ParameterizedTest
	@ValueSource(strings = { "PSK-AES128-GCM-SHA256", "PSK-AES128-CCM8", "ECDHE-PSK-CHACHA20-POLY1305" })
	void echoesWithAPresharedKey(String cipher) throws Exception {
		start(SecuritySettings.defaults());
		PeerProcess client = connect("-psk_identity", "sensor-1", "-psk", ServerFixture.PSK_HEX, "-cipher", cipher);
		client.expect("Cipher is " + cipher);
		echo(client);
		assertThat(ServerFixture.next(this.seen.opened).peer().pskIdentity()).isEqualTo("sensor-1");
	}

	@Test
	void echoesAsIsTheDefault() throws Exception {
		start(SecuritySettings.defaults(), ecdsa);
		echo(connect());
	}

	@Test
	void aClientCertificateIsVerifiedAndKnown() throws Exception {
		start(SecuritySettings.defaults().withClientAuth(ClientAuth.NEED), ecdsa);
		echo(connect("-cert", files.resolve("client.pem").toString(), "-key", files.resolve("client.key").toString()));
		assertThat(ServerFixture.next(this.seen.opened).peer().principal().getName()).isEqualTo("CN=client");
	}

	@Test
	void aClientWithoutACertificateIsRefusedWhereOneIsNeeded() throws Exception {
		start(SecuritySettings.defaults().withClientAuth(ClientAuth.NEED), ecdsa);
		try (PeerProcess client = connect()) {
			assertThat(ServerFixture.next(this.seen.failed).reason())
				.isEqualTo(HandshakeFailureReason.CERTIFICATE_REQUIRED);
			client.expect("alert");
			assertThat(client.awaitExit()).isNotZero();
		}
	}

	@Test
	void aClientCertificateOfAStrangerIsRefused() throws Exception {
		start(SecuritySettings.defaults().withClientAuth(ClientAuth.WANT), ecdsa);
		try (PeerProcess client = connect("-cert", files.resolve("stranger.pem").toString(), "-key",
				files.resolve("stranger.key").toString())) {
			assertThat(ServerFixture.next(this.seen.failed).reason()).isEqualTo(HandshakeFailureReason.UNKNOWN_CA);
			client.expect("alert unknown ca");
		}
	}

	@Test
	void aClientThatWantsNoCertificateMayStayWithoutOne() throws Exception {
		start(SecuritySettings.defaults().withClientAuth(ClientAuth.WANT), ecdsa);
		echo(connect());
		assertThat(ServerFixture.next(this.seen.opened).peer().principal()).isNull();
	}

	@Test
	void aClientHelloInSeveralDatagramsGetsThrough() throws Exception {
		start(SecuritySettings.defaults(), ecdsa);
		echo(connect("-mtu", "256", "-alpn", "averyveryverylongprotocolname,".repeat(12) + "last"));
	}

	@Test
	void largeChainsOfBothSidesGoInSmallFragments() throws Exception {
		PemFiles.write(files, "deep", TestCertificates.leafUnder(authority, 3, "client", TestCertificates.RSA));
		start(SecuritySettings.defaults().withClientAuth(ClientAuth.NEED), SMALL_MTU,
				TestCertificates.leafUnder(authority, 3, "server", TestCertificates.RSA));
		echo(connect("-mtu", String.valueOf(SMALL_MTU), "-cert", files.resolve("deep.pem").toString(), "-key",
				files.resolve("deep.key").toString(), "-cert_chain", files.resolve("deep.pem").toString()));
		assertThat(ServerFixture.next(this.seen.opened).peer().certificates()).hasSizeGreaterThanOrEqualTo(4);
	}

	@ParameterizedTest
	@ValueSource(strings = { "certificate", "psk" })
	void aSessionIsResumed(String kind, @TempDir Path folder) throws Exception {
		start(SecuritySettings.defaults(), ecdsa);
		String session = folder.resolve("session.pem").toString();
		String[] psk = { "-psk_identity", "sensor-1", "-psk", ServerFixture.PSK_HEX, "-cipher",
				"PSK-AES128-GCM-SHA256" };
		String[] options = kind.equals("psk") ? psk : new String[0];
		echo(connect(with(options, "-sess_out", session)));
		assertThat(ServerFixture.next(this.seen.opened).negotiated().resumed()).isFalse();
		for (int i = 0; i < 2; i++) {
			PeerProcess client = connect(with(options, "-sess_in", session));
			client.expect("Reused, ");
			echo(client);
			assertThat(ServerFixture.next(this.seen.opened).negotiated().resumed()).isTrue();
		}
	}

	private static String[] with(String[] options, String... more) {
		return Stream.concat(Arrays.stream(options), Arrays.stream(more)).toArray(String[]::new);
	}

	@Test
	void theServerSaysGoodbyeWhenItStops() throws Exception {
		start(SecuritySettings.defaults(), ecdsa);
		try (PeerProcess client = connect()) {
			client.sendLine("hello").expect("hello\n");
			this.server.close();
			assertThat(client.awaitExit()).isZero();
			assertThat(ServerFixture.next(this.seen.closed)).isEqualTo(CloseReason.SHUTDOWN);
		}
	}

}
