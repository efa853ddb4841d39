package io.dtls.internal.record.dtls13;

import java.security.GeneralSecurityException;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import io.dtls.CipherSuite.Aead;
import io.dtls.internal.record.AesCcm;
import io.dtls.internal.record.RecordKey;

/**
 * AES-CCM and AES-CCM_8, which the JDK does not have.
 */
final class CcmAead implements EpochAead {

	private final int tagSize;

	private final RecordKey key;

	// Made when first needed: an idle session is smaller without it.
	private @Nullable AesCcm ccm;

	CcmAead(Aead aead, RecordKey key) {
		this.tagSize = aead.tagSize();
		this.key = key;
	}

	@Override
	public void seal(byte[] nonce, byte[] record, int header, int headerSize, int plainSize) {
		int plain = header + headerSize;
		try {
			ready(nonce, Arrays.copyOfRange(record, header, plain)).seal(record, plain, plainSize, record, plain);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("A record cannot be sealed", ex);
		}
	}

	@Override
	public boolean open(byte[] nonce, byte[] header, byte[] record, int off, int len, byte[] out) {
		try {
			return ready(nonce, header).open(record, off, len - this.tagSize, out, 0);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("A record cannot be opened", ex);
		}
	}

	private AesCcm ready(byte[] nonce, byte[] header) throws GeneralSecurityException {
		AesCcm ready = this.ccm;
		if (ready == null) {
			ready = new AesCcm(this.key, this.tagSize);
			this.ccm = ready;
		}
		ready.nonce(0, nonce, 0, nonce.length);
		ready.additionalData(header, header.length);
		return ready;
	}

	@Override
	public void releaseCiphers() {
		this.ccm = null;
	}

	@Override
	public void destroy() {
		this.key.destroy();
		releaseCiphers();
	}

}
