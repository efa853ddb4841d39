package io.dtls.autoconfigure.server;

import java.util.Arrays;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslOptions;

import io.dtls.autoconfigure.ssl.EffectiveSsl;
import io.dtls.autoconfigure.ssl.EffectiveSsl.Source;
import io.dtls.autoconfigure.ssl.RawPublicKeyFiles;
import io.dtls.credentials.Credentials;
import io.dtls.credentials.PskStore;
import io.dtls.credentials.RawPublicKeys;
import io.dtls.endpoint.DtlsServer;
import io.dtls.settings.ClientAuth;
import io.dtls.spring.DtlsConfigurationException;
import io.dtls.spring.SelfSignedCertificate;
import io.dtls.spring.SslBundleCredentials;

/**
 * The server's certificate, from the one source that is configured, and its pre-shared
 * keys.
 */
final class ServerCredentials {

	private static final Logger logger = LoggerFactory.getLogger(ServerCredentials.class);

	private final ServerDefinition server;

	private final EffectiveSsl ssl;

	private final SslBundles bundles;

	private final @Nullable PskStore pskStore;

	private final @Nullable RawPublicKeys rawPublicKeys;

	private final @Nullable Source source;

	private final @Nullable SslBundle bundle;

	ServerCredentials(ServerDefinition server, SslBundles bundles, @Nullable PskStore pskStore) {
		this.server = server;
		this.ssl = server.ssl();
		this.bundles = bundles;
		this.pskStore = pskStore;
		this.rawPublicKeys = RawPublicKeyFiles.read(this.ssl);
		this.source = this.ssl.source();
		this.bundle = findBundle();
	}

	private @Nullable SslBundle findBundle() {
		if (this.source == null) {
			return null;
		}
		if (this.source == Source.SELF_SIGNED) {
			SelfSignedCertificate certificate = SelfSignedCertificate.create();
			logger.warn("The DTLS server has a self-signed certificate, for development only. SHA-256 fingerprint: {}",
					certificate.fingerprint());
			return certificate.sslBundle();
		}
		return this.ssl.bundle(this.bundles);
	}

	private String bundleName() {
		return this.ssl.bundleName();
	}

	private String property(Source source) {
		return source.property(this.ssl.prefix());
	}

	/** What the bundle itself says of cipher suites. */
	SslOptions bundleOptions() {
		return (this.bundle != null) ? this.bundle.getOptions() : SslOptions.NONE;
	}

	Credentials load() {
		if (this.bundle != null) {
			return withOtherKeys(read(this.bundle));
		}
		if (this.rawPublicKeys != null && this.rawPublicKeys.own() != null) {
			return withOtherKeys(Credentials.ofRawPublicKeys(this.rawPublicKeys));
		}
		if (this.pskStore == null) {
			throw new DtlsConfigurationException("The DTLS server has neither a certificate nor a pre-shared key",
					"Set one of " + Arrays.stream(Source.values()).map(this::property).collect(Collectors.joining(", "))
							+ " for a certificate, or " + this.server.pskPrefix()
							+ ".identities for pre-shared keys, or " + this.ssl.rawPublicKeysPrefix()
							+ " for keys without certificates.");
		}
		if (clientAuth() != ClientAuth.NONE) {
			throw new DtlsConfigurationException(
					this.server.prefix() + ".client-auth asks for client certificates, and the server has none itself",
					"Set " + property(Source.BUNDLE) + ", " + property(Source.JKS) + " or " + property(Source.PEM)
							+ ", or " + this.server.prefix() + ".client-auth to none.");
		}
		return withOtherKeys(Credentials.ofPsk(this.pskStore));
	}

	private ClientAuth clientAuth() {
		return this.server.properties().getClientAuth();
	}

	private Credentials read(SslBundle bundle) {
		try {
			// Clients whose keys are believed need no certificates, nor the server a
			// truststore.
			boolean onlyRawKeys = trustsRawPublicKeys() && bundle.getStores().getTrustStore() == null;
			return SslBundleCredentials.of(bundle, onlyRawKeys ? ClientAuth.NONE : clientAuth());
		}
		catch (IllegalStateException ex) {
			throw new DtlsConfigurationException(this.ssl.describeBundle() + " cannot be used: " + ex.getMessage(),
					"Give it a keystore with an EC or RSA private key and its certificates"
							+ ((clientAuth() != ClientAuth.NONE) ? ", and a truststore with the authorities of the"
									+ " clients' certificates, for " + this.server.prefix() + ".client-auth" : "")
							+ ".",
					ex);
		}
	}

	private boolean trustsRawPublicKeys() {
		return this.rawPublicKeys != null && this.rawPublicKeys.trusted() != null;
	}

	private Credentials withOtherKeys(Credentials certificate) {
		Credentials credentials = certificate.withRawPublicKeys(this.rawPublicKeys);
		if (this.pskStore == null) {
			return credentials;
		}
		return credentials.withPskStore(this.pskStore).withPskIdentityHint(this.server.pskHint());
	}

	/** Has the server use the certificate's new versions for handshakes to come. */
	void reloadInto(DtlsServer server) {
		if (this.source == null || this.source == Source.SELF_SIGNED) {
			return;
		}
		this.bundles.addBundleUpdateHandler(bundleName(), (updated) -> {
			try {
				server.credentials(withOtherKeys(read(updated)));
				logger.info("The DTLS server uses the new version of SSL bundle {}", bundleName());
			}
			catch (RuntimeException ex) {
				logger.error("The DTLS server keeps its certificate: the new version of SSL bundle {} cannot be used",
						bundleName(), ex);
			}
		});
	}

}
