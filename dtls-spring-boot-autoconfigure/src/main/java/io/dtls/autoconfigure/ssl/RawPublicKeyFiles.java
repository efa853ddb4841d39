package io.dtls.autoconfigure.ssl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.io.ApplicationResourceLoader;
import org.springframework.boot.ssl.pem.PemContent;
import org.springframework.util.StringUtils;

import io.dtls.autoconfigure.properties.DtlsRawPublicKeyProperties;
import io.dtls.credentials.RawPublicKeys;
import io.dtls.spring.DtlsConfigurationException;

/**
 * Reads keys without certificates (RFC 7250) from PEM files. What cannot be read fails
 * with the property's name.
 */
public final class RawPublicKeyFiles {

	private static final Pattern PUBLIC_KEY = Pattern
		.compile("-----BEGIN PUBLIC KEY-----([^-]*)-----END PUBLIC KEY-----");

	private final String prefix;

	private final DtlsRawPublicKeyProperties properties;

	private RawPublicKeyFiles(String prefix, DtlsRawPublicKeyProperties properties) {
		this.prefix = prefix;
		this.properties = properties;
	}

	/**
	 * Reads the own key and those of peers.
	 * @param ssl of one endpoint
	 * @return null if none is set
	 */
	public static @Nullable RawPublicKeys read(EffectiveSsl ssl) {
		DtlsRawPublicKeyProperties properties = ssl.rawPublicKeys();
		return properties.isSet() ? new RawPublicKeyFiles(ssl.rawPublicKeysPrefix(), properties).read() : null;
	}

	private RawPublicKeys read() {
		List<PublicKey> trusted = new ArrayList<>();
		for (String source : this.properties.getTrusted()) {
			trusted.addAll(publicKeys("trusted", source));
		}
		RawPublicKeys keys = new RawPublicKeys(own(), null);
		return trusted.isEmpty() ? keys : keys.withTrusted(trusted);
	}

	private @Nullable KeyPair own() {
		String privateKey = this.properties.getPrivateKey();
		String publicKey = this.properties.getPublicKey();
		if (!StringUtils.hasText(privateKey) && !StringUtils.hasText(publicKey)) {
			return null;
		}
		if (privateKey == null || publicKey == null || privateKey.isBlank() || publicKey.isBlank()) {
			throw new DtlsConfigurationException(
					this.prefix + " has "
							+ (StringUtils.hasText(privateKey) ? "a private key and no public"
									: "a public key and no private")
							+ " one",
					"Set both " + this.prefix + ".private-key and .public-key, or neither.");
		}
		KeyPair own = new KeyPair(publicKeys("public-key", publicKey).get(0), privateKey(privateKey));
		if (!belongTogether(own)) {
			throw new DtlsConfigurationException(
					this.prefix + ".public-key is not the public key of " + this.prefix + ".private-key",
					"Write it anew, as with: openssl pkey -in own.key -pubout");
		}
		return own;
	}

	private PrivateKey privateKey(String source) {
		try {
			PrivateKey key = PemContent.of(text(source)).getPrivateKey(this.properties.getPrivateKeyPassword());
			if (key != null) {
				return key;
			}
		}
		catch (IOException | IllegalStateException | IllegalArgumentException ex) {
			throw unreadable("private-key", ex);
		}
		throw unreadable("private-key", null);
	}

	private List<PublicKey> publicKeys(String name, String source) {
		List<PublicKey> keys = new ArrayList<>();
		try {
			Matcher matcher = PUBLIC_KEY.matcher(text(source));
			while (matcher.find()) {
				keys.add(publicKey(Base64.getMimeDecoder().decode(matcher.group(1))));
			}
		}
		catch (IOException | GeneralSecurityException | IllegalArgumentException ex) {
			throw unreadable(name, ex);
		}
		if (keys.isEmpty()) {
			throw unreadable(name, null);
		}
		return keys;
	}

	private static PublicKey publicKey(byte[] encoded) throws GeneralSecurityException {
		X509EncodedKeySpec spec = new X509EncodedKeySpec(encoded);
		try {
			return KeyFactory.getInstance("EC").generatePublic(spec);
		}
		catch (InvalidKeySpecException ex) {
			return KeyFactory.getInstance("RSA").generatePublic(spec);
		}
	}

	private static String text(String source) throws IOException {
		return PemContent.isPresentInText(source) ? source
				: ApplicationResourceLoader.get().getResource(source).getContentAsString(StandardCharsets.UTF_8);
	}

	private static boolean belongTogether(KeyPair keys) {
		try {
			Signature signature = Signature
				.getInstance(keys.getPrivate().getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
			signature.initSign(keys.getPrivate());
			signature.update(keys.getPublic().getEncoded());
			byte[] signed = signature.sign();
			signature.initVerify(keys.getPublic());
			signature.update(keys.getPublic().getEncoded());
			return signature.verify(signed);
		}
		catch (GeneralSecurityException ex) {
			return false;
		}
	}

	// The cause may quote a key, so that only what is said of files is passed on.
	private DtlsConfigurationException unreadable(String name, @Nullable Exception cause) {
		String kind = name.equals("private-key") ? "private key" : "public key";
		String reason = (cause instanceof IOException) ? ": " + cause.getMessage() : "";
		return new DtlsConfigurationException(
				this.prefix + "." + name + " holds no " + kind + " of type EC or RSA" + reason,
				"Set it to the location or the text of a PEM file with '-----BEGIN " + kind.toUpperCase(Locale.ROOT)
						+ "-----'.");
	}

}
