package io.dtls.internal.handshake.dtls12;

import java.nio.charset.StandardCharsets;
import java.security.Security;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SignatureScheme;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.dtls.CipherSuite;
import io.dtls.HandshakeFailureReason;
import io.dtls.credentials.Credentials;
import io.dtls.internal.handshake.ServerHandshakeContext;
import io.dtls.settings.ClientAuth;
import io.dtls.settings.SecuritySettings;
import io.dtls.testing.TestCertificates;
import io.dtls.testing.TestCertificates.Identity;
import io.dtls.testing.TestDtlsClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What is agreed on with which credentials, and who is refused.
 */
class CredentialTests {

	private static final Identity AUTHORITY = TestCertificates.authority("Test CA");

	private static final Identity EC = TestCertificates.leaf(AUTHORITY, "ec", TestCertificates.P256);

	private static final Identity EC_384 = TestCertificates.leaf(AUTHORITY, "ec384", TestCertificates.P384);

	private static final Identity RSA = TestCertificates.leaf(AUTHORITY, "rsa", TestCertificates.RSA);

	private static final byte[] PSK = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

	private static final SecuritySettings ALL_SUITES = SecuritySettings.defaults()
		.withCipherSuites(CipherSuite.secure());

	private static Credentials serving(Identity... identities) {
		return Credentials.ofCertificate(TestCertificates.keyManager(identities),
				TestCertificates.trustManager(AUTHORITY));
	}

	private static TestDtlsClient clientOfEverything() {
		List<CipherSuite> suites = new ArrayList<>(CipherSuite.secure());
		Collections.reverse(suites);
		return TestDtlsClient.offering(suites.toArray(CipherSuite[]::new)).withPsk("sensor-1", PSK);
	}

	private static CipherSuite agreed(Credentials credentials, TestDtlsClient client) {
		HandshakeRun run = HandshakeRun.with(credentials, ALL_SUITES).connect(client);
		assertThat(run.failure).isNull();
		assertThat(run.clientFailure).isNull();
		return run.established.negotiated().cipherSuite();
	}

	@Test
	void suitesAreChosenByCredentialInTheServersOrder() {
		assertThat(agreed(serving(EC, RSA), clientOfEverything()))
			.isEqualTo(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
		assertThat(agreed(serving(EC_384), clientOfEverything()))
			.isEqualTo(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
		assertThat(agreed(serving(RSA), clientOfEverything()))
			.isEqualTo(CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256);
		assertThat(agreed(Credentials.ofPsk((identity) -> PSK), clientOfEverything()))
			.isEqualTo(CipherSuite.TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256);
	}

	@Test
	void suitesWithoutCredentialAreNotOffered() {
		ServerHandshakeContext context = ServerHandshakeContext.of(serving(RSA), ALL_SUITES, HandshakeRun.FAST, 1400);
		assertThat(context.suites()).allMatch((suite) -> suite.keyExchange() == CipherSuite.KeyExchange.ECDHE_RSA)
			.hasSize(3);
		HandshakeRun run = new HandshakeRun(context)
			.connect(TestDtlsClient.offering(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256));
		assertThat(run.failure.reason()).isEqualTo(HandshakeFailureReason.NO_SHARED_CIPHER_SUITE);
		assertThat(run.failure.alert()).isEqualTo(40);
	}

	@Test
	void curveOfTheCertificateMustBeOneTheClientSupports() {
		TestDtlsClient client = clientOfEverything();
		client.groups = new int[] { NamedGroup.x25519, NamedGroup.secp384r1 };
		assertThat(agreed(serving(EC, RSA), client)).isEqualTo(CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256);
	}

	@Test
	void groupIsTheFirstOfTheServersThatTheClientSupports() {
		TestDtlsClient client = new TestDtlsClient();
		client.groups = new int[] { NamedGroup.secp384r1, NamedGroup.secp256r1, NamedGroup.secp521r1 };
		HandshakeRun run = HandshakeRun.with(serving(EC)).connect(client);
		assertThat(run.established.negotiated().group()).isEqualTo("secp256r1");
	}

	@Test
	void clientWithoutSharedGroupIsRefused() {
		TestDtlsClient client = TestDtlsClient.offering(CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256);
		client.groups = new int[] { NamedGroup.secp521r1, NamedGroup.x448 };
		HandshakeRun run = HandshakeRun.with(serving(RSA)).connect(client);
		assertThat(run.failure.reason()).isEqualTo(HandshakeFailureReason.NO_SHARED_CIPHER_SUITE);
	}

	@Test
	void clientWithSha1OnlyIsRefused() {
		for (Identity identity : List.of(EC, RSA)) {
			TestDtlsClient client = clientOfEverything();
			client.suites = Arrays.stream(client.suites).filter((code) -> code != 0xa8 && code < 0xd000).toArray();
			client.schemes = new int[] { 0x0201, 0x0203, 0x0301, 0x0303 };
			HandshakeRun run = HandshakeRun.with(serving(identity)).connect(client);
			assertThat(run.failure.reason()).isEqualTo(HandshakeFailureReason.NO_SHARED_CIPHER_SUITE);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { SignatureScheme.rsa_pss_rsae_sha256, SignatureScheme.rsa_pss_rsae_sha384,
			SignatureScheme.rsa_pss_rsae_sha512, SignatureScheme.rsa_pkcs1_sha256, SignatureScheme.rsa_pkcs1_sha384,
			SignatureScheme.rsa_pkcs1_sha512 })
	void rsaKeySignsWithWhatTheClientOffers(int scheme) {
		TestDtlsClient client = TestDtlsClient.offering(CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256);
		client.schemes = new int[] { scheme };
		HandshakeRun run = HandshakeRun.with(serving(RSA)).connect(client);
		assertThat(run.failure).isNull();
		assertThat(run.clientFailure).isNull();
	}

	@Test
	void ecdsaSchemeHasToFitTheCurveOfTheKey() {
		TestDtlsClient client = new TestDtlsClient();
		client.schemes = new int[] { SignatureScheme.ecdsa_secp384r1_sha384 };
		assertThat(HandshakeRun.with(serving(EC)).connect(client).failure.reason())
			.isEqualTo(HandshakeFailureReason.NO_SHARED_CIPHER_SUITE);
		assertThat(HandshakeRun.with(serving(EC_384)).connect(client).failure).isNull();
	}

	@Test
	void onlyDtls10IsRefusedAndNewerVersionsAreServed() {
		TestDtlsClient old = new TestDtlsClient();
		old.versions = ProtocolVersion.DTLSv10.only();
		old.suites = new int[] { 0xc009, 0xc02b };
		HandshakeRun refused = HandshakeRun.with(serving(EC)).connect(old);
		assertThat(refused.failure.reason()).isEqualTo(HandshakeFailureReason.PROTOCOL_VERSION);
		assertThat(refused.failure.alert()).isEqualTo(70);
		TestDtlsClient newer = new TestDtlsClient();
		newer.extraExtensions.put(43, new byte[] { 4, (byte) 0xfe, (byte) 0xfc, (byte) 0xfe, (byte) 0xfd });
		assertThat(HandshakeRun.with(serving(EC)).connect(newer).established).isNotNull();
	}

	@Test
	void extendedMasterSecretCanBeRequired() {
		SecuritySettings required = ALL_SUITES.withRequireExtendedMasterSecret(true);
		TestDtlsClient client = new TestDtlsClient();
		client.extendedMasterSecret = false;
		assertThat(HandshakeRun.with(serving(EC), required).connect(client).failure.alert()).isEqualTo(40);
		HandshakeRun tolerant = HandshakeRun.with(serving(EC)).connect(client);
		assertThat(tolerant.established.negotiated().extendedMasterSecret()).isFalse();
	}

	@Test
	void heartbeatIsNotAgreedTo() {
		TestDtlsClient client = new TestDtlsClient();
		client.extraExtensions.put(15, new byte[] { 1 });
		HandshakeRun run = HandshakeRun.with(serving(EC)).connect(client);
		assertThat(run.clientFailure).isNull();
	}

	@Test
	void wrongConfigurationIsToldClearly() {
		SecuritySettings defaults = SecuritySettings.defaults();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> context(new Credentials(null, null, null, null), defaults))
			.withMessageContaining("no EC key")
			.withMessageContaining("no store of pre-shared keys");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> context(serving(EC), defaults.withGroups(List.of("secp999"))))
			.withMessageContaining("secp999")
			.withMessageContaining("x25519");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> context(serving(EC), defaults.withSignatureSchemes(List.of("sha1"))))
			.withMessageContaining("sha1");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> context(Credentials.ofCertificate(TestCertificates.keyManager(EC), null),
					defaults.withClientAuth(ClientAuth.NEED)))
			.withMessageContaining("trust manager");
	}

	private static ServerHandshakeContext context(Credentials credentials, SecuritySettings security) {
		return ServerHandshakeContext.of(credentials, security, HandshakeRun.FAST, 1400);
	}

	@Test
	void keysThatCannotBeExportedSign() {
		Security.addProvider(new TokenProvider());
		try {
			Identity ec = new Identity(new TokenProvider.TokenKey(EC.key(), "EC"), EC.chain());
			Identity rsa = new Identity(new TokenProvider.TokenKey(RSA.key(), "RSA"), RSA.chain());
			assertThat(agreed(Credentials.ofCertificate(new FixedKeyManager(ec), null), clientOfEverything()))
				.isEqualTo(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
			assertThat(agreed(Credentials.ofCertificate(new FixedKeyManager(rsa), null), clientOfEverything()))
				.isEqualTo(CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256);
		}
		finally {
			Security.removeProvider("Token");
		}
	}

	@Test
	void anyOrderOfSuitesCompletes() {
		CipherSuite[] all = CipherSuite.values();
		for (int first : IntStream.range(0, all.length).toArray()) {
			List<CipherSuite> order = new ArrayList<>(List.of(all));
			Collections.rotate(order, first);
			TestDtlsClient client = TestDtlsClient.offering(order.toArray(CipherSuite[]::new)).withPsk("sensor-1", PSK);
			agreed(serving(RSA).withPskStore((identity) -> PSK), client);
		}
	}

}
