package io.dtls.autoconfigure.ssl;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

import io.dtls.credentials.PskStore;
import io.dtls.spring.DtlsConfigurationException;

/**
 * The pre-shared keys of {@code dtls.psk.identities}.
 */
public final class PropertiesPskStore implements PskStore {

	private final Map<String, byte[]> keys = new LinkedHashMap<>();

	public PropertiesPskStore(String property, Map<String, String> identities, Environment environment) {
		Bindable<Map<String, Object>> raw = Bindable.mapOf(String.class, Object.class);
		Binder.get(environment).bind(property, raw).ifBound((values) -> refuseNumbers(property, values));
		identities.forEach((identity, hex) -> this.keys.put(identity, parse(property + "[" + identity + "]", hex)));
	}

	/**
	 * YAML reads 0123 as the octal number 83, which is a key in hexadecimal just as well.
	 */
	private static void refuseNumbers(String property, @Nullable Object value) {
		if (value instanceof Map<?, ?> values) {
			values.forEach((identity, key) -> refuseNumbers(property + "." + identity, key));
		}
		if (value instanceof Number) {
			throw new DtlsConfigurationException(property + " was read as a number, which may have changed its digits",
					"Put the key in quotes.");
		}
	}

	// No message shows the value: it may be most of a key.
	private static byte[] parse(String property, String hex) {
		if (hex.isBlank()) {
			throw new DtlsConfigurationException(property + " has no key",
					"Give it a random key of 16 bytes or more, in hexadecimal.");
		}
		try {
			return HexFormat.of().parseHex(hex);
		}
		catch (IllegalArgumentException ex) {
			throw new DtlsConfigurationException(property + " is not a key in hexadecimal",
					"Write two digits of 0-9 and a-f for each byte and nothing else, in quotes if the file is YAML.");
		}
	}

	@Override
	public byte @Nullable [] findKey(String identity) {
		return this.keys.get(identity);
	}

}
