package io.dtls.internal.handshake.dtls13.cookie;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;

/**
 * The secrets that cookies are made with: the current one, and the one before, which is
 * still recognised. Safe for use by any thread.
 */
public final class RetrySecrets {

	/** Fewest bytes of a secret that is given from outside. */
	public static final int MIN_SIZE = 16;

	private static final int RANDOM_SIZE = 32;

	private static final String ALGORITHM = "HmacSHA256";

	private final @Nullable SecureRandom random;

	private final long rotationNanos;

	private volatile Period period;

	/**
	 * Uses secrets that several nodes share.
	 * @param current signs new cookies; at least {@link #MIN_SIZE} bytes
	 * @param previous still recognised, or null
	 */
	public RetrySecrets(byte[] current, byte @Nullable [] previous) {
		if (current.length < MIN_SIZE || (previous != null && previous.length < MIN_SIZE)) {
			throw new IllegalArgumentException("A cookie secret needs at least " + MIN_SIZE + " bytes");
		}
		this.random = null;
		this.rotationNanos = 0;
		this.period = new Period(key(current), (previous != null) ? key(previous) : null, 0);
	}

	/**
	 * Uses random secrets.
	 * @param rotation how long a secret signs; it is recognised as long again
	 * @param now the time, in nanoseconds on any clock
	 */
	public RetrySecrets(SecureRandom random, Duration rotation, long now) {
		this.random = random;
		this.rotationNanos = rotation.toNanos();
		this.period = new Period(randomKey(random), null, now);
	}

	private static SecretKeySpec key(byte[] secret) {
		return new SecretKeySpec(secret, ALGORITHM);
	}

	private static SecretKeySpec randomKey(SecureRandom random) {
		byte[] secret = new byte[RANDOM_SIZE];
		random.nextBytes(secret);
		return key(secret);
	}

	/** HMAC under the current secret. */
	byte[] current(byte[] message, long now) {
		return mac(at(now).current, message);
	}

	/** HMAC under the secret before, or null if there is none. */
	byte @Nullable [] previous(byte[] message, long now) {
		SecretKeySpec previous = at(now).previous;
		return (previous != null) ? mac(previous, message) : null;
	}

	private Period at(long now) {
		Period valid = this.period;
		if (this.random == null || now - valid.since < this.rotationNanos) {
			return valid;
		}
		return rotate(this.random, now);
	}

	private synchronized Period rotate(SecureRandom source, long now) {
		Period valid = this.period;
		long age = now - valid.since;
		if (age >= this.rotationNanos) {
			// After a silence of two periods the last secret is too old to be recognised.
			SecretKeySpec previous = (age < 2 * this.rotationNanos) ? valid.current : null;
			valid = new Period(randomKey(source), previous, now);
			this.period = valid;
		}
		return valid;
	}

	private static byte[] mac(SecretKeySpec key, byte[] message) {
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			mac.init(key);
			return mac.doFinal(message);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every JDK has " + ALGORITHM, ex);
		}
	}

	/** The secrets of one period. */
	private record Period(SecretKeySpec current, @Nullable SecretKeySpec previous, long since) {

	}

}
