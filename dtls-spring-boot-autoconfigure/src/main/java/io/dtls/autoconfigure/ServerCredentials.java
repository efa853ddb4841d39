package io.dtls.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.util.StringUtils;

import io.dtls.ClientAuth;
import io.dtls.Credentials;
import io.dtls.PskStore;
import io.dtls.endpoint.DtlsServer;
import io.dtls.spring.DtlsConfigurationException;
import io.dtls.spring.SelfSignedCertificate;
import io.dtls.spring.SslBundleCredentials;

/**
 * The server's certificate, from the one source that is configured, and its pre-shared
 * keys.
 */
final class ServerCredentials {

	private static final Logger logger = LoggerFactory.getLogger(ServerCredentials.class);

	private static final String BUNDLE = "dtls.ssl.bundle";

	private static final String SELF_SIGNED = "dtls.ssl.self-signed";

	private static final String SOURCES = String.join(", ", BUNDLE, InlineSslBundles.JKS, InlineSslBundles.PEM,
			SELF_SIGNED);

	private final DtlsProperties properties;

	private final SslBundles bundles;

	private final @Nullable PskStore pskStore;

	private final @Nullable String source;

	private final @Nullable SslBundle bundle;

	ServerCredentials(DtlsProperties properties, SslBundles bundles, @Nullable PskStore pskStore) {
		this.properties = properties;
		this.bundles = bundles;
		this.pskStore = pskStore;
		this.source = onlySource(properties.getSsl());
		this.bundle = findBundle();
	}

	private static @Nullable String onlySource(DtlsSslProperties ssl) {
		Map<String, Boolean> sources = new LinkedHashMap<>();
		sources.put(BUNDLE, StringUtils.hasText(ssl.getBundle()));
		sources.put(InlineSslBundles.JKS, InlineSslBundles.isSet(ssl.getJks()));
		sources.put(InlineSslBundles.PEM, InlineSslBundles.isSet(ssl.getPem()));
		sources.put(SELF_SIGNED, ssl.isSelfSigned());
		sources.values().removeIf((isSet) -> !isSet);
		if (sources.size() > 1) {
			throw new DtlsConfigurationException(
					"The certificate has more than one source: " + String.join(", ", sources.keySet()),
					"Keep one of them and remove the others.");
		}
		return sources.isEmpty() ? null : sources.keySet().iterator().next();
	}

	private @Nullable SslBundle findBundle() {
		if (this.source == null) {
			return null;
		}
		if (this.source.equals(SELF_SIGNED)) {
			SelfSignedCertificate certificate = SelfSignedCertificate.create();
			logger.warn("The DTLS server has a self-signed certificate, for development only. SHA-256 fingerprint: {}",
					certificate.fingerprint());
			return certificate.sslBundle();
		}
		try {
			return this.bundles.getBundle(bundleName());
		}
		catch (NoSuchSslBundleException ex) {
			throw new DtlsConfigurationException(
					BUNDLE + " is '" + bundleName() + "', and there is no SSL bundle of that name",
					"Define it under spring.ssl.bundle.pem or spring.ssl.bundle.jks, or name one of those that are there: "
							+ this.bundles.getBundleNames() + ".",
					ex);
		}
	}

	private String bundleName() {
		String name = BUNDLE.equals(this.source) ? this.properties.getSsl().getBundle() : this.source;
		return (name != null) ? name : "";
	}

	/** What the bundle itself says of cipher suites. */
	SslOptions bundleOptions() {
		return (this.bundle != null) ? this.bundle.getOptions() : SslOptions.NONE;
	}

	Credentials load() {
		if (this.bundle != null) {
			return withPsk(read(this.bundle));
		}
		if (this.pskStore == null) {
			throw new DtlsConfigurationException("The DTLS server has neither a certificate nor a pre-shared key",
					"Set one of " + SOURCES + " for a certificate, or dtls.psk.identities for pre-shared keys.");
		}
		if (clientAuth() != ClientAuth.NONE) {
			throw new DtlsConfigurationException(
					"dtls.server.client-auth asks for client certificates, and the server has none itself",
					"Set dtls.ssl.bundle, dtls.ssl.jks or dtls.ssl.pem, or dtls.server.client-auth to none.");
		}
		return withPsk(Credentials.ofPsk(this.pskStore));
	}

	private ClientAuth clientAuth() {
		return this.properties.getServer().getClientAuth();
	}

	private Credentials read(SslBundle bundle) {
		try {
			return SslBundleCredentials.of(bundle, clientAuth());
		}
		catch (IllegalStateException ex) {
			String name = BUNDLE.equals(this.source) ? BUNDLE + " '" + bundleName() + "'" : this.source;
			throw new DtlsConfigurationException(name + " cannot be used: " + ex.getMessage(),
					"Give it a keystore with an EC or RSA private key and its certificates"
							+ ((clientAuth() != ClientAuth.NONE) ? ", and a truststore with the authorities of the"
									+ " clients' certificates, for dtls.server.client-auth" : "")
							+ ".",
					ex);
		}
	}

	private Credentials withPsk(Credentials credentials) {
		if (this.pskStore == null) {
			return credentials;
		}
		String hint = this.properties.getPsk().getHint();
		return credentials.withPskStore(this.pskStore).withPskIdentityHint(StringUtils.hasText(hint) ? hint : null);
	}

	/** Has the server use the certificate's new versions for handshakes to come. */
	void reloadInto(DtlsServer server) {
		if (this.source == null || this.source.equals(SELF_SIGNED)) {
			return;
		}
		this.bundles.addBundleUpdateHandler(bundleName(), (updated) -> {
			try {
				server.credentials(withPsk(read(updated)));
				logger.info("The DTLS server uses the new version of SSL bundle {}", bundleName());
			}
			catch (RuntimeException ex) {
				logger.error("The DTLS server keeps its certificate: the new version of SSL bundle {} cannot be used",
						bundleName(), ex);
			}
		});
	}

}
