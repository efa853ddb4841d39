package io.dtls.internal.record.dtls12;

import java.security.GeneralSecurityException;

import org.jspecify.annotations.Nullable;

import io.dtls.internal.record.AesCcm;
import io.dtls.internal.record.KeyUsageLimits;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.record.RecordKey;

/**
 * AES-CCM and AES-CCM_8 as RFC 6655 uses them: the nonce is four secret bytes of the key
 * block and eight explicit ones in front of the ciphertext, for which this side takes
 * epoch and sequence number.
 */
final class AesCcmProtection implements RecordProtection {

	private static final int FIXED_SIZE = 4;

	private static final int EXPLICIT_SIZE = 8;

	private final TrafficKeys keys;

	// Made when first needed: an idle session is smaller without them.
	private @Nullable AesCcm writer;

	private @Nullable AesCcm reader;

	AesCcmProtection(TrafficKeys keys) {
		this.keys = keys;
	}

	@Override
	public int expansion() {
		return this.keys.aead().expansion();
	}

	@Override
	public KeyUsageLimits limits() {
		return KeyUsageLimits.of(this.keys.aead());
	}

	@Override
	public TrafficKeys keys() {
		return this.keys;
	}

	@Override
	public int ciphertextOffset() {
		return EXPLICIT_SIZE;
	}

	@Override
	public int seal(AdditionalData header, byte[] plain, int off, int len, byte[] out, int outOff) {
		try {
			AesCcm ccm = this.writer;
			if (ccm == null) {
				ccm = create(this.keys.writeKey(), this.keys.writeIv());
				this.writer = ccm;
			}
			RecordFormat.putUint64(out, outOff, header.epochAndSequence());
			ccm.nonce(FIXED_SIZE, out, outOff, EXPLICIT_SIZE);
			ccm.additionalData(header.bytes(), header.complete(len));
			ccm.seal(plain, off, len, out, outOff + EXPLICIT_SIZE);
			return len + expansion();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("AES-CCM cannot seal a record", ex);
		}
	}

	@Override
	public int open(AdditionalData header, byte[] fragment, int off, int len, byte[] out, int outOff) {
		int size = len - expansion();
		if (size < 0) {
			return -1;
		}
		try {
			AesCcm ccm = this.reader;
			if (ccm == null) {
				ccm = create(this.keys.readKey(), this.keys.readIv());
				this.reader = ccm;
			}
			ccm.nonce(FIXED_SIZE, fragment, off, EXPLICIT_SIZE);
			ccm.additionalData(header.bytes(), header.complete(size));
			if (!ccm.open(fragment, off + EXPLICIT_SIZE, size, out, outOff)) {
				return -1;
			}
			return size;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("AES-CCM cannot open a record", ex);
		}
	}

	private AesCcm create(RecordKey key, byte[] iv) throws GeneralSecurityException {
		AesCcm ccm = new AesCcm(key, this.keys.aead().tagSize());
		ccm.nonce(0, iv, 0, FIXED_SIZE);
		return ccm;
	}

	@Override
	public void releaseCiphers() {
		this.writer = null;
		this.reader = null;
	}

	@Override
	public void destroy() {
		this.keys.destroy();
		releaseCiphers();
	}

}
