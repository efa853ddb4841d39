package io.dtls.internal.handshake.dtls12;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

import org.bouncycastle.crypto.ExtendedDigest;

/**
 * SHA-2 of the JVM for Bouncy Castle, whose own is written in Java: processors have
 * instructions for it, which the JVM uses.
 */
final class JdkDigest implements ExtendedDigest {

	private final MessageDigest digest;

	private final int blockSize;

	private JdkDigest(MessageDigest digest, int blockSize) {
		this.digest = digest;
		this.blockSize = blockSize;
	}

	static JdkDigest sha256() {
		return new JdkDigest(ofJdk("SHA-256"), 64);
	}

	static JdkDigest sha384() {
		return new JdkDigest(ofJdk("SHA-384"), 128);
	}

	private static MessageDigest ofJdk(String algorithm) {
		try {
			return MessageDigest.getInstance(algorithm);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every JDK has " + algorithm, ex);
		}
	}

	/** Another one that has taken the same bytes. */
	JdkDigest copy() {
		try {
			return new JdkDigest((MessageDigest) this.digest.clone(), this.blockSize);
		}
		catch (CloneNotSupportedException ex) {
			throw new IllegalStateException("Digests of the JDK can be copied", ex);
		}
	}

	@Override
	public String getAlgorithmName() {
		return this.digest.getAlgorithm();
	}

	@Override
	public int getDigestSize() {
		return this.digest.getDigestLength();
	}

	@Override
	public int getByteLength() {
		return this.blockSize;
	}

	@Override
	public void update(byte in) {
		this.digest.update(in);
	}

	@Override
	public void update(byte[] in, int inOff, int len) {
		this.digest.update(in, inOff, len);
	}

	@Override
	public int doFinal(byte[] out, int outOff) {
		try {
			return this.digest.digest(out, outOff, getDigestSize());
		}
		catch (DigestException ex) {
			throw new IllegalArgumentException("No room for the digest", ex);
		}
	}

	@Override
	public void reset() {
		this.digest.reset();
	}

}
