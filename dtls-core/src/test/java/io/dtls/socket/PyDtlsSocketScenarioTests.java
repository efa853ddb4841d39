package io.dtls.socket;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.dtls.CipherSuite;
import io.dtls.CloseReason;
import io.dtls.HandshakeException;
import io.dtls.HandshakeFailureReason;
import io.dtls.HandshakeTimeoutException;
import io.dtls.MessageTooLargeException;
import io.dtls.PeerUnreachableException;
import io.dtls.SessionClosedException;
import io.dtls.endpoint.DtlsClient;
import io.dtls.endpoint.DtlsClientBuilder;
import io.dtls.endpoint.DtlsServer;
import io.dtls.endpoint.DtlsServerBuilder;
import io.dtls.endpoint.Scenario;
import io.dtls.endpoint.ServerFixture;
import io.dtls.settings.ClientAuth;
import io.dtls.settings.SecuritySettings;
import io.dtls.testing.TestCertificates;
import io.dtls.testing.TestCertificates.Identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The scenarios of PyDTLS's unit.py, each on both networks and in every demultiplexing
 * mode. Test names end in those of PyDTLS.
 */
@ParameterizedClass
@MethodSource("io.dtls.endpoint.Scenario#all")
@Timeout(60)
class PyDtlsSocketScenarioTests {

	@Parameter
	Scenario scenario;

	private DtlsServerSocket server;

	@AfterEach
	void close() {
		if (this.server != null) {
			this.server.close();
		}
	}

	private InetSocketAddress serve(DtlsServerBuilder settings) throws Exception {
		this.server = new DtlsServerSocket(settings);
		this.server.bind(this.scenario.anyPort());
		return this.server.getLocalSocketAddress();
	}

	/** Sends everything back in lower case, one thread a peer, until "over". */
	private InetSocketAddress serveLowerCase(DtlsServerBuilder settings) throws Exception {
		InetSocketAddress address = serve(settings);
		CompletableFuture.runAsync(() -> {
			try {
				while (true) {
					DtlsSocket peer = this.server.accept();
					CompletableFuture.runAsync(() -> lowerCase(peer));
				}
			}
			catch (IOException ex) {
				// The test is over.
			}
		});
		return address;
	}

	private static void lowerCase(DtlsSocket peer) {
		try (peer) {
			String text = "";
			while (!text.equals("over")) {
				text = new String(peer.receive(), StandardCharsets.UTF_8);
				peer.send(text.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
			}
		}
		catch (IOException ex) {
			// The peer has left.
		}
	}

	private DtlsSocket connect(DtlsClientBuilder settings, InetSocketAddress address) throws IOException {
		DtlsSocket socket = new DtlsSocket(settings);
		socket.setSoTimeout(15_000);
		try {
			socket.connect(address);
		}
		catch (IOException ex) {
			socket.close();
			throw ex;
		}
		return socket;
	}

	private static String ask(DtlsSocket socket, String text) throws IOException {
		socket.send(text.getBytes(StandardCharsets.UTF_8));
		return new String(socket.receive(), StandardCharsets.UTF_8);
	}

	private void refused(DtlsClientBuilder settings, InetSocketAddress address, HandshakeFailureReason reason) {
		assertThatExceptionOfType(HandshakeException.class).isThrownBy(() -> connect(settings, address))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(reason));
	}

	@Test
	void aSocketIsSecuredInOneCallSslwrapSimple() throws Exception {
		try (DtlsSocket socket = connect(this.scenario.client(), serve(this.scenario.server()))) {
			assertThat(socket.isConnected()).isTrue();
			assertThat(socket.getSession().getProtocol()).isEqualTo("DTLSv1.2");
		}
	}

	@Test
	void aSuiteNobodyKnowsIsRefusedBeforeConnectingCiphers() throws Exception {
		InetSocketAddress address = serve(this.scenario.server());
		for (List<CipherSuite> suites : List.of(CipherSuite.secure(), CipherSuite.defaults())) {
			connect(this.scenario.client(SecuritySettings.defaults().withCipherSuites(suites)), address).close();
		}
		assertThat(CipherSuite.named("TLS_BOGUS")).isEmpty();
	}

	@Test
	void aClosedSocketKeepsNoThreadAndNoPortRefcycle() throws Exception {
		DtlsSocket socket = connect(this.scenario.client().name("short-lived"), serve(this.scenario.server()));
		InetSocketAddress local = (InetSocketAddress) socket.getLocalSocketAddress();
		socket.close();
		assertThat(Thread.getAllStackTraces().keySet())
			.noneMatch((thread) -> thread.isAlive() && thread.getName().equals("short-lived"));
		try (DatagramSocket again = new DatagramSocket(local)) {
			assertThat(again.isBound()).isTrue();
		}
	}

	@Test
	void anUnconnectedSocketSendsAndReceivesNothingWrappedUnconnected() {
		try (DtlsSocket socket = new DtlsSocket(this.scenario.client())) {
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> socket.send(new byte[1]));
			assertThatExceptionOfType(SocketException.class).isThrownBy(socket::receive);
			assertThatExceptionOfType(SocketException.class).isThrownBy(socket::startHandshake);
		}
	}

	@Test
	void onlyATrustedServerIsConnectedToConnect() throws Exception {
		InetSocketAddress address = serve(this.scenario.server());
		refused(DtlsClient.builder(), address, HandshakeFailureReason.UNKNOWN_CA);
		try (DtlsSocket socket = connect(this.scenario.client(), address)) {
			assertThat(socket.getSession().getPeerCertificates()).hasSize(2);
			assertThat(socket.close(Duration.ofSeconds(10))).isTrue();
		}
	}

	@Test
	void thePeersCertificateIsThereAfterConnectingConnectEx() throws Exception {
		try (DtlsSocket socket = connect(this.scenario.client(), serve(this.scenario.server()))) {
			assertThat(socket.getSession().getPeerPrincipal().getName()).isEqualTo("CN=server");
		}
	}

	@Test
	void closingAStreamClosesTheSocketMakefileClose() throws Exception {
		try (DtlsSocket socket = connect(this.scenario.client(), serve(this.scenario.server()))) {
			socket.getInputStream().close();
			assertThat(socket.isClosed()).isTrue();
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> socket.send(new byte[1]));
		}
	}

	@Test
	void theServersCertificateCanBeFetchedGetServerCertificate() throws Exception {
		InetSocketAddress address = serve(this.scenario.server());
		refused(this.scenario.client()
			.trust(TestCertificates.trustManager(TestCertificates.authority("Another authority"))), address,
				HandshakeFailureReason.UNKNOWN_CA);
		try (DtlsSocket socket = connect(this.scenario.client(), address)) {
			assertThat(socket.getSession().getPeerCertificates()[0]).isEqualTo(Scenario.SERVER.certificate());
		}
	}

	@Test
	void aClosedPortIsReportedUnreachable() throws Exception {
		InetSocketAddress address;
		try (DatagramSocket free = new DatagramSocket(this.scenario.anyPort())) {
			address = (InetSocketAddress) free.getLocalSocketAddress();
		}
		assertThatExceptionOfType(PeerUnreachableException.class)
			.isThrownBy(() -> connect(this.scenario.client(), address));
	}

	@Test
	void everythingComesBackInLowerCaseEcho() throws Exception {
		InetSocketAddress address = serveLowerCase(this.scenario.server());
		try (DtlsSocket socket = connect(this.scenario.clientWith(Scenario.CLIENT), address)) {
			assertThat(ask(socket, "FOO")).isEqualTo("foo");
			assertThat(ask(socket, "Bar")).isEqualTo("bar");
			assertThat(ask(socket, "over")).isEqualTo("over");
			assertThatExceptionOfType(SessionClosedException.class).isThrownBy(socket::receive)
				.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(CloseReason.PEER_CLOSED));
		}
	}

	@Test
	void bothSidesKnowEachOtherGetpeercert() throws Exception {
		InetSocketAddress address = serve(this.scenario.server(ClientAuth.NEED));
		try (DtlsSocket socket = connect(this.scenario.clientWith(Scenario.CLIENT), address);
				DtlsSocket accepted = this.server.accept()) {
			assertThat(accepted.getSession().getPeerPrincipal().getName()).isEqualTo("CN=client");
			assertThat(socket.getSession().getCipherSuite()).isEqualTo(accepted.getSession().getCipherSuite());
		}
	}

	@Test
	void aClientWithoutACertificateIsRefusedEmptyCert() throws Exception {
		refused(this.scenario.client(), serve(this.scenario.server(ClientAuth.NEED)),
				HandshakeFailureReason.OWN_CERTIFICATE_REFUSED);
	}

	@Test
	void aClientWithACertificateOfNoUseIsRefusedMalformedCert() throws Exception {
		Identity wrongUse = TestCertificates.leaf(Scenario.AUTHORITY, "client", TestCertificates.P256,
				java.time.Instant.now().plusSeconds(3600), org.bouncycastle.asn1.x509.KeyPurposeId.id_kp_codeSigning);
		refused(this.scenario.clientWith(wrongUse), serve(this.scenario.server(ClientAuth.NEED)),
				HandshakeFailureReason.OWN_CERTIFICATE_REFUSED);
	}

	@Test
	void aClientWithACertificateOfAnotherAuthorityIsRefusedWrongCert() throws Exception {
		Identity stranger = TestCertificates.leaf(TestCertificates.authority("stranger"), "client",
				TestCertificates.P256);
		refused(this.scenario.clientWith(stranger), serve(this.scenario.server(ClientAuth.NEED)),
				HandshakeFailureReason.OWN_CERTIFICATE_REFUSED);
	}

	@Test
	void aClientWithTheWrongKeyIsRefusedMalformedKey() throws Exception {
		Identity mixed = new Identity(TestCertificates.keyPair(TestCertificates.P256).getPrivate(),
				Scenario.CLIENT.chain());
		assertThatExceptionOfType(HandshakeException.class)
			.isThrownBy(() -> connect(this.scenario.clientWith(mixed), serve(this.scenario.server(ClientAuth.NEED))));
	}

	@ParameterizedTest
	@EnumSource(ClientAuth.class)
	void everyKindOfClientAuthenticationCompletesProtocolDtlsv12(ClientAuth clientAuth) throws Exception {
		InetSocketAddress address = serveLowerCase(this.scenario.server(clientAuth));
		try (DtlsSocket socket = connect(this.scenario.clientWith(Scenario.CLIENT), address)) {
			assertThat(ask(socket, "VERSION")).isEqualTo("version");
			assertThat(socket.getSession().getProtocol()).isEqualTo("DTLSv1.2");
		}
	}

	@Test
	void aThreadForEachPeerServesAFileSocketserver() throws Exception {
		String file = "line of a file\n".repeat(500);
		InetSocketAddress address = serve(this.scenario.server());
		CompletableFuture.runAsync(() -> serveFile(file));
		try (DtlsSocket socket = connect(this.scenario.client(), address)) {
			OutputStream out = socket.getOutputStream();
			out.write("GET /file\r\n".getBytes(StandardCharsets.US_ASCII));
			out.flush();
			InputStream in = socket.getInputStream();
			assertThat(new String(in.readAllBytes(), StandardCharsets.US_ASCII)).isEqualTo(file);
		}
	}

	private void serveFile(String file) {
		try (DtlsSocket peer = this.server.accept()) {
			BufferedReader in = new BufferedReader(
					new InputStreamReader(peer.getInputStream(), StandardCharsets.UTF_8));
			if (in.readLine().equals("GET /file")) {
				try (OutputStream out = peer.getOutputStream()) {
					out.write(file.getBytes(StandardCharsets.US_ASCII));
				}
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void callbacksServeWithoutAThreadForEachPeerAsyncoreServer() throws Exception {
		ServerFixture seen = new ServerFixture();
		try (DtlsServer callbacks = this.scenario.server().bind(this.scenario.anyPort()).handler(seen).build()) {
			callbacks.start();
			try (DtlsSocket socket = connect(this.scenario.client(), callbacks.localAddress())) {
				assertThat(ask(socket, "from a callback")).isEqualTo("from a callback");
			}
		}
	}

	@Test
	void messagesAndStreamsCarryDataRecvSend() throws Exception {
		InetSocketAddress address = serveLowerCase(this.scenario.server());
		try (DtlsSocket socket = connect(this.scenario.client(), address)) {
			byte[] bytes = "..PART OF AN ARRAY..".getBytes(StandardCharsets.US_ASCII);
			socket.send(bytes, 2, bytes.length - 4);
			assertThat(new String(socket.receive(), StandardCharsets.US_ASCII)).isEqualTo("part of an array");
			socket.getOutputStream().write('A');
			OutputStream out = socket.getOutputStream();
			out.write("STREAM".getBytes(StandardCharsets.US_ASCII));
			out.flush();
			assertThat(socket.getInputStream().readNBytes(6)).asString(StandardCharsets.US_ASCII).isEqualTo("stream");
			int limit = socket.dtlsSession().maxMessageSize();
			assertThatExceptionOfType(MessageTooLargeException.class)
				.isThrownBy(() -> socket.send(new byte[limit + 1]));
			socket.setSoTimeout(50);
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(socket::receive);
			socket.setSoTimeout(15_000);
			assertThat(ask(socket, "STILL THERE")).isEqualTo("still there");
		}
	}

	@Test
	void aSilentServerIsGivenUpInTimeHandshakeTimeout() throws Exception {
		try (DatagramSocket silent = new DatagramSocket(this.scenario.anyPort());
				DtlsSocket socket = new DtlsSocket(this.scenario.client())) {
			assertThatExceptionOfType(HandshakeTimeoutException.class)
				.isThrownBy(() -> socket.connect(silent.getLocalSocketAddress(), 200))
				.withMessageContaining("fell silent");
		}
	}

}
