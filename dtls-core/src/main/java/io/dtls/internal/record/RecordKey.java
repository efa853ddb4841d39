package io.dtls.internal.record;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

import javax.crypto.SecretKey;

/**
 * A secret key that can be wiped, which {@link javax.crypto.spec.SecretKeySpec} cannot. A
 * wiped one refuses to be used rather than encrypt under zeros.
 */
public final class RecordKey implements SecretKey {

	private static final long serialVersionUID = 1L;

	private final String algorithm;

	private final transient byte[] key;

	private volatile boolean destroyed;

	public RecordKey(String algorithm, byte[] key) {
		this.algorithm = algorithm;
		this.key = key.clone();
	}

	@Override
	public String getAlgorithm() {
		return this.algorithm;
	}

	@Override
	public String getFormat() {
		return "RAW";
	}

	/** A copy, which ciphers ask for at every init and wipe themselves. */
	@Override
	public byte[] getEncoded() {
		byte[] copy = this.key.clone();
		// A copy taken while another thread wipes the key may be half zeros.
		VarHandle.loadLoadFence();
		if (this.destroyed) {
			Arrays.fill(copy, (byte) 0);
			throw new IllegalStateException("The keys of this session have been wiped");
		}
		return copy;
	}

	@Override
	public void destroy() {
		this.destroyed = true;
		VarHandle.fullFence();
		Arrays.fill(this.key, (byte) 0);
	}

	@Override
	public boolean isDestroyed() {
		return this.destroyed;
	}

	private void writeObject(ObjectOutputStream out) throws NotSerializableException {
		throw new NotSerializableException("Keys are not for streams");
	}

}
