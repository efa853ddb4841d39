package io.dtls;

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
 */
public record ClientSettings(@Nullable String serverName, boolean insecureSkipHostNameVerification,
		@Nullable String pskIdentity) {

	public static ClientSettings defaults() {
		return new ClientSettings(null, false, null);
	}

	public ClientSettings withServerName(@Nullable String name) {
		return new ClientSettings(name, this.insecureSkipHostNameVerification, this.pskIdentity);
	}

	public ClientSettings withInsecureSkipHostNameVerification(boolean skip) {
		return new ClientSettings(this.serverName, skip, this.pskIdentity);
	}

	public ClientSettings withPskIdentity(@Nullable String identity) {
		return new ClientSettings(this.serverName, this.insecureSkipHostNameVerification, identity);
	}

	/** Names no identity: they do not belong in logs. */
	@Override
	public String toString() {
		return "ClientSettings[serverName=" + this.serverName + ", insecureSkipHostNameVerification="
				+ this.insecureSkipHostNameVerification + ", psk=" + (this.pskIdentity != null) + "]";
	}

}
