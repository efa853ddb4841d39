package io.dtls;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.dtls.credentials.Credentials;
import io.dtls.settings.DispatchSettings;
import io.dtls.settings.HandshakeSettings;
import io.dtls.settings.SecuritySettings;
import io.dtls.settings.SessionSettings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The defaults, one by one: whoever changes one changes this list too.
 */
class SecureDefaultsTests {

	@Test
	void suitesAreThoseOfTheDesignInItsOrder() {
		assertThat(CipherSuite.defaults()).extracting(Enum::name)
			.containsExactly("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
					"TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
					"TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
					"TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256",
					"TLS_PSK_WITH_AES_128_GCM_SHA256", "TLS_PSK_WITH_AES_128_CCM_8");
		assertThat(SecuritySettings.defaults().cipherSuites()).isEqualTo(CipherSuite.defaults());
	}

	@Test
	void noSuiteThatCanBeAskedForWithoutPermissionIsWeak() {
		assertThat(CipherSuite.secure()).extracting(Enum::name)
			.allMatch((name) -> name.matches("TLS_(ECDHE_ECDSA|ECDHE_RSA|ECDHE_PSK|PSK)_WITH_.*"))
			.allMatch((name) -> name.matches(".*(_GCM_|CHACHA20_POLY1305|_CCM).*"))
			.noneMatch((name) -> name.matches(".*(NULL|anon|EXPORT|RC4|DES|CBC|MD5|TLS_RSA_|TLS_ECDH_|SHA$).*"));
	}

	@Test
	void dtls10AndCbcNeedPermission() {
		assertThat(SecuritySettings.defaults().allowsInsecureDtls10()).isFalse();
		assertThat(CipherSuite.insecure()).hasSize(CipherSuite.values().length - CipherSuite.secure().size())
			.extracting(Enum::name)
			.allMatch((name) -> name
				.matches("TLS_(ECDHE_ECDSA|ECDHE_RSA|ECDHE_PSK|PSK)_WITH_AES_(128|256)_CBC_SHA(256)?"));
		SecuritySettings allowed = SecuritySettings.defaults().withInsecureProtocols(List.of("DTLSv1.2", "DTLSv1.0"));
		assertThat(allowed.cipherSuites()).startsWith(CipherSuite.defaults().toArray(new CipherSuite[0]))
			.containsAll(CipherSuite.insecure());
		assertThat(allowed.withInsecureProtocols(List.of("DTLSv1.2"))).isEqualTo(SecuritySettings.defaults());
	}

	@ParameterizedTest
	@ValueSource(strings = { "*", "ALL", "TLS_*", "TLS_RSA_WITH_NULL_SHA256", "TLS_ECDHE_PSK_WITH_NULL_SHA256",
			"TLS_DH_anon_WITH_AES_128_GCM_SHA256", "TLS_ECDH_anon_WITH_NULL_SHA", "TLS_RSA_WITH_AES_128_CBC_SHA",
			"TLS_RSA_WITH_AES_128_GCM_SHA256", "TLS_PSK_WITH_NULL_SHA", "SSL_RSA_WITH_3DES_EDE_CBC_SHA", "",
			"tls_psk_with_aes_128_gcm_sha256" })
	void noWildcardAndNoOtherNameStandsForASuite(String name) {
		assertThat(CipherSuite.named(name)).isEmpty();
	}

	@Test
	void nullAndAnonymousSuitesHaveNoCode() {
		// NULL with RSA, PSK and ECDHE_PSK; anonymous DH and ECDH; export; RC4.
		int[] weak = { 0x0000, 0x0001, 0x0002, 0x003B, 0x002C, 0xC039, 0xC03A, 0x0018, 0x0034, 0x00A6, 0xC015, 0xC018,
				0x0003, 0x0004, 0x0005, 0x000A, 0x002F, 0x009C };
		assertThat(Arrays.stream(weak).mapToObj(CipherSuite::ofCode)).allMatch((suite) -> suite.isEmpty());
	}

	@Test
	void groupsAndSignatureSchemesAreStrong() {
		SecuritySettings security = SecuritySettings.defaults();
		assertThat(security.groups()).containsExactly("x25519", "secp256r1", "secp384r1");
		assertThat(security.signatureSchemes()).containsExactly("ecdsa_secp256r1_sha256", "ecdsa_secp384r1_sha384",
				"rsa_pss_rsae_sha256", "rsa_pss_rsae_sha384", "rsa_pss_rsae_sha512", "rsa_pkcs1_sha256",
				"rsa_pkcs1_sha384", "rsa_pkcs1_sha512");
	}

	@Test
	void handshakesAndSessionsAreBounded() {
		HandshakeSettings handshakes = HandshakeSettings.defaults();
		assertThat(handshakes.timeout()).isEqualTo(Duration.ofSeconds(60));
		assertThat(handshakes.initialRetransmit()).isEqualTo(Duration.ofSeconds(1));
		assertThat(List.of(handshakes.maxConcurrent(), handshakes.maxPerSource(), handshakes.maxPerPrefix(),
				handshakes.perSourceRate(), handshakes.rate(), handshakes.maxMessageSize()))
			.containsExactly(1000, HandshakeSettings.UNSET, HandshakeSettings.UNSET, HandshakeSettings.UNSET, 5000,
					32 * 1024);
		assertThat(handshakes.memoryBudget()).isEqualTo(64 * 1024 * 1024);
		SessionSettings sessions = SessionSettings.defaults();
		assertThat(sessions.max()).isEqualTo(100_000);
		assertThat(sessions.idleTimeout()).isEqualTo(Duration.ofMinutes(30));
		assertThat(sessions.onLimit()).isEqualTo(SessionSettings.OnLimit.REJECT);
		assertThat(DispatchSettings.defaults().queueCapacity()).isEqualTo(1024);
		assertThat(DispatchSettings.defaults().memoryBudget()).isEqualTo(64 * 1024 * 1024);
	}

	@Test
	void credentialsPrintNoSecret() {
		byte[] key = { 0x5e, 0x7c, 0x4e, 0x77 };
		Credentials credentials = Credentials.ofPsk((identity) -> key).withPskIdentityHint("hint");
		assertThat(credentials.toString()).doesNotContain("5e7c")
			.isEqualTo("Credentials[certificate=false, " + "trust=false, psk=true]");
	}

}
