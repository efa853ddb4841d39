package io.dtls.settings;

import java.util.ArrayList;
import java.util.List;

import io.dtls.CipherSuite;
import io.dtls.DtlsSession;
import io.dtls.KeyExport;

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
 * @param protocols {@code DTLSv1.2}; and {@code DTLSv1.0}, which RFC 8996 forbids, only
 * by {@link #withInsecureProtocols}
 */
public record SecuritySettings(List<CipherSuite> cipherSuites, List<String> groups, List<String> signatureSchemes,
		ClientAuth clientAuth, boolean requireExtendedMasterSecret, boolean requireSecureRenegotiation,
		List<String> applicationProtocols, List<KeyExport> exports, List<String> protocols) {

	private static final String DTLS_1_2 = "DTLSv1.2";

	private static final String DTLS_1_0 = "DTLSv1.0";

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
		protocols = List.copyOf(protocols);
		if (protocols.isEmpty() || !List.of(DTLS_1_2, DTLS_1_0).containsAll(protocols)) {
			throw new InvalidSettingException("protocols", protocols, "some of " + DTLS_1_2 + ", " + DTLS_1_0);
		}
	}

	/**
	 * DTLS 1.2 alone, with suites that protect by AEAD, and no certificate asked of
	 * clients.
	 * @return settings that are safe as they are
	 */
	public static SecuritySettings defaults() {
		return new SecuritySettings(CipherSuite.defaults(), GROUPS, SCHEMES, ClientAuth.NONE, false, false, List.of(),
				List.of(), List.of(DTLS_1_2));
	}

	/**
	 * Sets the suites that may be agreed on.
	 * @param suites in order of preference; CBC suites need
	 * {@link #withInsecureProtocols}
	 * @return a copy
	 */
	public SecuritySettings withCipherSuites(List<CipherSuite> suites) {
		return new SecuritySettings(suites, this.groups, this.signatureSchemes, this.clientAuth,
				this.requireExtendedMasterSecret, this.requireSecureRenegotiation, this.applicationProtocols,
				this.exports, this.protocols);
	}

	/**
	 * Sets the elliptic-curve groups for key exchange.
	 * @param names in order of preference: {@code x25519}, {@code secp256r1}, {@code
	 * secp384r1}
	 * @return a copy
	 */
	public SecuritySettings withGroups(List<String> names) {
		return new SecuritySettings(this.cipherSuites, names, this.signatureSchemes, this.clientAuth,
				this.requireExtendedMasterSecret, this.requireSecureRenegotiation, this.applicationProtocols,
				this.exports, this.protocols);
	}

	/**
	 * Sets what may be signed with.
	 * @param names of TLS such as {@code ecdsa_secp256r1_sha256}, in order of preference
	 * @return a copy
	 */
	public SecuritySettings withSignatureSchemes(List<String> names) {
		return new SecuritySettings(this.cipherSuites, this.groups, names, this.clientAuth,
				this.requireExtendedMasterSecret, this.requireSecureRenegotiation, this.applicationProtocols,
				this.exports, this.protocols);
	}

	/**
	 * Sets whether a server asks for the certificate, or raw public key, of clients.
	 * @param auth without meaning for clients
	 * @return a copy
	 */
	public SecuritySettings withClientAuth(ClientAuth auth) {
		return new SecuritySettings(this.cipherSuites, this.groups, this.signatureSchemes, auth,
				this.requireExtendedMasterSecret, this.requireSecureRenegotiation, this.applicationProtocols,
				this.exports, this.protocols);
	}

	/**
	 * Sets whether a peer without the extended master secret (RFC 7627) is refused.
	 * @param required if false, such a peer is served, but its session is never resumed
	 * @return a copy
	 */
	public SecuritySettings withRequireExtendedMasterSecret(boolean required) {
		return new SecuritySettings(this.cipherSuites, this.groups, this.signatureSchemes, this.clientAuth, required,
				this.requireSecureRenegotiation, this.applicationProtocols, this.exports, this.protocols);
	}

	/**
	 * Sets whether a peer without secure renegotiation (RFC 5746) is refused.
	 * @param required if false, such a peer is served: nothing is ever renegotiated
	 * @return a copy
	 */
	public SecuritySettings withRequireSecureRenegotiation(boolean required) {
		return new SecuritySettings(this.cipherSuites, this.groups, this.signatureSchemes, this.clientAuth,
				this.requireExtendedMasterSecret, required, this.applicationProtocols, this.exports, this.protocols);
	}

	/**
	 * Sets the application protocols (ALPN, RFC 7301).
	 * @param names in order of preference; empty to negotiate none
	 * @return a copy
	 */
	public SecuritySettings withApplicationProtocols(List<String> names) {
		return new SecuritySettings(this.cipherSuites, this.groups, this.signatureSchemes, this.clientAuth,
				this.requireExtendedMasterSecret, this.requireSecureRenegotiation, names, this.exports, this.protocols);
	}

	/**
	 * Sets what {@link DtlsSession#exportKeyingMaterial} can give (RFC 5705).
	 * @param wanted labels and lengths
	 * @return a copy
	 */
	public SecuritySettings withExports(List<KeyExport> wanted) {
		return new SecuritySettings(this.cipherSuites, this.groups, this.signatureSchemes, this.clientAuth,
				this.requireExtendedMasterSecret, this.requireSecureRenegotiation, this.applicationProtocols, wanted,
				this.protocols);
	}

	/**
	 * Lets DTLS 1.0 be agreed on where the peer has nothing newer, or alone. For old
	 * devices only: SHA-1 signs the handshake, and CBC suites protect the records.
	 * Sessions with such a suite are neither resumed nor saved, and have no connection
	 * ids.
	 * @param names {@code DTLSv1.2}, {@code DTLSv1.0}; the latter adds the CBC suites to
	 * the suites, unless some are among them, and without it they are removed
	 * @return a copy
	 * @throws InvalidSettingException if there is no name, or another one
	 */
	public SecuritySettings withInsecureProtocols(List<String> names) {
		List<CipherSuite> suites = new ArrayList<>(this.cipherSuites);
		if (!names.contains(DTLS_1_0)) {
			suites.removeIf((suite) -> !suite.isAead());
		}
		else if (suites.stream().allMatch(CipherSuite::isAead)) {
			suites.addAll(CipherSuite.insecure());
		}
		return new SecuritySettings(suites, this.groups, this.signatureSchemes, this.clientAuth,
				this.requireExtendedMasterSecret, this.requireSecureRenegotiation, this.applicationProtocols,
				this.exports, names);
	}

	/** Whether DTLS 1.0 and CBC suites may be agreed on. */
	public boolean allowsInsecureDtls10() {
		return this.protocols.contains(DTLS_1_0);
	}

}
