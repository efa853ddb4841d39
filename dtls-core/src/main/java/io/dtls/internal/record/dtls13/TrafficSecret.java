package io.dtls.internal.record.dtls13;

import java.lang.invoke.VarHandle;
import java.util.Arrays;

import io.dtls.CipherSuite.Aead;
import io.dtls.internal.record.AesCcm;
import io.dtls.internal.record.RecordKey;

/**
 * The secret of one direction in one epoch, from which the keys come (RFC 8446, section
 * 7.3; RFC 9147, section 4.2.3). Nothing prints it.
 */
public final class TrafficSecret {

	/** Bytes of a nonce, and so of an IV, with every cipher of DTLS 1.3. */
	static final int IV_SIZE = AesCcm.NONCE_SIZE;

	private static final byte[] NO_CONTEXT = {};

	private final Aead aead;

	private final byte[] secret;

	private volatile boolean destroyed;

	/**
	 * Copies the secret; the caller wipes its own.
	 * @param aead the cipher of the suite, which also tells the hash
	 * @param secret such as client_handshake_traffic_secret: as many bytes as the hash
	 */
	public TrafficSecret(Aead aead, byte[] secret) {
		if (secret.length != Hkdf.of(aead).hashSize()) {
			throw new IllegalArgumentException("A traffic secret of " + secret.length + " bytes does not fit " + aead);
		}
		this.aead = aead;
		this.secret = secret.clone();
	}

	/** The cipher the keys are for. */
	public Aead aead() {
		return this.aead;
	}

	/** The key that protects records. */
	RecordKey key() {
		return recordKey("key");
	}

	/** The IV, into which record numbers are mixed; the caller wipes it. */
	byte[] iv() {
		return expand("iv", IV_SIZE);
	}

	/** The key that masks record numbers. */
	RecordKey numberKey() {
		return recordKey("sn");
	}

	/** The secret of the next epoch, after a KeyUpdate; this one stays. */
	public TrafficSecret next() {
		byte[] next = expand("traffic upd", this.secret.length);
		try {
			return new TrafficSecret(this.aead, next);
		}
		finally {
			Arrays.fill(next, (byte) 0);
		}
	}

	/** A secret that stays when this one is wiped. */
	public TrafficSecret copy() {
		byte[] copy = bytes();
		try {
			return new TrafficSecret(this.aead, copy);
		}
		finally {
			Arrays.fill(copy, (byte) 0);
		}
	}

	/** A copy of the secret in the clear, which the caller wipes. */
	public byte[] bytes() {
		byte[] copy = this.secret.clone();
		// A copy taken while another thread wipes the secret may be half zeros.
		VarHandle.loadLoadFence();
		if (this.destroyed) {
			Arrays.fill(copy, (byte) 0);
			throw new IllegalStateException("The secrets of this session have been wiped");
		}
		return copy;
	}

	private RecordKey recordKey(String label) {
		byte[] key = expand(label, this.aead.keySize());
		try {
			return new RecordKey((this.aead == Aead.CHACHA20_POLY1305) ? "ChaCha20" : "AES", key);
		}
		finally {
			Arrays.fill(key, (byte) 0);
		}
	}

	private byte[] expand(String label, int size) {
		byte[] copy = bytes();
		try {
			return Hkdf.of(this.aead).expandLabel(copy, label, NO_CONTEXT, size);
		}
		finally {
			Arrays.fill(copy, (byte) 0);
		}
	}

	/** Wipes the secret; use afterwards is an IllegalStateException. */
	public void destroy() {
		this.destroyed = true;
		VarHandle.fullFence();
		Arrays.fill(this.secret, (byte) 0);
	}

	@Override
	public String toString() {
		return "TrafficSecret[" + this.aead + "]";
	}

}
