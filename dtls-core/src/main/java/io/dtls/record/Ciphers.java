package io.dtls.record;

import java.security.GeneralSecurityException;

import javax.crypto.Cipher;

/**
 * The one place that makes ciphers, so that sharing them among sessions can be tried
 * here.
 */
public final class Ciphers {

	private Ciphers() {
	}

	/** A cipher of the JDK; IllegalStateException if it has none of that name. */
	public static Cipher create(String transformation) {
		try {
			return Cipher.getInstance(transformation);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("This Java has no " + transformation, ex);
		}
	}

}
