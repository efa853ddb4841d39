package io.dtls.internal.record.dtls13;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;

import javax.crypto.Mac;

import io.dtls.CipherSuite.Aead;
import io.dtls.internal.record.RecordKey;

/**
 * Derives keys from secrets (RFC 5869; RFC 8446, section 7.1) with the label prefix of
 * DTLS 1.3 (RFC 9147, section 5.9), under the hash of the cipher suite.
 */
public enum Hkdf {

	/** Of all suites of DTLS 1.3 but one. */
	SHA_256("SHA-256", "HmacSHA256", 32),

	/** Of TLS_AES_256_GCM_SHA384. */
	SHA_384("SHA-384", "HmacSHA384", 48);

	private static final byte[] LABEL_PREFIX = "dtls13".getBytes(StandardCharsets.US_ASCII);

	private final String digest;

	private final String mac;

	private final int hashSize;

	Hkdf(String digest, String mac, int hashSize) {
		this.digest = digest;
		this.mac = mac;
		this.hashSize = hashSize;
	}

	/** The hash that goes with a cipher in the suites of DTLS 1.3. */
	public static Hkdf of(Aead aead) {
		return (aead == Aead.AES_256_GCM) ? SHA_384 : SHA_256;
	}

	/** Bytes of a hash, and so of every secret. */
	public int hashSize() {
		return this.hashSize;
	}

	/** A new digest, such as for the transcript of a handshake. */
	public MessageDigest newDigest() {
		try {
			return MessageDigest.getInstance(this.digest);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("This Java has no " + this.digest, ex);
		}
	}

	/**
	 * HMAC, as Finished and binders need it.
	 * @param key the secret; the caller wipes it
	 * @param messages what is authenticated, one after the other
	 * @return {@link #hashSize()} bytes
	 */
	public byte[] hmac(byte[] key, byte[]... messages) {
		Mac hmac = keyed(key);
		for (byte[] message : messages) {
			hmac.update(message);
		}
		return hmac.doFinal();
	}

	/**
	 * HKDF-Extract.
	 * @param salt the secret so far; empty means {@link #hashSize()} zeros
	 * @param keyMaterial the secret that is added
	 * @return a secret of {@link #hashSize()} bytes, which the caller wipes
	 */
	public byte[] extract(byte[] salt, byte[] keyMaterial) {
		return hmac((salt.length > 0) ? salt : new byte[this.hashSize], keyMaterial);
	}

	/**
	 * Derive-Secret.
	 * @param secret the secret it comes from
	 * @param label without the prefix, such as {@code "c hs traffic"}
	 * @param transcriptHash hash of the messages so far
	 * @return a secret of {@link #hashSize()} bytes, which the caller wipes
	 */
	public byte[] deriveSecret(byte[] secret, String label, byte[] transcriptHash) {
		return expandLabel(secret, label, transcriptHash, this.hashSize);
	}

	/**
	 * HKDF-Expand-Label.
	 * @param secret the secret it comes from
	 * @param label without the prefix, such as {@code "key"}
	 * @param context mostly a hash, or empty
	 * @param size bytes wanted
	 * @return that many secret bytes, which the caller wipes
	 */
	public byte[] expandLabel(byte[] secret, String label, byte[] context, int size) {
		byte[] ending = label.getBytes(StandardCharsets.US_ASCII);
		int labelSize = LABEL_PREFIX.length + ending.length;
		byte[] info = ByteBuffer.allocate(2 + 1 + labelSize + 1 + context.length)
			.putShort((short) size)
			.put((byte) labelSize)
			.put(LABEL_PREFIX)
			.put(ending)
			.put((byte) context.length)
			.put(context)
			.array();
		return expand(secret, info, size);
	}

	// HKDF-Expand: each block is the HMAC of the one before, the info, and a counter.
	byte[] expand(byte[] secret, byte[] info, int size) {
		if (size > 255 * this.hashSize) {
			throw new IllegalArgumentException("HKDF does not make as much as " + size + " bytes");
		}
		Mac hmac = keyed(secret);
		byte[] out = new byte[size];
		byte[] block = new byte[0];
		for (int done = 0; done < size; done += block.length) {
			hmac.update(block);
			hmac.update(info);
			hmac.update((byte) (done / this.hashSize + 1));
			Arrays.fill(block, (byte) 0);
			block = hmac.doFinal();
			System.arraycopy(block, 0, out, done, Math.min(block.length, size - done));
		}
		Arrays.fill(block, (byte) 0);
		return out;
	}

	private Mac keyed(byte[] secret) {
		RecordKey key = new RecordKey(this.mac, secret);
		try {
			Mac hmac = Mac.getInstance(this.mac);
			hmac.init(key);
			return hmac;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("This Java has no " + this.mac, ex);
		}
		finally {
			key.destroy();
		}
	}

}
