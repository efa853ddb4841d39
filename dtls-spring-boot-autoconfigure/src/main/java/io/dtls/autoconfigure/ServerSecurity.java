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
 * What a handshake may agree on, read from {@code dtls.ssl}. An unknown name fails with
 * those that are known.
 */
final class ServerSecurity {

	private static final SecuritySettings DEFAULTS = SecuritySettings.defaults();

	private ServerSecurity() {
	}

	static SecuritySettings of(DtlsSslProperties ssl, ClientAuth clientAuth, String @Nullable [] bundleCiphers) {
		return DEFAULTS.withClientAuth(clientAuth)
			.withCipherSuites(cipherSuites(ssl.getCipherSuites(), bundleCiphers))
			.withGroups(known("groups", ssl.getGroups(), DEFAULTS.groups()))
			.withSignatureSchemes(known("signature-schemes", ssl.getSignatureSchemes(), DEFAULTS.signatureSchemes()));
	}

	private static List<CipherSuite> cipherSuites(List<String> names, String @Nullable [] bundleCiphers) {
		if (!names.isEmpty()) {
			List<String> supported = Arrays.stream(CipherSuite.values()).map(CipherSuite::name).toList();
			return known("cipher-suites", names, supported).stream().map(CipherSuite::valueOf).toList();
		}
		if (ObjectUtils.isEmpty(bundleCiphers)) {
			return DEFAULTS.cipherSuites();
		}
		return ofBundle(bundleCiphers);
	}

	/** A bundle may serve HTTPS too, so it may name suites that are not for DTLS. */
	private static List<CipherSuite> ofBundle(String[] ciphers) {
		List<CipherSuite> suites = Arrays.stream(ciphers).map(CipherSuite::named).flatMap(Optional::stream).toList();
		if (suites.isEmpty()) {
			throw new DtlsConfigurationException(
					"The SSL bundle's options.ciphers has no cipher suite for DTLS: " + String.join(", ", ciphers),
					"Set dtls.ssl.cipher-suites. Supported are " + Arrays.toString(CipherSuite.values()) + ".");
		}
		return suites;
	}

	private static List<String> known(String property, List<String> names, List<String> supported) {
		for (String name : names) {
			if (!supported.contains(name)) {
				throw new DtlsConfigurationException(
						"dtls.ssl." + property + " contains '" + name + "', which is unknown",
						"Supported are " + String.join(", ", supported) + ".");
			}
		}
		return names.isEmpty() ? supported : names;
	}

}
