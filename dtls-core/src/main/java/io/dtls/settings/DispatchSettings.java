package io.dtls.settings;

/**
 * How messages reach the handler.
 *
 * @param mode on which thread
 * @param queueCapacity messages that may wait for one session
 * @param onFull which message is dropped when that many wait
 * @param memoryBudget bytes that the messages of all sessions may hold while they wait; a
 * message that would exceed it is dropped
 */
public record DispatchSettings(Mode mode, int queueCapacity, OnFull onFull, long memoryBudget) {

	public DispatchSettings {
		Ranges.requireAtLeastOne("dispatch.queue-capacity", queueCapacity);
		Ranges.requireAtLeastOne("dispatch.memory-budget", memoryBudget);
	}

	/**
	 * In order on handler threads; 1,024 messages of a session may wait, and 64 MiB of
	 * all.
	 * @return the defaults
	 */
	public static DispatchSettings defaults() {
		return new DispatchSettings(Mode.ORDERED, 1024, OnFull.DROP_NEWEST, 64L * 1024 * 1024);
	}

	/**
	 * Sets on which thread the handler runs.
	 * @param value {@code DIRECT} only for handlers that never block
	 * @return a copy
	 */
	public DispatchSettings withMode(Mode value) {
		return new DispatchSettings(value, this.queueCapacity, this.onFull, this.memoryBudget);
	}

	/**
	 * Sets how many messages may wait for the handler.
	 * @param value messages of one session, 1 or more
	 * @return a copy
	 */
	public DispatchSettings withQueueCapacity(int value) {
		return new DispatchSettings(this.mode, value, this.onFull, this.memoryBudget);
	}

	/**
	 * Sets which message is dropped when that many wait.
	 * @param value the newest or the oldest; either is counted
	 * @return a copy
	 */
	public DispatchSettings withOnFull(OnFull value) {
		return new DispatchSettings(this.mode, this.queueCapacity, value, this.memoryBudget);
	}

	/**
	 * Sets what the messages of all sessions may hold while they wait for the handler.
	 * @param bytes of the whole endpoint, 1 or more
	 * @return a copy
	 */
	public DispatchSettings withMemoryBudget(long bytes) {
		return new DispatchSettings(this.mode, this.queueCapacity, this.onFull, bytes);
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

		/** The one that has just arrived. */
		DROP_NEWEST,

		/** The one that has waited for longest. */
		DROP_OLDEST

	}

}
