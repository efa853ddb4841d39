package io.dtls;

import java.security.Principal;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Who the peer proved to be: by certificate, raw public key (RFC 7250), pre-shared key,
 * or not at all.
 *
 * @param certificates the verified chain, the peer's own first; empty where it sent none
 * @param rawPublicKey the peer's raw public key, if it used one
 * @param pskIdentity the PSK identity, if a pre-shared key was used
 */
public record PeerIdentity(List<X509Certificate> certificates, @Nullable PublicKey rawPublicKey,
		@Nullable String pskIdentity) {

	/** A peer that proved nothing, as a client does in most server-authenticated use. */
	public static final PeerIdentity ANONYMOUS = new PeerIdentity(List.of(), null, null);

	public PeerIdentity {
		certificates = List.copyOf(certificates);
	}

	/**
	 * A peer that knows a pre-shared key.
	 * @param identity what the key is known by
	 * @return its identity
	 */
	public static PeerIdentity ofPsk(String identity) {
		return new PeerIdentity(List.of(), null, identity);
	}

	/**
	 * A peer that has the private key of a raw public key (RFC 7250).
	 * @param key the public key that it showed
	 * @return its identity
	 */
	public static PeerIdentity ofRawPublicKey(PublicKey key) {
		return new PeerIdentity(List.of(), key, null);
	}

	/**
	 * The name of the peer: the certificate's subject, a hash of its raw public key, or
	 * the PSK identity.
	 * @return null if the peer is anonymous
	 */
	public @Nullable Principal principal() {
		if (!this.certificates.isEmpty()) {
			return this.certificates.get(0).getSubjectX500Principal();
		}
		if (this.rawPublicKey != null) {
			return new RawPublicKeyPrincipal(this.rawPublicKey);
		}
		return (this.pskIdentity != null) ? new PskPrincipal(this.pskIdentity) : null;
	}

	/** Names a few facts only: identities do not belong in logs. */
	@Override
	public String toString() {
		if (!this.certificates.isEmpty()) {
			return "PeerIdentity[certificate]";
		}
		if (this.rawPublicKey != null) {
			return "PeerIdentity[raw public key]";
		}
		return (this.pskIdentity != null) ? "PeerIdentity[psk]" : "PeerIdentity[anonymous]";
	}

}
