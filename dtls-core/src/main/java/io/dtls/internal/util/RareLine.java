package io.dtls.internal.util;

/**
 * A kind of line that strangers can cause, and that the log therefore has once a minute,
 * with a count of those it stands for. Not thread safe.
 */
public final class RareLine {

	private static final long MINUTE_NANOS = 60_000_000_000L;

	private boolean written;

	private long writtenAt;

	private int leftOut;

	/**
	 * Whether the line should be written now; if not, it is counted.
	 * @param now the time, in nanoseconds
	 */
	public boolean isDue(long now) {
		if (!this.written || now - this.writtenAt >= MINUTE_NANOS) {
			return true;
		}
		this.leftOut++;
		return false;
	}

	/**
	 * Notes that the line is written.
	 * @param now the time, in nanoseconds
	 * @return what to say of those that were left out; may be empty
	 */
	public String begin(long now) {
		String others = (this.leftOut > 0) ? " (and " + this.leftOut + " more since the last such line)" : "";
		this.written = true;
		this.writtenAt = now;
		this.leftOut = 0;
		return others;
	}

}
