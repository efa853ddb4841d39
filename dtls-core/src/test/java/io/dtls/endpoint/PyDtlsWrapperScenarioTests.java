package io.dtls.endpoint;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.dtls.CipherSuite;
import io.dtls.DtlsSession;
import io.dtls.Fault;
import io.dtls.HandshakeException;
import io.dtls.HandshakeFailureReason;
import io.dtls.PeerUnreachableException;
import io.dtls.settings.SecuritySettings;
import io.dtls.socket.DtlsSocket;
import io.dtls.testing.TestCertificates;
import io.dtls.testing.TestCertificates.Identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The scenarios of PyDTLS's unit_wrapper.py, each on both networks and in every
 * demultiplexing mode, each failure with its own message. Test names end in those of
 * PyDTLS.
 */
@ParameterizedClass
@MethodSource("io.dtls.endpoint.Scenario#all")
@Timeout(60)
class PyDtlsWrapperScenarioTests {

	private static final SecuritySettings DEFAULTS = SecuritySettings.defaults();

	@Parameter
	Scenario scenario;

	private final ServerFixture seen = new ServerFixture();

	private DtlsServer server;

	@AfterEach
	void close() {
		if (this.server != null) {
			this.server.close();
		}
	}

	private InetSocketAddress serve(DtlsServerBuilder settings) throws Exception {
		this.server = settings.bind(this.scenario.anyPort()).handler(this.seen).build();
		this.server.start();
		return this.server.localAddress();
	}

	private DtlsSession echoes(DtlsClientBuilder settings, InetSocketAddress address) throws IOException {
		try (DtlsSocket socket = new DtlsSocket(settings)) {
			socket.setSoTimeout(15_000);
			socket.connect(address);
			socket.send("echo".getBytes(StandardCharsets.US_ASCII));
			assertThat(socket.receive()).asString(StandardCharsets.US_ASCII).isEqualTo("echo");
			return socket.dtlsSession();
		}
	}

	private void refused(DtlsClientBuilder settings, InetSocketAddress address, HandshakeFailureReason reason,
			Fault fault, String message) {
		assertThatExceptionOfType(HandshakeException.class).isThrownBy(() -> echoes(settings, address))
			.withMessageContaining(message)
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(reason))
			.satisfies((ex) -> assertThat(ex.fault()).isEqualTo(fault));
	}

	@Test
	void ecdsaOnP256EchoesStandardDtlsV12() throws Exception {
		assertThat(echoes(this.scenario.client(), serve(this.scenario.server())).negotiated().protocol())
			.isEqualTo("DTLSv1.2");
	}

	@Test
	void anUnknownAuthorityIsNamedCertificateVerifyFails() throws Exception {
		refused(this.scenario.client()
			.trust(TestCertificates.trustManager(TestCertificates.authority("Another authority"))),
				serve(this.scenario.server()), HandshakeFailureReason.UNKNOWN_CA, Fault.PEERS,
				"The server's certificate chains to no trusted authority");
	}

	@Test
	void aCurveThatTheServersKeyIsNotOnIsRefusedNoMatchingCurve() throws Exception {
		refused(this.scenario.client(DEFAULTS.withGroups(List.of("secp384r1"))), serve(this.scenario.server()),
				HandshakeFailureReason.NO_SHARED_CIPHER_SUITE, Fault.EITHER, "handshake_failure");
	}

	@Test
	void theCurveOfTheServersKeyIsAgreedOnMatchingCurve() throws Exception {
		assertThat(
				echoes(this.scenario.client(DEFAULTS.withGroups(List.of("secp256r1"))), serve(this.scenario.server()))
					.negotiated()
					.group())
			.isEqualTo("secp256r1");
	}

	@Test
	void aServerThatIsNotThereIsReportedAtOnceNoHost() throws Exception {
		InetSocketAddress address;
		try (DatagramSocket free = new DatagramSocket(this.scenario.anyPort())) {
			address = (InetSocketAddress) free.getLocalSocketAddress();
		}
		assertThatExceptionOfType(PeerUnreachableException.class)
			.isThrownBy(() -> echoes(this.scenario.client(), address))
			.withMessageContaining("port unreachable");
	}

	@Test
	void schemesThatTheServersKeyCannotSignWithAreRefusedNoMatchingSigalgs() throws Exception {
		refused(this.scenario.client(DEFAULTS.withSignatureSchemes(List.of("rsa_pkcs1_sha256"))),
				serve(this.scenario.server()), HandshakeFailureReason.NO_SHARED_CIPHER_SUITE, Fault.EITHER,
				"handshake_failure");
	}

	@Test
	void theSchemeOfTheServersKeyIsAgreedOnMatchingSigalgs() throws Exception {
		echoes(this.scenario.client(DEFAULTS.withSignatureSchemes(List.of("ecdsa_secp256r1_sha256"))),
				serve(this.scenario.server()));
	}

	@Test
	void aSuiteThatTheServersKeyDoesNotFitIsRefusedNoMatchingCipher() throws Exception {
		refused(this.scenario
			.client(DEFAULTS.withCipherSuites(List.of(CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384))),
				serve(this.scenario.server()), HandshakeFailureReason.NO_SHARED_CIPHER_SUITE, Fault.EITHER,
				"handshake_failure");
	}

	@Test
	void theSuiteThatFitsIsAgreedOnMatchingCipher() throws Exception {
		CipherSuite suite = CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384;
		assertThat(
				echoes(this.scenario.client(DEFAULTS.withCipherSuites(List.of(suite))), serve(this.scenario.server()))
					.negotiated()
					.cipherSuite())
			.isEqualTo(suite);
	}

	@Test
	void theChainIsSentAsTheKeyStoreHasItBuildCertChain() throws Exception {
		assertThat(echoes(this.scenario.client(), serve(this.scenario.server())).peer().certificates()).hasSize(2);
		this.server.close();
		Identity withoutRoot = new Identity(Scenario.SERVER.key(), Scenario.SERVER.certificate());
		assertThat(echoes(this.scenario.client(), serve(this.scenario.server(DEFAULTS, withoutRoot))).peer()
			.certificates()).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource({ "x25519, x25519;secp256r1, x25519", "secp256r1, x25519;secp256r1, secp256r1",
			"secp384r1, secp256r1;secp384r1, secp384r1", "secp384r1;x25519, x25519;secp384r1;secp256r1, secp384r1",
			"x25519;secp256r1, secp256r1, secp256r1" })
	void theServersPreferenceDecidesSetEcdhCurve(String ofServer, String ofClient, String agreed) throws Exception {
		InetSocketAddress address = serve(
				this.scenario.server(DEFAULTS.withGroups(List.of(ofServer.split(";"))), rsa()));
		assertThat(echoes(this.scenario.client(DEFAULTS.withGroups(List.of(ofClient.split(";")))), address).negotiated()
			.group()).isEqualTo(agreed);
	}

	@ParameterizedTest
	@CsvSource({ "x25519, secp256r1", "secp384r1, x25519;secp256r1" })
	void noCommonCurveIsRefusedSetEcdhCurve(String ofServer, String ofClient) throws Exception {
		InetSocketAddress address = serve(
				this.scenario.server(DEFAULTS.withGroups(List.of(ofServer.split(";"))), rsa()));
		refused(this.scenario.client(DEFAULTS.withGroups(List.of(ofClient.split(";")))), address,
				HandshakeFailureReason.NO_SHARED_CIPHER_SUITE, Fault.EITHER, "handshake_failure");
	}

	private static Identity rsa() {
		return RsaServer.IDENTITY;
	}

	@Test
	void aHundredClientsAtOnceAllGetTheirEchoesMultiClients() throws Exception {
		InetSocketAddress address = serve(this.scenario.server());
		ExecutorService threads = Executors.newFixedThreadPool(100);
		try {
			List<CompletableFuture<Void>> clients = new ArrayList<>();
			for (int i = 0; i < 100; i++) {
				String own = "client " + i + " ";
				clients.add(CompletableFuture.runAsync(() -> tenEchoes(address, own), threads));
			}
			clients.forEach(CompletableFuture::join);
		}
		finally {
			threads.shutdownNow();
		}
	}

	private void tenEchoes(InetSocketAddress address, String own) {
		try (DtlsSocket socket = new DtlsSocket(this.scenario.client())) {
			socket.setSoTimeout(15_000);
			socket.connect(address, 30_000);
			for (int i = 0; i < 10; i++) {
				String message = own + i;
				socket.send(message.getBytes(StandardCharsets.US_ASCII));
				assertThat(socket.receive()).asString(StandardCharsets.US_ASCII).isEqualTo(message);
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Made once: such keys take long. */
	private static final class RsaServer {

		private static final Identity IDENTITY = TestCertificates.leaf(Scenario.AUTHORITY, "server",
				TestCertificates.RSA);

	}

}
