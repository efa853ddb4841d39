package io.dtls.autoconfigure.properties;

import org.springframework.util.unit.DataSize;

import io.dtls.settings.DispatchSettings.Mode;
import io.dtls.settings.DispatchSettings.OnFull;

/**
 * What can be set for the way of messages to their handlers, under
 * {@code dtls.server.dispatch} and {@code dtls.client.dispatch}.
 */
public class DtlsDispatchProperties {

	/**
	 * Whether handlers run on handler threads, in order for each session, or on the
	 * endpoint thread, where they must not block.
	 */
	private Mode mode = Mode.ORDERED;

	/**
	 * Messages of one session that may wait for a handler.
	 */
	private int queueCapacity = 1024;

	/**
	 * Which message is dropped when that many wait.
	 */
	private OnFull onFull = OnFull.DROP_NEWEST;

	/**
	 * Memory that the messages of all sessions may hold while they wait for a handler.
	 * Messages that would exceed it are dropped.
	 */
	private DataSize memoryBudget = DataSize.ofMegabytes(64);

	public Mode getMode() {
		return this.mode;
	}

	public void setMode(Mode mode) {
		this.mode = mode;
	}

	public int getQueueCapacity() {
		return this.queueCapacity;
	}

	public void setQueueCapacity(int queueCapacity) {
		this.queueCapacity = queueCapacity;
	}

	public OnFull getOnFull() {
		return this.onFull;
	}

	public void setOnFull(OnFull onFull) {
		this.onFull = onFull;
	}

	public DataSize getMemoryBudget() {
		return this.memoryBudget;
	}

	public void setMemoryBudget(DataSize memoryBudget) {
		this.memoryBudget = memoryBudget;
	}

}
