package io.dtls.internal.handshake.dtls13.key;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import io.dtls.internal.record.dtls13.Hkdf;
import io.dtls.internal.record.dtls13.TrafficSecret;

/**
 * The secrets of a handshake, each from the one before (RFC 8446, section 7.1; RFC 9147,
 * section 5.9). Whoever made it wipes it.
 */
public final class KeySchedule {

	private static final byte[] NONE = {};

	private final Suite suite;

	private final Hkdf hkdf;

	private final byte[] emptyHash;

	private byte[] current;

	private byte[] clientHandshake = NONE;

	private byte[] serverHandshake = NONE;

	private byte[] clientApplication = NONE;

	private byte[] serverApplication = NONE;

	/**
	 * Begins with the early secret.
	 * @param psk the pre-shared key, copied; null for none
	 */
	public KeySchedule(Suite suite, byte @Nullable [] psk) {
		this.suite = suite;
		this.hkdf = suite.hkdf();
		this.emptyHash = this.hkdf.newDigest().digest();
		this.current = this.hkdf.extract(NONE, (psk != null) ? psk : new byte[this.hkdf.hashSize()]);
	}

	/**
	 * Goes on to the handshake secrets.
	 * @param shared what the key exchange made; wiped here
	 * @param hash of the messages up to ServerHello
	 */
	public void enterHandshake(byte[] shared, byte[] hash) {
		advance(shared);
		Arrays.fill(shared, (byte) 0);
		this.clientHandshake = this.hkdf.deriveSecret(this.current, "c hs traffic", hash);
		this.serverHandshake = this.hkdf.deriveSecret(this.current, "s hs traffic", hash);
	}

	/**
	 * Goes on to the application secrets.
	 * @param hash of the messages up to the server's Finished
	 * @return the secret that keying material is exported from; the caller wipes it
	 */
	public byte[] enterApplication(byte[] hash) {
		advance(new byte[this.hkdf.hashSize()]);
		this.clientApplication = this.hkdf.deriveSecret(this.current, "c ap traffic", hash);
		this.serverApplication = this.hkdf.deriveSecret(this.current, "s ap traffic", hash);
		return this.hkdf.deriveSecret(this.current, "exp master", hash);
	}

	private void advance(byte[] keyMaterial) {
		byte[] salt = this.hkdf.deriveSecret(this.current, "derived", this.emptyHash);
		wipe(this.current);
		this.current = this.hkdf.extract(salt, keyMaterial);
		wipe(salt);
	}

	/**
	 * The secret that the keys of tickets come from; the caller wipes it.
	 * @param hash of the messages up to the client's Finished
	 */
	public byte[] resumption(byte[] hash) {
		return this.hkdf.deriveSecret(this.current, "res master", hash);
	}

	/**
	 * The verify_data of a Finished (RFC 8446, section 4.4.4).
	 * @param ofClient whose Finished it is
	 * @param hash of the messages before it
	 */
	public byte[] finished(boolean ofClient, byte[] hash) {
		return finished(this.hkdf, ofClient ? this.clientHandshake : this.serverHandshake, hash);
	}

	static byte[] finished(Hkdf hkdf, byte[] baseKey, byte[] hash) {
		byte[] key = hkdf.expandLabel(baseKey, "finished", NONE, hkdf.hashSize());
		try {
			return hkdf.hmac(key, hash);
		}
		finally {
			wipe(key);
		}
	}

	/** The secret of epoch 2. */
	public TrafficSecret handshakeSecret(boolean ofClient) {
		return new TrafficSecret(this.suite.aead(), ofClient ? this.clientHandshake : this.serverHandshake);
	}

	/** The secret of epoch 3. */
	public TrafficSecret applicationSecret(boolean ofClient) {
		return new TrafficSecret(this.suite.aead(), ofClient ? this.clientApplication : this.serverApplication);
	}

	/** Wipes all secrets. */
	public void destroy() {
		wipe(this.current);
		wipe(this.clientHandshake);
		wipe(this.serverHandshake);
		wipe(this.clientApplication);
		wipe(this.serverApplication);
	}

	private static void wipe(byte[] secret) {
		Arrays.fill(secret, (byte) 0);
	}

	@Override
	public String toString() {
		return "KeySchedule[" + this.suite + "]";
	}

}
