package io.dtls.internal.record.dtls13;

import io.dtls.CipherSuite.Aead;
import io.dtls.DropReason;
import io.dtls.internal.record.ReplayWindow;

/**
 * The keys of an epoch that the peer writes, which of its numbers were seen, and how many
 * records failed under its keys (RFC 9147, sections 4.5.1 and 4.5.3). For the thread that
 * opens.
 */
final class ReadEpoch {

	private final long epoch;

	private final TrafficSecret secret;

	private final EpochCipher cipher;

	private final long failureLimit;

	private final ReplayWindow window;

	private long failures;

	/** Takes secret and window over. */
	ReadEpoch(long epoch, TrafficSecret secret, ReplayWindow window, long failures) {
		this.epoch = epoch;
		this.secret = secret;
		this.cipher = new EpochCipher(secret);
		this.failureLimit = this.cipher.limits().integrity();
		this.window = window;
		this.failures = failures;
	}

	/** Takes the secret over. */
	ReadEpoch(long epoch, TrafficSecret secret) {
		this(epoch, secret, new ReplayWindow(), 0);
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

	ReplayWindow window() {
		return this.window;
	}

	long failures() {
		return this.failures;
	}

	boolean failureLimitReached() {
		return this.failures >= this.failureLimit;
	}

	/** Whether seven eighths of the failures that a key may see have happened. */
	boolean failureLimitNear() {
		return this.failures >= this.failureLimit / 8 * 7;
	}

	/**
	 * Opens a record of this epoch. Never throws for what a peer sent.
	 * @return whether it is authentic and seen for the first time. If it is not, the
	 * window has not moved
	 */
	boolean open(byte[] record, int off, int recordSize, int connectionIdSize, Dtls13OpenedRecord into) {
		if (failureLimitReached()) {
			return into.dropped(DropReason.BAD_RECORD);
		}
		long newest = this.window.newest();
		if (!this.cipher.open(record, off, recordSize, connectionIdSize, newest + 1, into)) {
			this.failures++;
			return into.dropped(DropReason.BAD_RECORD);
		}
		// Not before: the time it takes to drop a replay would tell the number, which is
		// encrypted (RFC 9147, section 4.5.1).
		if (this.window.isReplay(into.sequence())) {
			return into.dropped(DropReason.REPLAY);
		}
		this.window.accept(into.sequence());
		into.placed(this.epoch, into.sequence() > newest);
		return true;
	}

	/** Wipes secret and keys. */
	void destroy() {
		this.secret.destroy();
		this.cipher.destroy();
	}

}
