package io.dtls;

import java.util.List;

/**
 * What a handshake may agree on.
 *
 * @param cipherSuites in order of preference; those that no credential fits are left out
 * @param groups elliptic-curve groups in order of preference: {@code x25519},
 * {@code secp256r1}, {@code secp384r1}
 * @param signatureSchemes TLS names such as {@code ecdsa_secp256r1_sha256}, in order of
 * preference
 * @param clientAuth whether a server asks for the client's certificate
 * @param requireExtendedMasterSecret whether a peer without RFC 7627 is refused
 * @param requireSecureRenegotiation whether a peer without RFC 5746 is refused; nothing
 * is ever renegotiated, so that no attack depends on it
 * @param applicationProtocols ALPN names (RFC 7301) in order of preference; a client that
 * offers only others is refused, one that offers none is not
 * @param exports keying material wanted of each session (RFC 5705)
 */
public record SecuritySettings(List<CipherSuite> cipherSuites, List<String> groups, List<String> signatureSchemes,
		ClientAuth clientAuth, boolean requireExtendedMasterSecret, boolean requireSecureRenegotiation,
		List<String> applicationProtocols, List<KeyExport> exports) {

	private static final List<String> GROUPS = List.of("x25519", "secp256r1", "secp384r1");

	// No SHA-1 (RFC 9155) and no SHA-224.
	private static final List<String> SCHEMES = List.of("ecdsa_secp256r1_sha256", "ecdsa_secp384r1_sha384",
			"rsa_pss_rsae_sha256", "rsa_pss_rsae_sha384", "rsa_pss_rsae_sha512", "rsa_pkcs1_sha256", "rsa_pkcs1_sha384",
			"rsa_pkcs1_sha512");

	public SecuritySettings {
		cipherSuites = List.copyOf(cipherSuites);
		groups = List.copyOf(groups);
		signatureSchemes = List.copyOf(signatureSchemes);
		applicationProtocols = List.copyOf(applicationProtocols);
		exports = List.copyOf(exports);
	}

	public static SecuritySettings defaults() {
		return new SecuritySettings(CipherSuite.defaults(), GROUPS, SCHEMES, ClientAuth.NONE, false, false, List.of(),
				List.of());
	}

	public SecuritySettings withCipherSuites(List<CipherSuite> suites) {
		return new SecuritySettings(suites, this.groups, this.signatureSchemes, this.clientAuth,
				this.requireExtendedMasterSecret, this.requireSecureRenegotiation, this.applicationProtocols,
				this.exports);
	}

	public SecuritySettings withGroups(List<String> names) {
		return new SecuritySettings(this.cipherSuites, names, this.signatureSchemes, this.clientAuth,
				this.requireExtendedMasterSecret, this.requireSecureRenegotiation, this.applicationProtocols,
				this.exports);
	}

	public SecuritySettings withSignatureSchemes(List<String> names) {
		return new SecuritySettings(this.cipherSuites, this.groups, names, this.clientAuth,
				this.requireExtendedMasterSecret, this.requireSecureRenegotiation, this.applicationProtocols,
				this.exports);
	}

	public SecuritySettings withClientAuth(ClientAuth auth) {
		return new SecuritySettings(this.cipherSuites, this.groups, this.signatureSchemes, auth,
				this.requireExtendedMasterSecret, this.requireSecureRenegotiation, this.applicationProtocols,
				this.exports);
	}

	public SecuritySettings withRequireExtendedMasterSecret(boolean required) {
		return new SecuritySettings(this.cipherSuites, this.groups, this.signatureSchemes, this.clientAuth, required,
				this.requireSecureRenegotiation, this.applicationProtocols, this.exports);
	}

	public SecuritySettings withRequireSecureRenegotiation(boolean required) {
		return new SecuritySettings(this.cipherSuites, this.groups, this.signatureSchemes, this.clientAuth,
				this.requireExtendedMasterSecret, required, this.applicationProtocols, this.exports);
	}

	public SecuritySettings withApplicationProtocols(List<String> names) {
		return new SecuritySettings(this.cipherSuites, this.groups, this.signatureSchemes, this.clientAuth,
				this.requireExtendedMasterSecret, this.requireSecureRenegotiation, names, this.exports);
	}

	public SecuritySettings withExports(List<KeyExport> wanted) {
		return new SecuritySettings(this.cipherSuites, this.groups, this.signatureSchemes, this.clientAuth,
				this.requireExtendedMasterSecret, this.requireSecureRenegotiation, this.applicationProtocols, wanted);
	}

}
