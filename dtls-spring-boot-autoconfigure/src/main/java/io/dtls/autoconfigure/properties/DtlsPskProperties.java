package io.dtls.autoconfigure.properties;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Pre-shared keys, an alternative or an addition to certificates.
 */
public class DtlsPskProperties {

	/**
	 * Keys in hexadecimal by the identity that owns each. Put them in quotes in YAML,
	 * where digits alone are a number. A bean of type PskStore replaces them.
	 */
	private Map<String, String> identities = new LinkedHashMap<>();

	/**
	 * Hint that the server sends to clients that hold several identities.
	 */
	private @Nullable String hint;

	/**
	 * Identity that the client shows, where there are several. Without meaning for
	 * servers.
	 */
	private @Nullable String identity;

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

	public @Nullable String getIdentity() {
		return this.identity;
	}

	public void setIdentity(@Nullable String identity) {
		this.identity = identity;
	}

}
