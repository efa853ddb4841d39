package io.dtls.autoconfigure.ssl;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.StringUtils;

import io.dtls.autoconfigure.properties.DtlsRawPublicKeyProperties;
import io.dtls.autoconfigure.properties.DtlsSslProperties;
import io.dtls.spring.DtlsConfigurationException;

/**
 * The certificate and security of one endpoint: what is set for the endpoint itself, else
 * what is set for all under {@code dtls.ssl}. A certificate of its own replaces that for
 * all, whatever the source of either.
 */
public final class EffectiveSsl {

	private static final String COMMON_PREFIX = "dtls.ssl";

	private final String ownPrefix;

	private final DtlsSslProperties own;

	private final DtlsSslProperties common;

	public EffectiveSsl(String ownPrefix, DtlsSslProperties own, DtlsSslProperties common) {
		this.ownPrefix = ownPrefix;
		this.own = own;
		this.common = common;
	}

	private static Map<Source, Boolean> sources(DtlsSslProperties ssl) {
		Map<Source, Boolean> sources = new LinkedHashMap<>();
		sources.put(Source.BUNDLE, StringUtils.hasText(ssl.getBundle()));
		sources.put(Source.JKS, DtlsSslProperties.isSet(ssl.getJks()));
		sources.put(Source.PEM, DtlsSslProperties.isSet(ssl.getPem()));
		sources.put(Source.SELF_SIGNED, ssl.isSelfSigned());
		sources.values().removeIf((isSet) -> !isSet);
		return sources;
	}

	private boolean hasOwnCertificate() {
		return !sources(this.own).isEmpty();
	}

	/** Where the certificate is set. */
	public String prefix() {
		return hasOwnCertificate() ? this.ownPrefix : COMMON_PREFIX;
	}

	/**
	 * What the certificate comes from.
	 * @return null if there is none
	 */
	public @Nullable Source source() {
		Map<Source, Boolean> sources = sources(hasOwnCertificate() ? this.own : this.common);
		if (sources.size() > 1) {
			throw new DtlsConfigurationException(
					"The certificate has more than one source: " + String.join(", ",
							sources.keySet().stream().map((source) -> source.property(prefix())).toList()),
					"Keep one of them and remove the others.");
		}
		return sources.isEmpty() ? null : sources.keySet().iterator().next();
	}

	/** The name of the SSL bundle with the certificate, which inline stores have too. */
	public String bundleName() {
		String bundle = hasOwnCertificate() ? this.own.getBundle() : this.common.getBundle();
		Source source = source();
		if (source == Source.BUNDLE) {
			return (bundle != null) ? bundle : "";
		}
		return (source != null) ? source.property(prefix()) : "";
	}

	/**
	 * Finds that bundle.
	 * @param bundles of the application
	 */
	public SslBundle bundle(SslBundles bundles) {
		try {
			return bundles.getBundle(bundleName());
		}
		catch (NoSuchSslBundleException ex) {
			throw new DtlsConfigurationException(
					Source.BUNDLE.property(prefix()) + " is '" + bundleName()
							+ "', and there is no SSL bundle of that name",
					"Define it under spring.ssl.bundle.pem or spring.ssl.bundle.jks, or name one of those that are there: "
							+ bundles.getBundleNames() + ".",
					ex);
		}
	}

	/** What a user knows that bundle by. */
	public String describeBundle() {
		return (source() == Source.BUNDLE) ? Source.BUNDLE.property(prefix()) + " '" + bundleName() + "'"
				: bundleName();
	}

	Names protocols() {
		return names("protocols", DtlsSslProperties::getProtocols);
	}

	Names cipherSuites() {
		return names("cipher-suites", DtlsSslProperties::getCipherSuites);
	}

	Names groups() {
		return names("groups", DtlsSslProperties::getGroups);
	}

	Names signatureSchemes() {
		return names("signature-schemes", DtlsSslProperties::getSignatureSchemes);
	}

	Names applicationProtocols() {
		return names("application-protocols", DtlsSslProperties::getApplicationProtocols);
	}

	/**
	 * Keys without certificates: the endpoint's own, if it has any, else those for all.
	 */
	DtlsRawPublicKeyProperties rawPublicKeys() {
		return (hasOwnRawPublicKeys() ? this.own : this.common).getRawPublicKeys();
	}

	public String rawPublicKeysPrefix() {
		return (hasOwnRawPublicKeys() ? this.ownPrefix : COMMON_PREFIX) + ".raw-public-keys";
	}

	private boolean hasOwnRawPublicKeys() {
		return this.own.getRawPublicKeys().isSet();
	}

	/**
	 * Whether something is required.
	 * @param getter of the property, which is null where it is not set
	 */
	boolean isRequired(Function<DtlsSslProperties, @Nullable Boolean> getter) {
		Boolean value = getter.apply(this.own);
		return Boolean.TRUE.equals((value != null) ? value : getter.apply(this.common));
	}

	private Names names(String name, Function<DtlsSslProperties, List<String>> getter) {
		List<String> values = getter.apply(this.own);
		return values.isEmpty() ? new Names(COMMON_PREFIX + "." + name, getter.apply(this.common))
				: new Names(this.ownPrefix + "." + name, values);
	}

	/** What a certificate can come from. */
	public enum Source {

		BUNDLE("bundle"), JKS("jks"), PEM("pem"), SELF_SIGNED("self-signed");

		private final String name;

		Source(String name) {
			this.name = name;
		}

		public String property(String prefix) {
			return prefix + "." + this.name;
		}

	}

	/** Names of suites and the like, and the property that has them. */
	record Names(String property, List<String> values) {

	}

}
