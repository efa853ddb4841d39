package io.dtls;

/**
 * How messages reach the handler.
 *
 * @param mode on which thread
 * @param queueCapacity messages that may wait for one session
 * @param onFull which message is dropped when that many wait
 */
public record DispatchSettings(Mode mode, int queueCapacity, OnFull onFull) {

	public static DispatchSettings defaults() {
		return new DispatchSettings(Mode.ORDERED, 1024, OnFull.DROP_NEWEST);
	}

	public DispatchSettings withMode(Mode value) {
		return new DispatchSettings(value, this.queueCapacity, this.onFull);
	}

	public DispatchSettings withQueueCapacity(int value) {
		return new DispatchSettings(this.mode, value, this.onFull);
	}

	public DispatchSettings withOnFull(OnFull value) {
		return new DispatchSettings(this.mode, this.queueCapacity, value);
	}

	/** On which thread the handler runs. */
	public enum Mode {

		/** On handler threads: in order for one session, in parallel across sessions. */
		ORDERED,

		/** On the endpoint thread, for handlers that never block. */
		DIRECT

	}

	/** Which message is dropped. */
	public enum OnFull {

		DROP_NEWEST, DROP_OLDEST

	}

}
