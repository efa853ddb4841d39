package io.dtls.internal.session;

import org.jspecify.annotations.Nullable;

/**
 * The messages of one session that wait for its handler, in order and bounded. One thread
 * at a time takes from it: whoever is told by {@link #offer} that the queue was idle
 * starts that thread.
 */
public final class MessageQueue {

	private @Nullable Node head;

	private @Nullable Node tail;

	private int size;

	private boolean beingDrained;

	/**
	 * Adds a message.
	 * @param message the message
	 * @param capacity how many may wait
	 * @return what the caller has to do
	 */
	public synchronized Offer offer(byte[] message, int capacity) {
		if (this.size >= capacity) {
			return Offer.FULL;
		}
		Node node = new Node(message);
		if (this.tail == null) {
			this.head = node;
		}
		else {
			this.tail.next = node;
		}
		this.tail = node;
		this.size++;
		if (this.beingDrained) {
			return Offer.QUEUED;
		}
		this.beingDrained = true;
		return Offer.WAKE;
	}

	/**
	 * Takes the oldest message.
	 * @return null if none is left: the caller's turn is over then
	 */
	public synchronized byte @Nullable [] poll() {
		byte[] message = removeOldest();
		if (message == null) {
			this.beingDrained = false;
		}
		return message;
	}

	/**
	 * Makes room for a newer message.
	 * @return the one that was dropped, or null if none waited
	 */
	public synchronized byte @Nullable [] dropOldest() {
		return removeOldest();
	}

	private byte @Nullable [] removeOldest() {
		Node oldest = this.head;
		if (oldest == null) {
			return null;
		}
		this.head = oldest.next;
		if (this.head == null) {
			this.tail = null;
		}
		this.size--;
		return oldest.message;
	}

	public synchronized int size() {
		return this.size;
	}

	/** Whether no message waits or is being handled. */
	public synchronized boolean isIdle() {
		return !this.beingDrained;
	}

	/** What became of a message that was offered. */
	public enum Offer {

		/** Queued, and nobody drains the queue: start draining. */
		WAKE,

		/** Queued; it is being drained. */
		QUEUED,

		/** Not queued. */
		FULL

	}

	private static final class Node {

		final byte[] message;

		@Nullable Node next;

		Node(byte[] message) {
			this.message = message;
		}

	}

}
