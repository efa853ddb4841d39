package io.dtls.autoconfigure.properties;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

/**
 * What can be set for keys without certificates (RFC 7250), under
 * {@code dtls.ssl.raw-public-keys}.
 */
public class DtlsRawPublicKeyProperties {

	/**
	 * Location or PEM text of the own private key, of type EC or RSA.
	 */
	private @Nullable String privateKey;

	/**
	 * Password of the private key, where it is encrypted.
	 */
	private @Nullable String privateKeyPassword;

	/**
	 * Location or PEM text of the public key that belongs to it and is shown to peers.
	 */
	private @Nullable String publicKey;

	/**
	 * Locations or PEM texts of the public keys of peers that are believed, each of one
	 * key or several.
	 */
	private List<String> trusted = new ArrayList<>();

	public @Nullable String getPrivateKey() {
		return this.privateKey;
	}

	public void setPrivateKey(@Nullable String privateKey) {
		this.privateKey = privateKey;
	}

	public @Nullable String getPrivateKeyPassword() {
		return this.privateKeyPassword;
	}

	public void setPrivateKeyPassword(@Nullable String privateKeyPassword) {
		this.privateKeyPassword = privateKeyPassword;
	}

	public @Nullable String getPublicKey() {
		return this.publicKey;
	}

	public void setPublicKey(@Nullable String publicKey) {
		this.publicKey = publicKey;
	}

	public List<String> getTrusted() {
		return this.trusted;
	}

	public void setTrusted(List<String> trusted) {
		this.trusted = trusted;
	}

	public boolean isSet() {
		return StringUtils.hasText(this.privateKey) || StringUtils.hasText(this.publicKey) || !this.trusted.isEmpty();
	}

}
