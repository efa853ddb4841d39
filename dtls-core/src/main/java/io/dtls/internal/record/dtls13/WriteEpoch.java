package io.dtls.internal.record.dtls13;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import io.dtls.CipherSuite.Aead;
import io.dtls.internal.record.SequenceExhaustedException;

/**
 * The keys of an epoch that this side writes, and the sequence numbers it may still use.
 * Guarded by the session's write lock.
 */
final class WriteEpoch {

	private final long epoch;

	private final TrafficSecret secret;

	private final EpochCipher cipher;

	// Every record takes a number of its own, so numbers count the uses of the key, also
	// those by other holders of the session.
	private final long keyLimit;

	private long next;

	private long end = Long.MAX_VALUE;

	// Null while this holder alone knows the keys.
	private @Nullable SharedNumbers shared;

	/** All numbers of an epoch that nobody else has written in. Takes the secret over. */
	WriteEpoch(long epoch, TrafficSecret secret) {
		this.epoch = epoch;
		this.secret = secret;
		this.cipher = new EpochCipher(secret);
		this.keyLimit = this.cipher.limits().confidentiality();
	}

	/**
	 * An epoch of a saved session, of which nothing may be written until
	 * {@link #useGeneration}. Takes the secret over.
	 */
	WriteEpoch(long epoch, TrafficSecret secret, long next, SharedNumbers shared) {
		this(epoch, secret);
		this.next = next;
		this.end = next;
		this.shared = shared;
	}

	long epoch() {
		return this.epoch;
	}

	Aead aead() {
		return this.secret.aead();
	}

	TrafficSecret secret() {
		return this.secret;
	}

	EpochCipher cipher() {
		return this.cipher;
	}

	/** The number the next record will get. */
	long next() {
		return this.next;
	}

	/**
	 * Makes a record of data that lies in place: where its header will end.
	 * @param id the connection id of the record, empty for none
	 * @param contentType what the data is
	 * @param len size of the data in bytes
	 * @param out holds the data and takes the record
	 * @param outOff where the record shall start
	 * @return size of the record in bytes
	 */
	int protect(byte[] id, int contentType, int len, byte[] out, int outOff) throws SequenceExhaustedException {
		long number = takeNumber();
		int innerSize = EpochCipher.paddedSize(aead(), len);
		int fragmentSize = innerSize + aead().tagSize();
		int headerSize = UnifiedHeader.write(out, outOff, this.epoch, id, number, fragmentSize);
		int inner = outOff + headerSize;
		out[inner + len] = (byte) contentType;
		Arrays.fill(out, inner + len + 1, inner + innerSize, (byte) 0);
		this.cipher.seal(number, out, outOff, id.length, headerSize, innerSize);
		return headerSize + fragmentSize;
	}

	// The number is gone even if sealing fails: a gap is harmless, a second use is not.
	private long takeNumber() throws SequenceExhaustedException {
		if (left() == 0) {
			throw new SequenceExhaustedException(this.next);
		}
		return this.next++;
	}

	/** How many more records may be protected. */
	long left() {
		return Math.max(0, Math.min(this.end, this.keyLimit) - this.next);
	}

	/** Whether seven eighths of what the key may protect are used up. */
	boolean keyNearlyUsedUp() {
		return this.next >= this.keyLimit / 8 * 7;
	}

	/** Whether half of the numbers that this holder shares with others are used up. */
	boolean shareHalfUsed() {
		return this.shared != null && this.end - this.next <= SharedNumbers.WIDTH / 2;
	}

	/**
	 * How the numbers of this epoch are shared from now on. Whoever saves an epoch first
	 * is left with the numbers of its own generation.
	 */
	SharedNumbers share(long generation) {
		SharedNumbers sharing = this.shared;
		if (sharing == null) {
			sharing = new SharedNumbers(this.next, generation);
			this.shared = sharing;
			this.end = sharing.end(generation);
		}
		return sharing;
	}

	/**
	 * Goes on with the numbers of a generation, which its holder alone may write. Nothing
	 * changes in an epoch that is not shared.
	 * @return false if they are out of the peer's reach; then nothing changes
	 */
	boolean useGeneration(long generation) {
		SharedNumbers sharing = this.shared;
		if (sharing == null) {
			return true;
		}
		if (!sharing.reaches(generation, this.next) || sharing.start(generation) < this.next) {
			return false;
		}
		this.next = sharing.start(generation);
		this.end = sharing.end(generation);
		return true;
	}

	/** Wipes secret and keys. */
	void destroy() {
		this.secret.destroy();
		this.cipher.destroy();
	}

}
