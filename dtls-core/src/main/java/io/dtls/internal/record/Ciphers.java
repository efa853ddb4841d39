package io.dtls.internal.record;

import java.security.GeneralSecurityException;

import javax.crypto.Cipher;

/**
 * The one place that makes ciphers, so that sharing them among sessions can be tried
 * here.
 */
public final class Ciphers {

	private Ciphers() {
	}

	public static Cipher create(String transformation) {
		try {
			return Cipher.getInstance(transformation);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("This Java has no " + transformation, ex);
		}
	}

}
