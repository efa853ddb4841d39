package io.dtls.autoconfigure.ssl;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.springframework.util.ObjectUtils;

import io.dtls.CipherSuite;
import io.dtls.autoconfigure.properties.DtlsSslProperties;
import io.dtls.autoconfigure.properties.SettingNames;
import io.dtls.settings.ClientAuth;
import io.dtls.settings.InvalidSettingException;
import io.dtls.settings.SecuritySettings;
import io.dtls.spring.DtlsConfigurationException;

/**
 * What a handshake may agree on, read from the properties. An unknown name fails with
 * those that are known.
 */
public final class ServerSecurity {

	private static final SecuritySettings DEFAULTS = SecuritySettings.defaults();

	// One byte tells the length (RFC 7301, section 3.1).
	private static final int MAX_PROTOCOL_NAME = 255;

	private ServerSecurity() {
	}

	public static SecuritySettings of(EffectiveSsl ssl, ClientAuth clientAuth, String @Nullable [] bundleCiphers) {
		SecuritySettings security = protocols(ssl.protocols());
		return security.withClientAuth(clientAuth)
			.withCipherSuites(cipherSuites(security, ssl.cipherSuites(), bundleCiphers))
			.withGroups(known(ssl.groups(), DEFAULTS.groups()))
			.withSignatureSchemes(known(ssl.signatureSchemes(), DEFAULTS.signatureSchemes()))
			.withApplicationProtocols(applicationProtocols(ssl.applicationProtocols()))
			.withRequireExtendedMasterSecret(ssl.isRequired(DtlsSslProperties::getRequireExtendedMasterSecret))
			.withRequireSecureRenegotiation(ssl.isRequired(DtlsSslProperties::getRequireSecureRenegotiation));
	}

	private static SecuritySettings protocols(EffectiveSsl.Names names) {
		if (names.values().isEmpty()) {
			return DEFAULTS;
		}
		try {
			return DEFAULTS.withInsecureProtocols(names.values());
		}
		catch (InvalidSettingException ex) {
			throw SettingNames.explain(names.property(), ex);
		}
	}

	private static List<CipherSuite> cipherSuites(SecuritySettings security, EffectiveSsl.Names names,
			String @Nullable [] bundleCiphers) {
		List<CipherSuite> supported = security.allowsInsecureDtls10() ? List.of(CipherSuite.values())
				: CipherSuite.secure();
		if (!names.values().isEmpty()) {
			return known(names, supported.stream().map(CipherSuite::name).toList()).stream()
				.map(CipherSuite::valueOf)
				.toList();
		}
		if (ObjectUtils.isEmpty(bundleCiphers)) {
			return security.cipherSuites();
		}
		return ofBundle(bundleCiphers, supported, names.property());
	}

	/** A bundle may serve HTTPS too, so it may name suites that are not for DTLS. */
	private static List<CipherSuite> ofBundle(String[] ciphers, List<CipherSuite> supported, String property) {
		List<CipherSuite> suites = Arrays.stream(ciphers)
			.map(CipherSuite::named)
			.flatMap(Optional::stream)
			.filter(supported::contains)
			.toList();
		if (suites.isEmpty()) {
			throw new DtlsConfigurationException(
					"The SSL bundle's options.ciphers has no cipher suite for DTLS: " + String.join(", ", ciphers),
					"Set " + property + ". Supported are " + supported + ".");
		}
		return suites;
	}

	private static List<String> applicationProtocols(EffectiveSsl.Names names) {
		for (String name : names.values()) {
			int bytes = name.getBytes(StandardCharsets.UTF_8).length;
			if (bytes < 1 || bytes > MAX_PROTOCOL_NAME) {
				throw new DtlsConfigurationException(
						names.property() + " contains a name of " + bytes + " bytes: '" + name + "'",
						"Set it to names of 1 to " + MAX_PROTOCOL_NAME + " bytes, such as coap.");
			}
		}
		return names.values();
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
