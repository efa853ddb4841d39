package io.dtls.autoconfigure.properties;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.ssl.JksSslBundleProperties;
import org.springframework.boot.autoconfigure.ssl.PemSslBundleProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.util.StringUtils;

/**
 * What can be set under {@code dtls.ssl}: one source for the certificate, and what a
 * handshake may agree on.
 */
public class DtlsSslProperties {

	/**
	 * Name of an SSL bundle under spring.ssl.bundle.
	 */
	private @Nullable String bundle;

	/**
	 * Java keystore and truststore, as in an SSL bundle.
	 */
	@NestedConfigurationProperty
	private @Nullable JksSslBundleProperties jks;

	/**
	 * PEM files, as in an SSL bundle.
	 */
	@NestedConfigurationProperty
	private @Nullable PemSslBundleProperties pem;

	/**
	 * Whether to make a certificate at each start, which no client has reason to trust.
	 * For development only.
	 */
	private boolean selfSigned;

	/**
	 * Comma-separated list of protocol versions. If not set, DTLSv1.2. DTLSv1.0 is
	 * insecure and for old devices only; it brings the CBC suites.
	 */
	private List<String> protocols = new ArrayList<>();

	/**
	 * Comma-separated list of cipher suites by their IANA names, in order of preference.
	 * If not set, those of the SSL bundle's options or else the secure defaults are used.
	 */
	private List<String> cipherSuites = new ArrayList<>();

	/**
	 * Comma-separated list of elliptic-curve groups, in order of preference.
	 */
	private List<String> groups = new ArrayList<>();

	/**
	 * Comma-separated list of TLS signature schemes, in order of preference.
	 */
	private List<String> signatureSchemes = new ArrayList<>();

	/**
	 * Comma-separated list of application protocols (ALPN) by their IANA names, in order
	 * of preference. If not set, none is negotiated.
	 */
	private List<String> applicationProtocols = new ArrayList<>();

	/**
	 * Whether peers without an extended master secret (RFC 7627) are refused. If not set,
	 * they are served, but never resumed.
	 */
	private @Nullable Boolean requireExtendedMasterSecret;

	/**
	 * Whether peers without secure renegotiation (RFC 5746) are refused. If not set, they
	 * are served, as nothing is ever renegotiated.
	 */
	private @Nullable Boolean requireSecureRenegotiation;

	/**
	 * Keys without certificates (RFC 7250).
	 */
	@NestedConfigurationProperty
	private final DtlsRawPublicKeyProperties rawPublicKeys = new DtlsRawPublicKeyProperties();

	public @Nullable String getBundle() {
		return this.bundle;
	}

	public void setBundle(@Nullable String bundle) {
		this.bundle = bundle;
	}

	public @Nullable JksSslBundleProperties getJks() {
		return this.jks;
	}

	public void setJks(@Nullable JksSslBundleProperties jks) {
		this.jks = jks;
	}

	public @Nullable PemSslBundleProperties getPem() {
		return this.pem;
	}

	public void setPem(@Nullable PemSslBundleProperties pem) {
		this.pem = pem;
	}

	public boolean isSelfSigned() {
		return this.selfSigned;
	}

	public void setSelfSigned(boolean selfSigned) {
		this.selfSigned = selfSigned;
	}

	public List<String> getProtocols() {
		return this.protocols;
	}

	public void setProtocols(List<String> protocols) {
		this.protocols = protocols;
	}

	public List<String> getCipherSuites() {
		return this.cipherSuites;
	}

	public void setCipherSuites(List<String> cipherSuites) {
		this.cipherSuites = cipherSuites;
	}

	public List<String> getGroups() {
		return this.groups;
	}

	public void setGroups(List<String> groups) {
		this.groups = groups;
	}

	public List<String> getSignatureSchemes() {
		return this.signatureSchemes;
	}

	public void setSignatureSchemes(List<String> signatureSchemes) {
		this.signatureSchemes = signatureSchemes;
	}

	public List<String> getApplicationProtocols() {
		return this.applicationProtocols;
	}

	public void setApplicationProtocols(List<String> applicationProtocols) {
		this.applicationProtocols = applicationProtocols;
	}

	public @Nullable Boolean getRequireExtendedMasterSecret() {
		return this.requireExtendedMasterSecret;
	}

	public void setRequireExtendedMasterSecret(@Nullable Boolean requireExtendedMasterSecret) {
		this.requireExtendedMasterSecret = requireExtendedMasterSecret;
	}

	public @Nullable Boolean getRequireSecureRenegotiation() {
		return this.requireSecureRenegotiation;
	}

	public void setRequireSecureRenegotiation(@Nullable Boolean requireSecureRenegotiation) {
		this.requireSecureRenegotiation = requireSecureRenegotiation;
	}

	public DtlsRawPublicKeyProperties getRawPublicKeys() {
		return this.rawPublicKeys;
	}

	/**
	 * Empty values, with which a profile takes back what another one set, count as unset.
	 */
	public static boolean isSet(@Nullable JksSslBundleProperties jks) {
		// A keystore in a token has a type and no location.
		return jks != null && (isSet(jks.getKeystore()) || isSet(jks.getTruststore()));
	}

	private static boolean isSet(JksSslBundleProperties.Store store) {
		return StringUtils.hasText(store.getLocation()) || StringUtils.hasText(store.getType());
	}

	public static boolean isSet(@Nullable PemSslBundleProperties pem) {
		return pem != null && (isSet(pem.getKeystore()) || isSet(pem.getTruststore()));
	}

	private static boolean isSet(PemSslBundleProperties.Store store) {
		return StringUtils.hasText(store.getCertificate()) || StringUtils.hasText(store.getPrivateKey());
	}

}
