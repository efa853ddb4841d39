package io.dtls.internal.record.dtls13;

import org.jspecify.annotations.Nullable;

/**
 * The epochs that this side writes: the current one, and the one before it, in which
 * messages are repeated that were first sent there (RFC 9147, section 4.2.1). Guarded by
 * the session's write lock.
 */
final class WriteEpochs {

	/** Largest epoch: 16 bits, which 2^16 KeyUpdates would use up. */
	static final long MAX_EPOCH = 0xffff;

	private @Nullable WriteEpoch current;

	private @Nullable WriteEpoch previous;

	/** No epoch yet. */
	WriteEpochs() {
	}

	/** The epoch of a saved session, of which nothing may be written yet. */
	WriteEpochs(Dtls13RecordState.Writing saved) {
		this.current = new WriteEpoch(saved.epoch(), saved.secret().copy(), saved.next(), saved.shared());
	}

	/** A copy to save; from now on the numbers of the epoch are shared. */
	Dtls13RecordState.Writing state(long generation) {
		WriteEpoch epoch = current();
		return new Dtls13RecordState.Writing(epoch.epoch(), epoch.secret().copy(), epoch.next(),
				epoch.share(generation), generation);
	}

	/** Whether any epoch is there. */
	boolean ready() {
		return this.current != null;
	}

	WriteEpoch current() {
		WriteEpoch epoch = this.current;
		if (epoch == null) {
			throw new IllegalStateException("There are no keys to write with");
		}
		return epoch;
	}

	/** The epoch of that number, null if its keys are gone or never were. */
	@Nullable WriteEpoch in(long epoch) {
		if (this.current != null && this.current.epoch() == epoch) {
			return this.current;
		}
		return (this.previous != null && this.previous.epoch() == epoch) ? this.previous : null;
	}

	/** Goes on to an epoch; the current one becomes the previous one. */
	void enter(WriteEpoch epoch) {
		WriteEpoch old = this.current;
		if (old != null && old.epoch() >= epoch.epoch()) {
			throw new IllegalArgumentException("Epoch " + epoch.epoch() + " does not follow epoch " + old.epoch());
		}
		releasePrevious();
		if (old != null) {
			old.secret().destroy();
		}
		this.previous = old;
		this.current = epoch;
	}

	/**
	 * Enters the epoch after a KeyUpdate, whose numbers are all free.
	 * @return false if there is no further epoch; then nothing changes
	 */
	boolean update() {
		WriteEpoch old = current();
		if (old.epoch() >= MAX_EPOCH) {
			return false;
		}
		enter(new WriteEpoch(old.epoch() + 1, old.secret().next()));
		return true;
	}

	/** Wipes the keys of the previous epoch: nothing is repeated in it any more. */
	void releasePrevious() {
		if (this.previous != null) {
			this.previous.destroy();
			this.previous = null;
		}
	}

	/** Lets the cipher objects go; the next record makes new ones. */
	void releaseCiphers() {
		if (this.current != null) {
			this.current.cipher().releaseCiphers();
		}
		if (this.previous != null) {
			this.previous.cipher().releaseCiphers();
		}
	}

	/** Wipes all keys. */
	void destroy() {
		releasePrevious();
		if (this.current != null) {
			this.current.destroy();
		}
	}

}
