package io.dtls.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;

/**
 * What can be set under {@code dtls}.
 */
@ConfigurationProperties("dtls")
public class DtlsProperties {

	/**
	 * Whether DTLS is configured at all.
	 */
	private boolean enabled = true;

	/**
	 * Certificates and what a handshake may agree on.
	 */
	@NestedConfigurationProperty
	private final DtlsSslProperties ssl = new DtlsSslProperties();

	/**
	 * Pre-shared keys.
	 */
	private final Psk psk = new Psk();

	/**
	 * The server.
	 */
	@NestedConfigurationProperty
	private final DtlsServerProperties server = new DtlsServerProperties();

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public DtlsSslProperties getSsl() {
		return this.ssl;
	}

	public Psk getPsk() {
		return this.psk;
	}

	public DtlsServerProperties getServer() {
		return this.server;
	}

	/**
	 * Pre-shared keys, an alternative or an addition to certificates.
	 */
	public static class Psk {

		/**
		 * Keys in hexadecimal by the identity that owns each. Put them in quotes in YAML,
		 * where digits alone are a number. A bean of type PskStore replaces them.
		 */
		private Map<String, String> identities = new LinkedHashMap<>();

		/**
		 * Hint that the server sends to clients that hold several identities.
		 */
		private @Nullable String hint;

		public Map<String, String> getIdentities() {
			return this.identities;
		}

		public void setIdentities(Map<String, String> identities) {
			this.identities = identities;
		}

		public @Nullable String getHint() {
			return this.hint;
		}

		public void setHint(@Nullable String hint) {
			this.hint = hint;
		}

	}

}
