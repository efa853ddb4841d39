package io.dtls.settings;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What only a client decides.
 *
 * @param serverName the name that the server's certificate has to bear and that goes out
 * as SNI (RFC 6066, section 3), or null for the host that was connected to
 * @param insecureSkipHostNameVerification whether any name will do, which lets everybody
 * with a certificate of a trusted authority pose as the server
 * @param pskIdentity the identity to show (RFC 4279), whose key the PSK store has; null
 * where only certificates are used
 * @param maxFragmentLength most bytes of a record's plaintext to ask servers for (RFC
 * 6066, section 4): 512, 1024, 2048 or 4096; 0 to ask for nothing
 */
public record ClientSettings(@Nullable String serverName, boolean insecureSkipHostNameVerification,
		@Nullable String pskIdentity, int maxFragmentLength) {

	public ClientSettings {
		if (!List.of(0, 512, 1024, 2048, 4096).contains(maxFragmentLength)) {
			throw new InvalidSettingException("max-fragment-length", maxFragmentLength,
					"512, 1024, 2048 or 4096, or 0 for none");
		}
	}

	/**
	 * Verifies the name of the host, and shows no identity.
	 * @return the defaults
	 */
	public static ClientSettings defaults() {
		return new ClientSettings(null, false, null, 0);
	}

	/**
	 * Sets the name that the server has to bear, and that it is told (SNI).
	 * @param name a host name; null for the host that is connected to
	 * @return a copy
	 */
	public ClientSettings withServerName(@Nullable String name) {
		return new ClientSettings(name, this.insecureSkipHostNameVerification, this.pskIdentity,
				this.maxFragmentLength);
	}

	/**
	 * Sets whether any name in a trusted certificate will do.
	 * @param skip true lets everybody whom the same authority certified pose as the
	 * server
	 * @return a copy
	 */
	public ClientSettings withInsecureSkipHostNameVerification(boolean skip) {
		return new ClientSettings(this.serverName, skip, this.pskIdentity, this.maxFragmentLength);
	}

	/**
	 * Sets the identity to show (RFC 4279).
	 * @param identity one whose key the PSK store has; null to use certificates only
	 * @return a copy
	 */
	public ClientSettings withPskIdentity(@Nullable String identity) {
		return new ClientSettings(this.serverName, this.insecureSkipHostNameVerification, identity,
				this.maxFragmentLength);
	}

	/**
	 * Has both sides send shorter records, for servers with little memory.
	 * @param bytes 512, 1024, 2048 or 4096; 0 to ask for nothing
	 * @return a copy
	 */
	public ClientSettings withMaxFragmentLength(int bytes) {
		return new ClientSettings(this.serverName, this.insecureSkipHostNameVerification, this.pskIdentity, bytes);
	}

	/** Names no identity: they do not belong in logs. */
	@Override
	public String toString() {
		return "ClientSettings[serverName=" + this.serverName + ", insecureSkipHostNameVerification="
				+ this.insecureSkipHostNameVerification + ", psk=" + (this.pskIdentity != null) + ", maxFragmentLength="
				+ this.maxFragmentLength + "]";
	}

}
