package io.dtls;

import java.io.Serializable;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Principal;
import java.security.PublicKey;
import java.util.Base64;

/**
 * A peer known by its raw public key (RFC 7250).
 *
 * @param key that the peer has the private key of
 */
public record RawPublicKeyPrincipal(PublicKey key) implements Principal, Serializable {

	/**
	 * The hash of the key, as a URI of RFC 6920.
	 * @return such as {@code ni:///sha-256;f4OxZX_x_FO5LcGBSKHWXfwtSx-j1ncoSt3SABJtkGk}
	 */
	@Override
	public String getName() {
		try {
			byte[] hash = MessageDigest.getInstance("SHA-256").digest(this.key.getEncoded());
			return "ni:///sha-256;" + Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every JDK has SHA-256", ex);
		}
	}

	@Override
	public String toString() {
		return "RawPublicKeyPrincipal[" + getName() + "]";
	}

}
