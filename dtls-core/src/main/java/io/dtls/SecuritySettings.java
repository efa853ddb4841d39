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
 */
public record SecuritySettings(List<CipherSuite> cipherSuites, List<String> groups, List<String> signatureSchemes,
		ClientAuth clientAuth, boolean requireExtendedMasterSecret) {

	private static final List<String> GROUPS = List.of("x25519", "secp256r1", "secp384r1");

	// No SHA-1 (RFC 9155) and no SHA-224.
	private static final List<String> SCHEMES = List.of("ecdsa_secp256r1_sha256", "ecdsa_secp384r1_sha384",
			"rsa_pss_rsae_sha256", "rsa_pss_rsae_sha384", "rsa_pss_rsae_sha512", "rsa_pkcs1_sha256", "rsa_pkcs1_sha384",
			"rsa_pkcs1_sha512");

	public SecuritySettings {
		cipherSuites = List.copyOf(cipherSuites);
		groups = List.copyOf(groups);
		signatureSchemes = List.copyOf(signatureSchemes);
	}

	public static SecuritySettings defaults() {
		return new SecuritySettings(CipherSuite.defaults(), GROUPS, SCHEMES, ClientAuth.NONE, false);
	}

	public SecuritySettings withCipherSuites(List<CipherSuite> suites) {
		return new SecuritySettings(suites, this.groups, this.signatureSchemes, this.clientAuth,
				this.requireExtendedMasterSecret);
	}

	public SecuritySettings withGroups(List<String> names) {
		return new SecuritySettings(this.cipherSuites, names, this.signatureSchemes, this.clientAuth,
				this.requireExtendedMasterSecret);
	}

	public SecuritySettings withSignatureSchemes(List<String> names) {
		return new SecuritySettings(this.cipherSuites, this.groups, names, this.clientAuth,
				this.requireExtendedMasterSecret);
	}

	public SecuritySettings withClientAuth(ClientAuth auth) {
		return new SecuritySettings(this.cipherSuites, this.groups, this.signatureSchemes, auth,
				this.requireExtendedMasterSecret);
	}

}
