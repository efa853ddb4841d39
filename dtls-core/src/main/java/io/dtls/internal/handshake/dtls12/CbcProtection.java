package io.dtls.internal.handshake.dtls12;

import java.io.IOException;

import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsDecodeResult;
import org.bouncycastle.tls.crypto.TlsEncodeResult;
import org.jspecify.annotations.Nullable;

import io.dtls.internal.record.KeyUsageLimits;
import io.dtls.internal.record.dtls12.AdditionalData;
import io.dtls.internal.record.dtls12.RecordProtection;
import io.dtls.internal.record.dtls12.TrafficKeys;

/**
 * The CBC suites, by Bouncy Castle's own cipher: it verifies padding and MAC in constant
 * time, and encrypts before it authenticates where the peer can (RFC 7366). Every failure
 * looks the same from outside: the record is dropped, and nothing is answered.
 */
final class CbcProtection implements RecordProtection {

	private static final int LARGEST_PLAINTEXT = 1 << 14;

	// Bouncy Castle's limit is that of one length, and another may need a block more.
	private static final int ROUNDED_OFF = 15;

	// Well before blocks of 128 bits repeat, even in records of full size.
	private static final KeyUsageLimits LIMITS = new KeyUsageLimits(1L << 36, Long.MAX_VALUE);

	private final ProtocolVersion version;

	private final int expansion;

	private volatile @Nullable TlsCipher cipher;

	CbcProtection(TlsCipher cipher, ProtocolVersion version) {
		this.cipher = cipher;
		this.version = version;
		this.expansion = cipher.getCiphertextEncodeLimit(LARGEST_PLAINTEXT) - LARGEST_PLAINTEXT + ROUNDED_OFF;
	}

	private TlsCipher cipher() {
		TlsCipher current = this.cipher;
		if (current == null) {
			throw new IllegalStateException("The keys were wiped");
		}
		return current;
	}

	@Override
	public int expansion() {
		return this.expansion;
	}

	@Override
	public KeyUsageLimits limits() {
		return LIMITS;
	}

	/** Bouncy Castle keeps them to itself, so that such a session cannot be saved. */
	@Override
	public TrafficKeys keys() {
		throw new UnsupportedOperationException("The keys of a CBC suite cannot be had");
	}

	@Override
	public int seal(AdditionalData header, byte[] plain, int off, int len, byte[] out, int outOff) {
		try {
			TlsEncodeResult sealed = cipher().encodePlaintext(header.epochAndSequence(), (short) header.contentType(),
					this.version, 0, plain, off, len);
			System.arraycopy(sealed.buf, sealed.off, out, outOff, sealed.len);
			return sealed.len;
		}
		catch (IOException ex) {
			throw new IllegalStateException("A CBC suite cannot seal a record", ex);
		}
	}

	@Override
	public int open(AdditionalData header, byte[] fragment, int off, int len, byte[] out, int outOff) {
		// It decrypts in place, and not all of what it decrypts is authentic.
		byte[] copy = new byte[len];
		System.arraycopy(fragment, off, copy, 0, len);
		TlsCipher current = cipher();
		try {
			TlsDecodeResult opened = current.decodeCiphertext(header.epochAndSequence(), (short) header.contentType(),
					this.version, copy, 0, len);
			System.arraycopy(opened.buf, opened.off, out, outOff, opened.len);
			return opened.len;
		}
		catch (IOException | RuntimeException ex) {
			return -1;
		}
	}

	@Override
	public void releaseCiphers() {
		// They hold the only copy of the keys.
	}

	@Override
	public void destroy() {
		this.cipher = null;
	}

}
