package io.dtls.store;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;

import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;

/**
 * Encrypts what goes into a store that others can read: AES-256-GCM under a key of
 * {@link Secrets}, with random nonces, bound to the name under which it is stored. Safe
 * for use by many threads.
 */
public final class StoreCipher {

	private static final String TRANSFORMATION = "AES/GCM/NoPadding";

	private static final int NONCE_SIZE = 12;

	private static final int TAG_SIZE = 16;

	private final SecretKeySpec current;

	private final @Nullable SecretKeySpec previous;

	private final SecureRandom random = new SecureRandom();

	/**
	 * Derives the keys of a store.
	 * @param secrets shared by all who use the store
	 * @param purpose tells the keys of different stores apart
	 */
	public StoreCipher(Secrets secrets, String purpose) {
		this.current = new SecretKeySpec(secrets.current(purpose), "AES");
		byte[] older = secrets.previous(purpose);
		this.previous = (older != null) ? new SecretKeySpec(older, "AES") : null;
	}

	/**
	 * Encrypts under the current key.
	 * @param plain what to protect
	 * @param name under which it will be stored; not secret
	 * @return 28 bytes more than the plaintext
	 */
	public byte[] seal(byte[] plain, byte[] name) {
		byte[] nonce = new byte[NONCE_SIZE];
		this.random.nextBytes(nonce);
		try {
			Cipher cipher = Cipher.getInstance(TRANSFORMATION);
			cipher.init(Cipher.ENCRYPT_MODE, this.current, new GCMParameterSpec(8 * TAG_SIZE, nonce));
			cipher.updateAAD(name);
			byte[] sealed = Arrays.copyOf(nonce, NONCE_SIZE + plain.length + TAG_SIZE);
			cipher.doFinal(plain, 0, plain.length, sealed, NONCE_SIZE);
			return sealed;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every JDK has " + TRANSFORMATION, ex);
		}
	}

	/**
	 * Decrypts what was sealed under the current key or the previous one.
	 * @param sealed as {@link #seal} made it
	 * @param name under which it was found
	 * @return the plaintext, or null if it was sealed under another key or name, or
	 * changed since
	 */
	public byte @Nullable [] open(byte[] sealed, byte[] name) {
		if (sealed.length < NONCE_SIZE + TAG_SIZE) {
			return null;
		}
		byte[] plain = open(this.current, sealed, name);
		return (plain == null && this.previous != null) ? open(this.previous, sealed, name) : plain;
	}

	private static byte @Nullable [] open(SecretKeySpec key, byte[] sealed, byte[] name) {
		try {
			Cipher cipher = Cipher.getInstance(TRANSFORMATION);
			cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(8 * TAG_SIZE, sealed, 0, NONCE_SIZE));
			cipher.updateAAD(name);
			return cipher.doFinal(sealed, NONCE_SIZE, sealed.length - NONCE_SIZE);
		}
		catch (GeneralSecurityException ex) {
			return null;
		}
	}

	@Override
	public String toString() {
		return "StoreCipher";
	}

}
