package io.dtls.internal.record;

/**
 * Remembers which of the newest 64 sequence numbers of an epoch have been seen (RFC 6347,
 * section 4.1.2.6). Older ones count as seen.
 */
public final class ReplayWindow {

	private static final int SIZE = 64;

	private long newest;

	// Bit n stands for newest - n.
	private long bitmap;

	/** A window that has seen nothing. */
	public ReplayWindow() {
		this(-1, 0);
	}

	/**
	 * A window as an earlier one was.
	 * @param newest the largest number seen, -1 for none
	 * @param bitmap whether {@code newest - n} was seen, in bit n
	 */
	public ReplayWindow(long newest, long bitmap) {
		this.newest = newest;
		this.bitmap = bitmap;
	}

	/** Whether a number was seen before, or is too old to tell. Changes nothing. */
	public boolean isReplay(long sequence) {
		if (sequence > this.newest) {
			return false;
		}
		long age = this.newest - sequence;
		return age >= SIZE || ((this.bitmap >>> age) & 1) != 0;
	}

	/**
	 * Marks a number as seen. Only for numbers of authentic records, or a forger could
	 * move the window.
	 */
	public void accept(long sequence) {
		long advance = sequence - this.newest;
		if (advance > 0) {
			this.bitmap = ((advance < SIZE) ? this.bitmap << advance : 0) | 1;
			this.newest = sequence;
		}
		else if (-advance < SIZE) {
			this.bitmap |= 1L << -advance;
		}
	}

	/** The largest number seen, -1 for none. */
	public long newest() {
		return this.newest;
	}

	/** Whether {@code newest() - n} was seen, in bit n. */
	public long bitmap() {
		return this.bitmap;
	}

}
