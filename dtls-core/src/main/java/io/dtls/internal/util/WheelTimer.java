package io.dtls.internal.util;

import org.jspecify.annotations.Nullable;

/**
 * Something with a deadline that a {@link TimerWheel} can hold. The links are part of the
 * object, so that a timer costs no memory of its own.
 */
public abstract class WheelTimer {

	@Nullable WheelTimer previous;

	@Nullable WheelTimer next;

	long deadline;

	/**
	 * Called when the deadline has passed; the timer is in no wheel then and may be
	 * scheduled again.
	 * @param now the time, in nanoseconds of the endpoint's clock
	 */
	protected abstract void expired(long now);

}
