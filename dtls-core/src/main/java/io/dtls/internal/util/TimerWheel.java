package io.dtls.internal.util;

/**
 * Timers in slots by deadline (a hashed timing wheel): scheduling and cancelling cost the
 * same however many there are. Timers fire up to one tick late, never early. For one
 * thread.
 */
public final class TimerWheel {

	private static final int SLOTS = 1024;

	private final long tickNanos;

	private final Slot[] slots = new Slot[SLOTS];

	private final Slot due = new Slot();

	private long currentTick;

	private int size;

	/**
	 * Creates an empty wheel.
	 * @param tickNanos resolution, in nanoseconds
	 * @param now the time, in nanoseconds
	 */
	public TimerWheel(long tickNanos, long now) {
		this.tickNanos = tickNanos;
		this.currentTick = Math.floorDiv(now, tickNanos);
		for (int i = 0; i < SLOTS; i++) {
			this.slots[i] = new Slot();
		}
	}

	/**
	 * Puts a timer into the wheel, or moves it.
	 * @param timer what to call
	 * @param deadline when, in nanoseconds
	 */
	public void schedule(WheelTimer timer, long deadline) {
		cancel(timer);
		timer.deadline = deadline;
		// One tick past the deadline, and never in a slot that has been passed.
		long tick = Math.max(Math.floorDiv(deadline, this.tickNanos) + 1, this.currentTick + 1);
		this.slots[(int) Math.floorMod(tick, (long) SLOTS)].link(timer);
		this.size++;
	}

	/**
	 * Takes a timer out of the wheel, if it is in.
	 * @param timer which one
	 */
	public void cancel(WheelTimer timer) {
		if (unlink(timer)) {
			this.size--;
		}
	}

	private static boolean unlink(WheelTimer timer) {
		WheelTimer previous = timer.previous;
		if (previous == null) {
			return false;
		}
		previous.next = timer.next;
		if (timer.next != null) {
			timer.next.previous = previous;
		}
		timer.previous = null;
		timer.next = null;
		return true;
	}

	/**
	 * Fires what is due. Where a timer throws, the others are fired by the next call.
	 * @param now the time, in nanoseconds
	 */
	public void advance(long now) {
		expireDue(now);
		long target = Math.floorDiv(now, this.tickNanos);
		// After a long sleep one turn over all slots sees every timer.
		long first = Math.max(this.currentTick + 1, target - SLOTS + 1);
		for (long tick = first; tick <= target; tick++) {
			this.currentTick = tick;
			expire(this.slots[(int) Math.floorMod(tick, (long) SLOTS)], now);
		}
	}

	private void expire(Slot slot, long now) {
		// Two passes, because a timer that fires may cancel or schedule others.
		WheelTimer timer = slot.next;
		while (timer != null) {
			WheelTimer next = timer.next;
			if (timer.deadline <= now) {
				unlink(timer);
				this.due.link(timer);
			}
			timer = next;
		}
		expireDue(now);
	}

	// One at a time, so that what a timer that throws leaves behind is due at the next
	// call.
	private void expireDue(long now) {
		while (this.due.next != null) {
			WheelTimer timer = this.due.next;
			cancel(timer);
			timer.expired(now);
		}
	}

	/**
	 * How long until the next tick.
	 * @param now the time, in nanoseconds
	 * @return nanoseconds to wait at most; a second where no timer is set
	 */
	public long nanosToNextTick(long now) {
		if (this.size == 0) {
			return 1_000_000_000L;
		}
		return Math.max(0, (this.currentTick + 1) * this.tickNanos - now);
	}

	/** Head of a list of timers. */
	private static final class Slot extends WheelTimer {

		void link(WheelTimer timer) {
			timer.previous = this;
			timer.next = this.next;
			if (this.next != null) {
				this.next.previous = timer;
			}
			this.next = timer;
		}

		@Override
		protected void expired(long now) {
			throw new IllegalStateException("A slot is no timer");
		}

	}

}
