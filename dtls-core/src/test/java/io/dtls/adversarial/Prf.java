package io.dtls.adversarial;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The pseudorandom function of TLS 1.2 with SHA-256 (RFC 5246, section 5).
 */
final class Prf {

	private Prf() {
	}

	static byte[] expand(byte[] secret, String label, byte[] seed, int size) throws GeneralSecurityException {
		byte[] labelled = concat(label.getBytes(StandardCharsets.US_ASCII), seed);
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		byte[] a = labelled;
		while (out.size() < size) {
			a = hmac(secret, a);
			out.writeBytes(hmac(secret, concat(a, labelled)));
		}
		return Arrays.copyOf(out.toByteArray(), size);
	}

	private static byte[] hmac(byte[] key, byte[] data) throws GeneralSecurityException {
		Mac mac = Mac.getInstance("HmacSHA256");
		// An empty key is one of zeros to HMAC, but not to the JDK.
		mac.init(new SecretKeySpec((key.length > 0) ? key : new byte[1], "HmacSHA256"));
		return mac.doFinal(data);
	}

	static byte[] concat(byte[]... parts) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			out.writeBytes(part);
		}
		return out.toByteArray();
	}

}
