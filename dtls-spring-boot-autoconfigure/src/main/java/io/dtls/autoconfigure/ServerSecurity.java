package io.dtls.autoconfigure;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.springframework.util.ObjectUtils;

import io.dtls.CipherSuite;
import io.dtls.ClientAuth;
import io.dtls.SecuritySettings;
import io.dtls.spring.DtlsConfigurationException;

/**
 * What a handshake may agree on, read from the properties. An unknown name fails with
 * those that are known.
 */
final class ServerSecurity {

	private static final SecuritySettings DEFAULTS = SecuritySettings.defaults();

	private ServerSecurity() {
	}

	static SecuritySettings of(EffectiveSsl ssl, ClientAuth clientAuth, String @Nullable [] bundleCiphers) {
		return DEFAULTS.withClientAuth(clientAuth)
			.withCipherSuites(cipherSuites(ssl.cipherSuites(), bundleCiphers))
			.withGroups(known(ssl.groups(), DEFAULTS.groups()))
			.withSignatureSchemes(known(ssl.signatureSchemes(), DEFAULTS.signatureSchemes()));
	}

	private static List<CipherSuite> cipherSuites(EffectiveSsl.Names names, String @Nullable [] bundleCiphers) {
		if (!names.values().isEmpty()) {
			List<String> supported = Arrays.stream(CipherSuite.values()).map(CipherSuite::name).toList();
			return known(names, supported).stream().map(CipherSuite::valueOf).toList();
		}
		if (ObjectUtils.isEmpty(bundleCiphers)) {
			return DEFAULTS.cipherSuites();
		}
		return ofBundle(bundleCiphers, names.property());
	}

	/** A bundle may serve HTTPS too, so it may name suites that are not for DTLS. */
	private static List<CipherSuite> ofBundle(String[] ciphers, String property) {
		List<CipherSuite> suites = Arrays.stream(ciphers).map(CipherSuite::named).flatMap(Optional::stream).toList();
		if (suites.isEmpty()) {
			throw new DtlsConfigurationException(
					"The SSL bundle's options.ciphers has no cipher suite for DTLS: " + String.join(", ", ciphers),
					"Set " + property + ". Supported are " + Arrays.toString(CipherSuite.values()) + ".");
		}
		return suites;
	}

	private static List<String> known(EffectiveSsl.Names names, List<String> supported) {
		for (String name : names.values()) {
			if (!supported.contains(name)) {
				throw new DtlsConfigurationException(names.property() + " contains '" + name + "', which is unknown",
						"Supported are " + String.join(", ", supported) + ".");
			}
		}
		return names.values().isEmpty() ? supported : names.values();
	}

}
