package io.dtls;

import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509TrustManager;

import org.jspecify.annotations.Nullable;

/**
 * What an endpoint proves itself with, and whom it believes. The managers are those of
 * standard JSSE, so that a key in a token or a cloud service works like one in a file.
 *
 * @param keyManager finds this side's certificate and private key; null where only
 * pre-shared keys are used
 * @param trustManager verifies the peer's certificate; null where none is asked for
 * @param pskStore finds pre-shared keys; null where only certificates are used
 * @param pskIdentityHint what a server tells clients to choose an identity by, if
 * anything
 */
public record Credentials(@Nullable X509ExtendedKeyManager keyManager, @Nullable X509TrustManager trustManager,
		@Nullable PskStore pskStore, @Nullable String pskIdentityHint) {

	public static Credentials ofCertificate(X509ExtendedKeyManager keyManager,
			@Nullable X509TrustManager trustManager) {
		return new Credentials(keyManager, trustManager, null, null);
	}

	public static Credentials ofPsk(PskStore pskStore) {
		return new Credentials(null, null, pskStore, null);
	}

	public Credentials withPskStore(PskStore store) {
		return new Credentials(this.keyManager, this.trustManager, store, this.pskIdentityHint);
	}

	public Credentials withPskIdentityHint(@Nullable String hint) {
		return new Credentials(this.keyManager, this.trustManager, this.pskStore, hint);
	}

	@Override
	public String toString() {
		return "Credentials[certificate=" + (this.keyManager != null) + ", trust=" + (this.trustManager != null)
				+ ", psk=" + (this.pskStore != null) + "]";
	}

}
