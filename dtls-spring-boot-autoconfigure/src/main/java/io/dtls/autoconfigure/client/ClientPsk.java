package io.dtls.autoconfigure.client;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

import io.dtls.autoconfigure.properties.DtlsPskProperties;
import io.dtls.autoconfigure.ssl.PropertiesPskStore;
import io.dtls.credentials.PskStore;
import io.dtls.spring.DtlsConfigurationException;

/**
 * The identity that the client shows, and who knows its key.
 *
 * @param identity as the server knows it
 * @param store has its key
 */
public record ClientPsk(String identity, PskStore store) {

	private static final String OWN_PREFIX = ClientDefinition.PREFIX + ".psk";

	/**
	 * Reads the properties. The keys of all, under {@code dtls.psk}, may be those of a
	 * server's many clients, so one of them is used only if it is named.
	 * @param bean a store of the application, if it has one
	 * @return null if the client uses no pre-shared key
	 */
	public static @Nullable ClientPsk of(ClientDefinition client, @Nullable PskStore bean, Environment environment) {
		DtlsPskProperties own = client.properties().getPsk();
		DtlsPskProperties common = client.all().getPsk();
		boolean hasOwnKeys = !own.getIdentities().isEmpty();
		Map<String, String> keys = hasOwnKeys ? own.getIdentities() : common.getIdentities();
		String prefix = hasOwnKeys ? OWN_PREFIX : "dtls.psk";
		String identity = StringUtils.hasText(own.getIdentity()) ? own.getIdentity() : common.getIdentity();
		if (!StringUtils.hasText(identity)) {
			if (!hasOwnKeys) {
				return null;
			}
			identity = only(keys);
		}
		if (bean != null && !hasOwnKeys) {
			return new ClientPsk(identity, bean);
		}
		// Who the client says it is does not belong in a log either.
		if (!keys.containsKey(identity)) {
			throw new DtlsConfigurationException("The PSK identity of the client has no key",
					"Add the key under " + prefix + ".identities, or correct " + OWN_PREFIX + ".identity.");
		}
		return new ClientPsk(identity, new PropertiesPskStore(prefix + ".identities", keys, environment));
	}

	private static String only(Map<String, String> keys) {
		if (keys.size() > 1) {
			throw new DtlsConfigurationException(
					OWN_PREFIX + ".identity is not set, and there are several under " + OWN_PREFIX + ".identities",
					"Set it to the one that the client is to show.");
		}
		return keys.keySet().iterator().next();
	}

}
