package io.dtls.internal.handshake.cookie;

import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.dtls.internal.handshake.message.HelloFields;

/**
 * Makes the cookies of one secret: HMAC-SHA256 over the peer's address and the fields of
 * the ClientHello that do not change between its two flights, and a slot of time. Each
 * thread has a Mac of its own.
 */
public final class CookieSecret {

	/** Bytes of a cookie; DTLS 1.0 clients take no more than 32. */
	public static final int COOKIE_SIZE = 32;

	private static final String ALGORITHM = "HmacSHA256";

	private final ThreadLocal<Mac> macs;

	CookieSecret(byte[] secret) {
		SecretKeySpec key = new SecretKeySpec(secret, ALGORITHM);
		this.macs = ThreadLocal.withInitial(() -> keyedMac(key));
	}

	private static Mac keyedMac(SecretKeySpec key) {
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			mac.init(key);
			return mac;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every JDK has " + ALGORITHM, ex);
		}
	}

	/**
	 * Makes the cookie of a slot of time, whose number is its last byte too.
	 * @param slot 0 where the secret itself changes with the time
	 */
	byte[] cookieFor(HelloFields hello, InetSocketAddress peer, long slot) {
		Mac mac = this.macs.get();
		byte[] address = peer.getAddress().getAddress();
		mac.update((byte) address.length);
		mac.update(address);
		mac.update((byte) (peer.getPort() >>> 8));
		mac.update((byte) peer.getPort());
		mac.update(hello.bytes(), hello.fixedStart(), hello.sessionIdEnd() - hello.fixedStart());
		mac.update(hello.bytes(), hello.cookieEnd(), hello.end() - hello.cookieEnd());
		for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
			mac.update((byte) (slot >>> shift));
		}
		byte[] cookie = mac.doFinal();
		cookie[COOKIE_SIZE - 1] = (byte) slot;
		return cookie;
	}

}
