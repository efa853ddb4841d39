package io.dtls.internal.record;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Objects;

import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;

/**
 * Counter with CBC-MAC (RFC 3610) for one key and direction, from the JDK's AES-CBC and
 * AES-CTR, which the processor accelerates. The JDK has no CCM, and Bouncy Castle's takes
 * ten times as long.
 */
public final class AesCcm {

	/** Bytes of a nonce. */
	public static final int NONCE_SIZE = 12;

	private static final int BLOCK = 16;

	// L' of RFC 3610: three bytes are left for length and counter, less one.
	private static final int LENGTH_SIZE_FLAG = BLOCK - 1 - NONCE_SIZE - 1;

	private static final int ADDITIONAL_DATA_FLAG = 64;

	private static final byte[] ZEROS = new byte[BLOCK];

	private final RecordKey key;

	private final int tagSize;

	private final Cipher ctr;

	// Its IV is zero, as CBC-MAC wants it, and doFinal brings it back to that, so
	// that it needs no init for each record.
	private final Cipher cbc;

	// B_0, in which the nonce stays, and the blocks of additional data.
	private byte[] first = new byte[2 * BLOCK];

	private int firstSize;

	// Takes what CBC puts out, of which only the last block counts. In place, the JDK
	// would allocate; a larger array is not faster.
	private final byte[] scrap = new byte[16 * BLOCK];

	// The last block of CBC, at the end the MAC.
	private final byte[] mac = new byte[BLOCK];

	// S_0, which encrypts the MAC.
	private final byte[] pad = new byte[BLOCK];

	public AesCcm(RecordKey key, int tagSize) throws GeneralSecurityException {
		this.key = key;
		this.tagSize = tagSize;
		this.ctr = Ciphers.create("AES/CTR/NoPadding");
		this.cbc = Ciphers.create("AES/CBC/NoPadding");
		this.cbc.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(ZEROS));
	}

	/** Sets some bytes of the nonce; the others stay from record to record. */
	public void nonce(int index, byte[] bytes, int off, int len) {
		System.arraycopy(bytes, off, this.first, 1 + index, len);
	}

	/** Sets what the next call authenticates besides the message. */
	public void additionalData(byte[] bytes, int size) {
		// Preceded by its size in two bytes, followed by zeros to the end of a block.
		int end = BLOCK + 2 + size;
		this.firstSize = (end + BLOCK - 1) / BLOCK * BLOCK;
		if (this.first.length < this.firstSize) {
			this.first = Arrays.copyOf(this.first, this.firstSize);
		}
		RecordFormat.putUint16(this.first, BLOCK, size);
		System.arraycopy(bytes, 0, this.first, BLOCK + 2, size);
		Arrays.fill(this.first, end, this.firstSize, (byte) 0);
	}

	/** Writes ciphertext and tag. The plaintext may lie where its ciphertext goes. */
	public void seal(byte[] plain, int off, int len, byte[] out, int outOff) throws GeneralSecurityException {
		// Found out half way, the rest of a MAC would stay in the cipher.
		Objects.checkFromIndexSize(off, len, plain.length);
		startCounter();
		authenticate(plain, off, len);
		this.ctr.doFinal(plain, off, len, out, outOff);
		for (int i = 0; i < this.tagSize; i++) {
			out[outOff + len + i] = (byte) (this.mac[i] ^ this.pad[i]);
		}
	}

	/**
	 * Writes the plaintext, or zeros if the tag that follows the ciphertext is not its.
	 * @return whether it is
	 */
	public boolean open(byte[] sealed, int off, int len, byte[] out, int outOff) throws GeneralSecurityException {
		startCounter();
		this.ctr.doFinal(sealed, off, len, out, outOff);
		authenticate(out, outOff, len);
		int difference = 0;
		for (int i = 0; i < this.tagSize; i++) {
			difference |= this.mac[i] ^ this.pad[i] ^ sealed[off + len + i];
		}
		if (difference != 0) {
			Arrays.fill(out, outOff, outOff + len, (byte) 0);
		}
		return difference == 0;
	}

	// A_0 is flags || nonce || counter; what the counter mode does with S_0 comes first.
	private void startCounter() throws GeneralSecurityException {
		this.first[0] = LENGTH_SIZE_FLAG;
		setLength(0);
		this.ctr.init(Cipher.ENCRYPT_MODE, this.key, new IvParameterSpec(this.first, 0, BLOCK));
		this.ctr.update(ZEROS, 0, BLOCK, this.pad, 0);
	}

	private void authenticate(byte[] plain, int off, int len) throws GeneralSecurityException {
		// B_0 is flags || nonce || length of the message.
		this.first[0] = (byte) (ADDITIONAL_DATA_FLAG + 8 * ((this.tagSize - 2) / 2) + LENGTH_SIZE_FLAG);
		setLength(len);
		absorb(this.first, 0, this.firstSize);
		int whole = len - len % BLOCK;
		absorb(plain, off, whole);
		if (len > whole) {
			// The last block so far has gone into the cipher: its array is free.
			Arrays.fill(this.mac, (byte) 0);
			System.arraycopy(plain, off + whole, this.mac, 0, len - whole);
			absorb(this.mac, 0, BLOCK);
		}
		this.cbc.doFinal(this.scrap, 0);
	}

	private void setLength(int length) {
		this.first[1 + NONCE_SIZE] = (byte) (length >>> 16);
		RecordFormat.putUint16(this.first, 2 + NONCE_SIZE, length);
	}

	private void absorb(byte[] blocks, int off, int len) throws GeneralSecurityException {
		for (int done = 0; done < len; done += this.scrap.length) {
			int size = Math.min(this.scrap.length, len - done);
			this.cbc.update(blocks, off + done, size, this.scrap, 0);
			System.arraycopy(this.scrap, size - BLOCK, this.mac, 0, BLOCK);
		}
	}

}
