package io.dtls.internal.record.dtls12;

import java.nio.ByteBuffer;
import java.util.Arrays;

import io.dtls.CipherSuite.Aead;
import io.dtls.internal.record.RecordKey;

/**
 * The keys and IVs of both directions of one epoch. Nothing prints them.
 */
public final class TrafficKeys {

	private final Aead aead;

	private final RecordKey writeKey;

	private final byte[] writeIv;

	private final RecordKey readKey;

	private final byte[] readIv;

	/**
	 * Copies the keys; the caller wipes its own.
	 * @param aead the cipher they are for
	 * @param writeKey protects what this side sends
	 * @param writeIv the fixed part of the nonce of what this side sends
	 * @param readKey opens what the peer sends
	 * @param readIv the fixed part of the nonce of what the peer sends
	 */
	public TrafficKeys(Aead aead, byte[] writeKey, byte[] writeIv, byte[] readKey, byte[] readIv) {
		requireSize("key", aead.keySize(), writeKey, readKey);
		requireSize("IV", aead.fixedIvSize(), writeIv, readIv);
		String algorithm = (aead == Aead.CHACHA20_POLY1305) ? "ChaCha20" : "AES";
		this.aead = aead;
		this.writeKey = new RecordKey(algorithm, writeKey);
		this.writeIv = writeIv.clone();
		this.readKey = new RecordKey(algorithm, readKey);
		this.readIv = readIv.clone();
	}

	/**
	 * Cuts a key block (RFC 5246, section 6.3) into client_write_key, server_write_key,
	 * client_write_IV and server_write_IV; an AEAD has no MAC keys.
	 * @param aead the cipher of the suite
	 * @param keyBlock at least {@link #keyBlockSize} bytes, copied; the caller wipes it
	 * @param server whether this side is the server
	 * @return the keys of this side
	 */
	public static TrafficKeys ofKeyBlock(Aead aead, byte[] keyBlock, boolean server) {
		if (keyBlock.length < keyBlockSize(aead)) {
			throw new IllegalArgumentException("A key block of " + keyBlock.length + " bytes is too short for " + aead);
		}
		int keys = 2 * aead.keySize();
		byte[] clientKey = Arrays.copyOfRange(keyBlock, 0, aead.keySize());
		byte[] serverKey = Arrays.copyOfRange(keyBlock, aead.keySize(), keys);
		byte[] clientIv = Arrays.copyOfRange(keyBlock, keys, keys + aead.fixedIvSize());
		byte[] serverIv = Arrays.copyOfRange(keyBlock, keys + aead.fixedIvSize(), keyBlockSize(aead));
		try {
			if (server) {
				return new TrafficKeys(aead, serverKey, serverIv, clientKey, clientIv);
			}
			return new TrafficKeys(aead, clientKey, clientIv, serverKey, serverIv);
		}
		finally {
			Arrays.fill(clientKey, (byte) 0);
			Arrays.fill(serverKey, (byte) 0);
		}
	}

	/**
	 * Reads what {@link #writeTo} wrote.
	 * @param aead the cipher the keys are for
	 * @param in holds {@link #keyBlockSize} bytes
	 * @return the keys
	 */
	static TrafficKeys read(Aead aead, ByteBuffer in) {
		byte[] writeKey = bytes(in, aead.keySize());
		byte[] writeIv = bytes(in, aead.fixedIvSize());
		byte[] readKey = bytes(in, aead.keySize());
		byte[] readIv = bytes(in, aead.fixedIvSize());
		try {
			return new TrafficKeys(aead, writeKey, writeIv, readKey, readIv);
		}
		finally {
			Arrays.fill(writeKey, (byte) 0);
			Arrays.fill(readKey, (byte) 0);
		}
	}

	private static byte[] bytes(ByteBuffer in, int size) {
		byte[] bytes = new byte[size];
		in.get(bytes);
		return bytes;
	}

	/**
	 * Writes keys and IVs in the clear; the caller encrypts them and wipes the buffer.
	 */
	void writeTo(ByteBuffer out) {
		byte[] write = this.writeKey.getEncoded();
		byte[] read = this.readKey.getEncoded();
		out.put(write).put(this.writeIv).put(read).put(this.readIv);
		Arrays.fill(write, (byte) 0);
		Arrays.fill(read, (byte) 0);
	}

	/** Bytes of key block that a cipher needs. */
	public static int keyBlockSize(Aead aead) {
		return 2 * (aead.keySize() + aead.fixedIvSize());
	}

	/** Keys that stay when these are wiped. */
	TrafficKeys copy() {
		byte[] write = this.writeKey.getEncoded();
		byte[] read = this.readKey.getEncoded();
		try {
			return new TrafficKeys(this.aead, write, this.writeIv, read, this.readIv);
		}
		finally {
			Arrays.fill(write, (byte) 0);
			Arrays.fill(read, (byte) 0);
		}
	}

	private static void requireSize(String what, int size, byte[] write, byte[] read) {
		if (write.length != size || read.length != size) {
			throw new IllegalArgumentException("The " + what + " must have " + size + " bytes");
		}
	}

	public Aead aead() {
		return this.aead;
	}

	RecordKey writeKey() {
		return this.writeKey;
	}

	byte[] writeIv() {
		return this.writeIv;
	}

	RecordKey readKey() {
		return this.readKey;
	}

	byte[] readIv() {
		return this.readIv;
	}

	/** Overwrites keys and IVs with zeros; they cannot be used afterwards. */
	public void destroy() {
		this.writeKey.destroy();
		this.readKey.destroy();
		Arrays.fill(this.writeIv, (byte) 0);
		Arrays.fill(this.readIv, (byte) 0);
	}

	@Override
	public String toString() {
		return "TrafficKeys[" + this.aead + "]";
	}

}
