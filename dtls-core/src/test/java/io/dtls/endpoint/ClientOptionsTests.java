package io.dtls.endpoint;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.List;

import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.dtls.DtlsSession;
import io.dtls.KeyExport;
import io.dtls.MessageTooLargeException;
import io.dtls.PskPrincipal;
import io.dtls.credentials.Credentials;
import io.dtls.settings.ClientSettings;
import io.dtls.settings.SecuritySettings;
import io.dtls.testing.PeerProcess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What else a client may ask for, and what the sessions of both sides tell.
 */
@Timeout(60)
class ClientOptionsTests {

	private static final KeyExport EXPORT = new KeyExport("EXPERIMENTAL-test", 32);

	private final ServerFixture atServer = new ServerFixture();

	private final ServerFixture atClient = new ServerFixture() {

		@Override
		public void handle(DtlsSession session, byte[] message) {
			this.messages.add(new String(message, StandardCharsets.UTF_8));
		}

	};

	private final SecuritySettings security = SecuritySettings.defaults().withExports(List.of(EXPORT));

	private DtlsServer server;

	private DtlsClient client;

	@AfterEach
	void close() {
		this.client.close();
		if (this.server != null) {
			this.server.close();
		}
	}

	private DtlsSession connect(ClientSettings settings) throws IOException {
		this.server = DtlsServer.builder()
			.bind(new InetSocketAddress("127.0.0.1", 0))
			.credentials(Credentials.ofPsk((identity) -> ServerFixture.PSK))
			.security(this.security)
			.handler(this.atServer)
			.observer(this.atServer)
			.build();
		this.server.start();
		return connect(settings, this.server.localAddress().getPort());
	}

	private DtlsSession connect(ClientSettings settings, int port) throws IOException {
		this.client = DtlsClient.builder()
			.psk("sensor-1", ServerFixture.PSK)
			.client(settings.withPskIdentity("sensor-1"))
			.security(this.security)
			.handler(this.atClient)
			.build();
		return this.client.connect("127.0.0.1", port);
	}

	@ParameterizedTest
	@ValueSource(ints = { 512, 1024 })
	void recordsAreAsShortAsTheClientAsksFor(int limit) throws Exception {
		DtlsSession session = connect(ClientSettings.defaults().withMaxFragmentLength(limit));
		assertThat(session.maxMessageSize()).isEqualTo(limit);
		assertThat(ServerFixture.next(this.atServer.opened).maxMessageSize()).isEqualTo(limit);
		session.send(new byte[limit]);
		assertThat(ServerFixture.next(this.atClient.messages)).hasSize(limit);
		assertThatExceptionOfType(MessageTooLargeException.class).isThrownBy(() -> session.send(new byte[limit + 1]));
		DtlsSession resumed = this.client.connect("127.0.0.1", this.server.localAddress().getPort());
		assertThat(resumed.negotiated().resumed()).isTrue();
		assertThat(resumed.maxMessageSize()).isEqualTo(limit);
	}

	@Test
	void opensslSendsAsShortRecordsAsWeAskFor() throws Exception {
		int port;
		try (DatagramSocket free = new DatagramSocket()) {
			port = free.getLocalPort();
		}
		try (PeerProcess peer = PeerProcess.start("openssl", "s_server", "-dtls1_2", "-accept", "127.0.0.1:" + port,
				"-nocert", "-psk_identity", "sensor-1", "-psk", ServerFixture.PSK_HEX, "-cipher",
				"PSK-AES128-GCM-SHA256")) {
			peer.expect("ACCEPT");
			DtlsSession session = connect(ClientSettings.defaults().withMaxFragmentLength(512), port);
			assertThat(session.maxMessageSize()).isEqualTo(512);
			session.send("short\n".getBytes(StandardCharsets.US_ASCII));
			peer.expect("short");
		}
	}

	@Test
	void anotherLengthIsRefused() throws Exception {
		connect(ClientSettings.defaults());
		assertThatIllegalArgumentException().isThrownBy(() -> ClientSettings.defaults().withMaxFragmentLength(600))
			.withMessageContaining("512");
	}

	@Test
	void bothSidesExportTheSameKeyingMaterial() throws Exception {
		DtlsSession session = connect(ClientSettings.defaults());
		byte[] exported = session.exportKeyingMaterial(EXPORT.label());
		assertThat(exported).hasSize(32)
			.isEqualTo(ServerFixture.next(this.atServer.opened).exportKeyingMaterial(EXPORT.label()));
	}

	@Test
	void jsseSeesTheSessionsOfBothSides() throws Exception {
		DtlsSession session = connect(ClientSettings.defaults());
		DtlsSession there = ServerFixture.next(this.atServer.opened);
		for (DtlsSession side : List.of(session, there)) {
			SSLSession view = side.asSslSession();
			assertThat(view.getProtocol()).isEqualTo("DTLSv1.2");
			assertThat(view.getCipherSuite()).isEqualTo("TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256");
			assertThat(view.getPeerPrincipal()).isEqualTo((Principal) new PskPrincipal("sensor-1"));
			assertThat(view.getPeerPort()).isEqualTo(side.remoteAddress().getPort());
			assertThat(view.isValid()).isTrue();
			assertThat(view.getCreationTime()).isPositive();
			assertThat(view.getApplicationBufferSize()).isEqualTo(side.maxMessageSize());
			view.putValue("name", "value");
			assertThat(view.getValue("name")).isEqualTo("value");
			assertThatExceptionOfType(SSLPeerUnverifiedException.class).isThrownBy(view::getPeerCertificates);
		}
		session.asSslSession().invalidate();
		assertThat(session.asSslSession().isValid()).isFalse();
	}

}
