package io.dtls.store;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;

/**
 * The secrets that the nodes of a cluster share: each purpose has keys of its own,
 * derived from them. To change a secret, make it the previous one on all nodes first.
 */
public final class Secrets {

	/** Fewest bytes of a secret. */
	public static final int MIN_SIZE = 16;

	private static final String ALGORITHM = "HmacSHA256";

	private final SecretKeySpec current;

	private final @Nullable SecretKeySpec previous;

	private Secrets(SecretKeySpec current, @Nullable SecretKeySpec previous) {
		this.current = current;
		this.previous = previous;
	}

	/**
	 * Uses secrets of the configuration.
	 * @param current protects what is new; at least {@link #MIN_SIZE} random bytes
	 * @param previous still recognised, or null
	 * @return the secrets
	 * @throws IllegalArgumentException if one is too short
	 */
	public static Secrets of(byte[] current, byte @Nullable [] previous) {
		return new Secrets(checked(current), (previous != null) ? checked(previous) : null);
	}

	/** Uses a secret that nobody else has, and that ends with the process. */
	public static Secrets random() {
		byte[] bytes = new byte[32];
		new SecureRandom().nextBytes(bytes);
		return of(bytes, null);
	}

	private static SecretKeySpec checked(byte[] secret) {
		if (secret.length < MIN_SIZE) {
			throw new IllegalArgumentException("A secret needs at least " + MIN_SIZE + " bytes, not " + secret.length);
		}
		return new SecretKeySpec(secret, ALGORITHM);
	}

	/**
	 * The key for what is new.
	 * @param purpose tells keys apart
	 * @return 32 bytes
	 */
	public byte[] current(String purpose) {
		return derive(this.current, purpose);
	}

	/**
	 * The key for what is older.
	 * @param purpose tells keys apart
	 * @return 32 bytes, or null if there is none
	 */
	public byte @Nullable [] previous(String purpose) {
		return (this.previous != null) ? derive(this.previous, purpose) : null;
	}

	private static byte[] derive(SecretKeySpec secret, String purpose) {
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			mac.init(secret);
			return mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every JDK has " + ALGORITHM, ex);
		}
	}

	@Override
	public String toString() {
		return "Secrets[previous=" + (this.previous != null) + "]";
	}

}
