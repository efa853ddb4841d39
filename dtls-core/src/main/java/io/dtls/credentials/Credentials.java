package io.dtls.credentials;

import java.security.GeneralSecurityException;
import java.security.KeyStore;

import javax.net.ssl.KeyManagerFactory;
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
 * @param rawPublicKeys keys without certificates; null where there are none
 */
public record Credentials(@Nullable X509ExtendedKeyManager keyManager, @Nullable X509TrustManager trustManager,
		@Nullable PskStore pskStore, @Nullable String pskIdentityHint, @Nullable RawPublicKeys rawPublicKeys) {

	/**
	 * Proves and believes by certificates and pre-shared keys.
	 * @param keyManager this side's certificate and private key, or null
	 * @param trustManager verifies the peer's certificate, or null
	 * @param pskStore finds pre-shared keys, or null
	 * @param pskIdentityHint of a server, or null
	 */
	public Credentials(@Nullable X509ExtendedKeyManager keyManager, @Nullable X509TrustManager trustManager,
			@Nullable PskStore pskStore, @Nullable String pskIdentityHint) {
		this(keyManager, trustManager, pskStore, pskIdentityHint, null);
	}

	/**
	 * Proves itself by a certificate.
	 * @param keyManager finds certificate and private key
	 * @param trustManager verifies peers; null to ask for no certificate
	 * @return credentials without pre-shared keys
	 */
	public static Credentials ofCertificate(X509ExtendedKeyManager keyManager,
			@Nullable X509TrustManager trustManager) {
		return new Credentials(keyManager, trustManager, null, null);
	}

	/**
	 * Proves itself by the keys of a key store. A chain that is not complete is completed
	 * with certificates that the store has besides, up to its root, which is not sent.
	 * @param store loaded; holds private keys with their certificates
	 * @param password of the private keys
	 * @return credentials that trust nobody yet
	 * @throws GeneralSecurityException if the keys cannot be read
	 */
	public static Credentials ofKeyStore(KeyStore store, char[] password) throws GeneralSecurityException {
		KeyManagerFactory factory = KeyManagerFactory.getInstance("NewSunX509");
		factory.init(store, password);
		X509ExtendedKeyManager keys = (X509ExtendedKeyManager) factory.getKeyManagers()[0];
		return ofCertificate(new ChainBuildingKeyManager(keys, store), null);
	}

	/**
	 * Proves itself by pre-shared keys (RFC 4279).
	 * @param pskStore finds the keys by identity
	 * @return credentials without certificate
	 */
	public static Credentials ofPsk(PskStore pskStore) {
		return new Credentials(null, null, pskStore, null);
	}

	/**
	 * Proves itself by a key without certificate (RFC 7250).
	 * @param keys the own key pair, and whom to believe
	 * @return credentials without certificate
	 */
	public static Credentials ofRawPublicKeys(RawPublicKeys keys) {
		return new Credentials(null, null, null, null, keys);
	}

	/**
	 * Adds pre-shared keys, beside what there is.
	 * @param store finds the keys by identity
	 * @return a copy
	 */
	public Credentials withPskStore(PskStore store) {
		return new Credentials(this.keyManager, this.trustManager, store, this.pskIdentityHint, this.rawPublicKeys);
	}

	/**
	 * Sets what a server tells clients to choose their identity by.
	 * @param hint text for clients; null to give none
	 * @return a copy
	 */
	public Credentials withPskIdentityHint(@Nullable String hint) {
		return new Credentials(this.keyManager, this.trustManager, this.pskStore, hint, this.rawPublicKeys);
	}

	/**
	 * Sets who verifies the certificates of peers.
	 * @param manager of standard JSSE; null to verify none on a server, and by the trust
	 * store of the JDK on a client
	 * @return a copy
	 */
	public Credentials withTrustManager(@Nullable X509TrustManager manager) {
		return new Credentials(this.keyManager, manager, this.pskStore, this.pskIdentityHint, this.rawPublicKeys);
	}

	/**
	 * Adds keys without certificates (RFC 7250), beside what there is.
	 * @param keys the own key pair, and whom to believe; null for none
	 * @return a copy
	 */
	public Credentials withRawPublicKeys(@Nullable RawPublicKeys keys) {
		return new Credentials(this.keyManager, this.trustManager, this.pskStore, this.pskIdentityHint, keys);
	}

	@Override
	public String toString() {
		return "Credentials[certificate=" + (this.keyManager != null) + ", trust=" + (this.trustManager != null)
				+ ", psk=" + (this.pskStore != null) + ((this.rawPublicKeys != null) ? ", " + this.rawPublicKeys : "")
				+ "]";
	}

}
