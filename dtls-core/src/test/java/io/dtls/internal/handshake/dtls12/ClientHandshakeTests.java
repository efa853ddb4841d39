package io.dtls.internal.handshake.dtls12;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.dtls.CipherSuite;
import io.dtls.HandshakeFailureReason;
import io.dtls.PeerIdentity;
import io.dtls.credentials.Credentials;
import io.dtls.internal.handshake.ClientHandshakeContext;
import io.dtls.settings.ClientAuth;
import io.dtls.settings.ClientSettings;
import io.dtls.settings.SecuritySettings;
import io.dtls.testing.TestCertificates;
import io.dtls.testing.TestNetwork.Fate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Our client with our server over a network in memory.
 */
class ClientHandshakeTests {

	static final TestCertificates.Identity AUTHORITY = TestCertificates.authority("Test CA");

	private static final TestCertificates.Identity SERVER = TestCertificates.leaf(AUTHORITY, "server",
			TestCertificates.P256);

	private static final byte[] KEY = { 1, 2, 3, 4, 5, 6, 7, 8 };

	private static final Credentials SERVER_CREDENTIALS = new Credentials(
			TestCertificates.keyManager(SERVER, TestCertificates.leaf(AUTHORITY, "server", TestCertificates.RSA)),
			TestCertificates.trustManager(AUTHORITY), (identity) -> identity.equals("sensor-1") ? KEY : null, null);

	private static final Credentials TRUST = new Credentials(null, TestCertificates.trustManager(AUTHORITY), null,
			null);

	private static final Credentials PSK = Credentials.ofPsk((identity) -> KEY);

	private static final SecuritySettings DEFAULTS = SecuritySettings.defaults();

	private static ClientHandshakeContext context(Credentials credentials, SecuritySettings security,
			ClientSettings client) {
		return ClientHandshakeContext.of(credentials, security, HandshakeRun.FAST, client, 1400);
	}

	private static ClientHandshakeContext context(Credentials credentials) {
		boolean psk = credentials.pskStore() != null;
		return context(credentials, DEFAULTS, ClientSettings.defaults().withPskIdentity(psk ? "sensor-1" : null));
	}

	private static HandshakeRun server() {
		return HandshakeRun.with(SERVER_CREDENTIALS, DEFAULTS);
	}

	@ParameterizedTest
	@EnumSource(value = CipherSuite.class, mode = EnumSource.Mode.MATCH_NONE, names = ".*_CBC_.*")
	void everySuiteCompletes(CipherSuite suite) {
		SecuritySettings only = DEFAULTS.withCipherSuites(List.of(suite));
		Credentials credentials = suite.keyExchange().usesPsk() ? PSK : TRUST;
		ClientSettings settings = ClientSettings.defaults()
			.withPskIdentity(suite.keyExchange().usesPsk() ? "sensor-1" : null);
		HandshakeRun server = HandshakeRun.with(SERVER_CREDENTIALS, only);
		ClientRun run = ClientRun.with(context(credentials, only, settings), server);
		assertThat(run.failure).isNull();
		assertThat(run.established.negotiated().cipherSuite()).isEqualTo(suite);
		assertThat(run.established.negotiated()).usingRecursiveComparison()
			.isEqualTo(server.awaitEnd().established.negotiated());
		assertThat(run.established.negotiated().serverName()).isEqualTo("localhost");
		assertThat(run.established.lastFlight()).isNull();
	}

	@Test
	void theServerIsKnownByItsCertificate() {
		ClientRun run = ClientRun.with(context(TRUST), server());
		assertThat(run.established.peer().certificates().get(0)).isEqualTo(SERVER.certificate());
		assertThat(run.established.negotiated().group()).isEqualTo("x25519");
		assertThat(run.established.negotiated().extendedMasterSecret()).isTrue();
	}

	@Test
	void theServerIsKnownByThePskIdentity() {
		HandshakeRun server = server();
		ClientRun run = ClientRun.with(context(PSK), server);
		assertThat(run.established.peer()).isEqualTo(PeerIdentity.ofPsk("sensor-1"));
		assertThat(server.awaitEnd().established.peer()).isEqualTo(PeerIdentity.ofPsk("sensor-1"));
	}

	@ParameterizedTest
	@ValueSource(strings = { TestCertificates.P256, TestCertificates.P384, TestCertificates.RSA })
	void aClientCertificateIsShownWhereOneIsAskedFor(String keyKind) {
		TestCertificates.Identity client = TestCertificates.leaf(AUTHORITY, "client", keyKind);
		HandshakeRun server = HandshakeRun.with(SERVER_CREDENTIALS, DEFAULTS.withClientAuth(ClientAuth.NEED));
		ClientRun run = ClientRun.with(context(Credentials.ofCertificate(TestCertificates.keyManager(client),
				TestCertificates.trustManager(AUTHORITY))), server);
		assertThat(run.failure).isNull();
		assertThat(server.awaitEnd().established.peer().certificates().get(0)).isEqualTo(client.certificate());
	}

	@Test
	void aMissingClientCertificateIsOurOwnFault() {
		ClientRun run = ClientRun.with(context(TRUST),
				HandshakeRun.with(SERVER_CREDENTIALS, DEFAULTS.withClientAuth(ClientAuth.NEED)));
		assertThat(run.failure.reason()).isEqualTo(HandshakeFailureReason.OWN_CERTIFICATE_REFUSED);
	}

	@Test
	void aClientCertificateOfAStrangerIsOurOwnFault() {
		TestCertificates.Identity stranger = TestCertificates.leaf(TestCertificates.authority("Stranger"), "client",
				TestCertificates.P256);
		Credentials trusting = new Credentials(SERVER_CREDENTIALS.keyManager(),
				TestCertificates.trustManager(AUTHORITY), null, null);
		// Without the names of authorities, the client shows what it has.
		ClientRun run = ClientRun.with(
				context(Credentials.ofCertificate(new FixedKeyManager(stranger),
						TestCertificates.trustManager(AUTHORITY))),
				HandshakeRun.with(trusting, DEFAULTS.withClientAuth(ClientAuth.NEED)));
		assertThat(run.failure.reason()).isEqualTo(HandshakeFailureReason.OWN_CERTIFICATE_REFUSED);
		assertThat(run.failure.detail()).contains("unknown_ca");
	}

	@Test
	void aServerOfAnUnknownAuthorityIsRefused() {
		Credentials other = new Credentials(null, TestCertificates.trustManager(TestCertificates.authority("Other")),
				null, null);
		ClientRun run = ClientRun.with(context(other), server());
		assertThat(run.failure.reason()).isEqualTo(HandshakeFailureReason.UNKNOWN_CA);
		assertThat(run.failure.detail()).isEqualTo("The server's certificate chains to no trusted authority");
	}

	@Test
	void aServerWithAnotherNameIsRefused() {
		ClientSettings elsewhere = ClientSettings.defaults().withServerName("server.example.org");
		ClientRun run = ClientRun.with(context(TRUST, DEFAULTS, elsewhere), server());
		assertThat(run.failure.reason()).isEqualTo(HandshakeFailureReason.HOST_NAME_MISMATCH);
		assertThat(run.failure.detail()).contains("'server.example.org'");
	}

	@Test
	void aServerWithAnotherNameIsTakenOnlyOnRequest() {
		ClientSettings insecure = ClientSettings.defaults()
			.withServerName("server.example.org")
			.withInsecureSkipHostNameVerification(true);
		assertThat(ClientRun.with(context(TRUST, DEFAULTS, insecure), server()).established).isNotNull();
	}

	@Test
	void noCommonSuiteIsToldApart() {
		SecuritySettings rsaOnly = DEFAULTS
			.withCipherSuites(List.of(CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256));
		SecuritySettings ecdsaOnly = DEFAULTS
			.withCipherSuites(List.of(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256));
		ClientRun run = ClientRun.with(context(TRUST, rsaOnly, ClientSettings.defaults()),
				HandshakeRun.with(SERVER_CREDENTIALS, ecdsaOnly));
		assertThat(run.failure.reason()).isEqualTo(HandshakeFailureReason.NO_SHARED_CIPHER_SUITE);
	}

	@Test
	void losingAnyOneDatagramStillCompletes() {
		for (Credentials credentials : List.of(TRUST, PSK)) {
			HandshakeRun whole = server();
			ClientRun.with(context(credentials), whole);
			for (int lost = 0; lost < whole.network.fromServer().size(); lost++) {
				HandshakeRun server = server();
				server.network.serverFate(Fate.losing(lost));
				assertThat(ClientRun.with(context(credentials), server).established).as("datagram %d lost", lost)
					.isNotNull();
			}
		}
	}

	@Test
	void aPresharedKeyNeedsAnIdentity() {
		assertThatIllegalArgumentException().isThrownBy(() -> context(PSK, DEFAULTS, ClientSettings.defaults()))
			.withMessageContaining("PSK identity");
	}

	@Test
	void aClientKeyWithoutItsAuthorityIsNotShown() {
		HandshakeRun server = HandshakeRun.with(SERVER_CREDENTIALS, DEFAULTS.withClientAuth(ClientAuth.WANT));
		ClientRun run = ClientRun.with(context(Credentials.ofCertificate(
				TestCertificates.keyManager(
						TestCertificates.leaf(TestCertificates.authority("Stranger"), "client", TestCertificates.P256)),
				TestCertificates.trustManager(AUTHORITY))), server);
		assertThat(run.established).isNotNull();
		assertThat(server.awaitEnd().established.peer()).isEqualTo(PeerIdentity.ANONYMOUS);
	}

}
