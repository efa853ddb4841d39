package io.dtls.internal.record.dtls13;

import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.dtls.DropReason;
import io.dtls.internal.record.ReplayWindow;

/**
 * The epochs in which the peer may write: the current one, the next, which the peer
 * enters when it likes, and the one before for a while. For the thread that opens.
 */
final class ReadEpochs {

	/**
	 * How long the keys of the previous epoch are kept: twice the longest life of a
	 * datagram (RFC 9147, sections 4.2.1 and 5.8.1).
	 */
	static final long RETENTION = TimeUnit.SECONDS.toNanos(240);

	private @Nullable ReadEpoch current;

	private @Nullable ReadEpoch next;

	private @Nullable ReadEpoch previous;

	private long previousEnds;

	/** No epoch yet. */
	ReadEpochs() {
	}

	/** The epochs of a saved session; the state is copied. */
	ReadEpochs(Dtls13RecordState.Reading saved) {
		ReplayWindow window = new ReplayWindow(saved.window().newest(), saved.window().bitmap());
		allow(new ReadEpoch(saved.epoch(), saved.secret().copy(), window, saved.failures()));
		if (saved.updated()) {
			update();
		}
	}

	/** A copy to save, without the epoch before the current one. */
	Dtls13RecordState.Reading state() {
		ReadEpoch epoch = current();
		ReplayWindow window = new ReplayWindow(epoch.window().newest(), epoch.window().bitmap());
		return new Dtls13RecordState.Reading(epoch.epoch(), epoch.secret().copy(), window, epoch.failures(),
				this.next != null);
	}

	/** Whether any epoch is there. */
	boolean ready() {
		return this.current != null;
	}

	ReadEpoch current() {
		ReadEpoch epoch = this.current;
		if (epoch == null) {
			throw new IllegalStateException("There are no keys to read with");
		}
		return epoch;
	}

	/** Lets the peer enter an epoch; the first one becomes the current one at once. */
	void allow(ReadEpoch epoch) {
		if (this.next != null || (this.current != null && this.current.epoch() >= epoch.epoch())) {
			throw new IllegalStateException("Epoch " + epoch.epoch() + " cannot be read now");
		}
		if (this.current == null) {
			this.current = epoch;
		}
		else {
			this.next = epoch;
		}
	}

	/**
	 * Lets the peer enter the epoch after a KeyUpdate.
	 * @return false if it has not entered the one before, or there is no further epoch;
	 * then nothing changes
	 */
	boolean update() {
		ReadEpoch old = current();
		if (this.next != null || old.epoch() >= WriteEpochs.MAX_EPOCH) {
			return false;
		}
		this.next = new ReadEpoch(old.epoch() + 1, old.secret().next());
		return true;
	}

	/**
	 * The next epoch is the current one from now on; without a next one, the previous one
	 * is kept for its whole time from now on.
	 */
	void enterNext(long now) {
		ReadEpoch entered = this.next;
		if (entered != null) {
			releasePrevious();
			this.previous = this.current;
			// Its keys are still needed, but no further ones will be made of its secret.
			current().secret().destroy();
			this.current = entered;
			this.next = null;
		}
		this.previousEnds = now + RETENTION;
	}

	/**
	 * Opens a record with the keys that the two bits of its epoch stand for. At most
	 * three epochs in a row are there at once, so that these are unambiguous.
	 * @param now the time, in nanoseconds
	 * @return whether the record is authentic and seen for the first time
	 */
	boolean open(byte[] record, int off, int recordSize, int connectionIdSize, long now, Dtls13OpenedRecord into) {
		expire(now);
		ReadEpoch epoch = find(UnifiedHeader.epochBits(record[off]));
		if (epoch == null) {
			return into.dropped(DropReason.WRONG_EPOCH);
		}
		if (!epoch.open(record, off, recordSize, connectionIdSize, into)) {
			if (epoch == this.previous && epoch.failureLimitReached()) {
				releasePrevious();
			}
			return false;
		}
		if (epoch == this.next) {
			enterNext(now);
		}
		if (epoch == this.previous) {
			into.placed(epoch.epoch(), false);
		}
		return true;
	}

	private @Nullable ReadEpoch find(int epochBits) {
		if (matches(this.current, epochBits)) {
			return this.current;
		}
		if (matches(this.next, epochBits)) {
			return this.next;
		}
		return matches(this.previous, epochBits) ? this.previous : null;
	}

	private static boolean matches(@Nullable ReadEpoch epoch, int epochBits) {
		return epoch != null && (epoch.epoch() & 3) == epochBits;
	}

	/**
	 * Whether records have failed too often under the newest keys. Older ones open
	 * nothing more when they reach their limit, which ends nothing once the peer can go
	 * on under others (RFC 9147, section 4.5.3).
	 */
	boolean failureLimitReached() {
		ReadEpoch newest = (this.next != null) ? this.next : this.current;
		return newest != null && newest.failureLimitReached();
	}

	/** Wipes the keys of the previous epoch if its time is over. */
	void expire(long now) {
		if (this.previous != null && now - this.previousEnds >= 0) {
			releasePrevious();
		}
	}

	private void releasePrevious() {
		if (this.previous != null) {
			this.previous.destroy();
			this.previous = null;
		}
	}

	/** Lets the cipher objects go; the next record makes new ones. */
	void releaseCiphers() {
		release(this.current);
		release(this.next);
		release(this.previous);
	}

	private static void release(@Nullable ReadEpoch epoch) {
		if (epoch != null) {
			epoch.cipher().releaseCiphers();
		}
	}

	/** Wipes all keys. */
	void destroy() {
		releasePrevious();
		if (this.current != null) {
			this.current.destroy();
		}
		if (this.next != null) {
			this.next.destroy();
		}
	}

}
