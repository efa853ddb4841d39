package io.dtls.internal.crypto;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.Signature;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

import javax.crypto.Cipher;
import javax.crypto.Mac;

import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * Which versions and security providers are in use.
 *
 * @param libraryVersion of this library
 * @param bouncyCastleVersion of Bouncy Castle
 * @param providers name and version of the provider by algorithm
 */
public record CryptoFacts(String libraryVersion, String bouncyCastleVersion, Map<String, String> providers) {

	private static final String VERSION = version();

	private static final String BOUNCY_CASTLE_VERSION = new BouncyCastleProvider().getVersionStr();

	/** What is in use now. */
	public static CryptoFacts get() {
		return new CryptoFacts(VERSION, BOUNCY_CASTLE_VERSION, findProviders());
	}

	private static String version() {
		Properties properties = new Properties();
		try (InputStream file = CryptoFacts.class.getResourceAsStream("/io/dtls/version.properties")) {
			if (file != null) {
				properties.load(file);
			}
		}
		catch (IOException ex) {
			// Then it is unknown.
		}
		return properties.getProperty("version", "unknown");
	}

	private static Map<String, String> findProviders() {
		Map<String, String> found = new LinkedHashMap<>();
		put(found, "AES/GCM/NoPadding", () -> Cipher.getInstance("AES/GCM/NoPadding").getProvider());
		put(found, "ChaCha20-Poly1305", () -> Cipher.getInstance("ChaCha20-Poly1305").getProvider());
		put(found, "HmacSHA256", () -> Mac.getInstance("HmacSHA256").getProvider());
		put(found, "SHA256withECDSA", () -> Signature.getInstance("SHA256withECDSA").getProvider());
		put(found, "EC", () -> KeyFactory.getInstance("EC").getProvider());
		found.put("elliptic curves", EllipticCurves.inUse());
		return Map.copyOf(found);
	}

	private static void put(Map<String, String> found, String algorithm, Lookup lookup) {
		try {
			found.put(algorithm, lookup.provider().getName() + " " + lookup.provider().getVersionStr());
		}
		catch (GeneralSecurityException ex) {
			found.put(algorithm, "none");
		}
	}

	/** Asks for an implementation. */
	private interface Lookup {

		Provider provider() throws GeneralSecurityException;

	}

}
