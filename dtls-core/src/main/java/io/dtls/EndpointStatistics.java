package io.dtls;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * What an endpoint has counted since it was built. Every number only grows.
 */
public final class EndpointStatistics {

	private final Map<DropReason, LongAdder> dropped = adders(DropReason.class);

	private final Map<HandshakeFailureReason, LongAdder> handshakesFailed = adders(HandshakeFailureReason.class);

	private final Map<CloseReason, LongAdder> sessionsClosed = adders(CloseReason.class);

	private final Map<SnapshotLookup, LongAdder> lookups = adders(SnapshotLookup.class);

	private final LongAdder sessionsRestored = new LongAdder();

	private final LongAdder handshakesStarted = new LongAdder();

	private final LongAdder sessionsOpened = new LongAdder();

	private final LongAdder sessionsResumed = new LongAdder();

	private final LongAdder resumptionsFound = new LongAdder();

	private final LongAdder resumptionsMissed = new LongAdder();

	private final LongAdder resumptionStoreFailures = new LongAdder();

	private final LongAdder sessionsMoved = new LongAdder();

	private final LongAdder messagesReceived = new LongAdder();

	private final LongAdder bytesReceived = new LongAdder();

	private final LongAdder messagesSent = new LongAdder();

	private final LongAdder bytesSent = new LongAdder();

	public EndpointStatistics() {
	}

	private static <E extends Enum<E>> Map<E, LongAdder> adders(Class<E> type) {
		Map<E, LongAdder> adders = new EnumMap<>(type);
		for (E constant : type.getEnumConstants()) {
			adders.put(constant, new LongAdder());
		}
		return adders;
	}

	private static <E extends Enum<E>> LongAdder adder(Map<E, LongAdder> adders, E constant) {
		LongAdder adder = adders.get(constant);
		if (adder == null) {
			throw new IllegalStateException("No counter for " + constant);
		}
		return adder;
	}

	public void countDropped(DropReason reason) {
		adder(this.dropped, reason).increment();
	}

	public void countHandshakeStarted() {
		this.handshakesStarted.increment();
	}

	public void countHandshakeFailed(HandshakeFailureReason reason) {
		adder(this.handshakesFailed, reason).increment();
	}

	public void countOpened(boolean resumed) {
		this.sessionsOpened.increment();
		if (resumed) {
			this.sessionsResumed.increment();
		}
	}

	public void countRestored() {
		this.sessionsRestored.increment();
	}

	public void countLookup(SnapshotLookup outcome) {
		adder(this.lookups, outcome).increment();
	}

	public void countClosed(CloseReason reason) {
		adder(this.sessionsClosed, reason).increment();
	}

	public void countResumptionLookup(boolean found) {
		(found ? this.resumptionsFound : this.resumptionsMissed).increment();
	}

	public void countResumptionStoreFailure() {
		this.resumptionStoreFailures.increment();
	}

	public void countMoved() {
		this.sessionsMoved.increment();
	}

	public void countReceived(int bytes) {
		this.messagesReceived.increment();
		this.bytesReceived.add(bytes);
	}

	public void countSent(int bytes) {
		this.messagesSent.increment();
		this.bytesSent.add(bytes);
	}

	/**
	 * Datagrams, records and messages that were dropped.
	 * @param reason for which
	 * @return how many since the endpoint was made
	 */
	public long dropped(DropReason reason) {
		return adder(this.dropped, reason).sum();
	}

	/** Handshakes that were admitted, whatever became of them. */
	public long handshakesStarted() {
		return this.handshakesStarted.sum();
	}

	/**
	 * Handshakes that failed.
	 * @param reason for which
	 * @return how many since the endpoint was made
	 */
	public long handshakesFailed(HandshakeFailureReason reason) {
		return adder(this.handshakesFailed, reason).sum();
	}

	/**
	 * Sessions that handshakes ended in.
	 * @return how many since the endpoint was made
	 */
	public long sessionsOpened() {
		return this.sessionsOpened.sum();
	}

	/** Sessions that were saved and went on here. */
	public long sessionsRestored() {
		return this.sessionsRestored.sum();
	}

	/** Answers to records with unknown connection ids, where nodes share a store. */
	public long lookups(SnapshotLookup outcome) {
		return adder(this.lookups, outcome).sum();
	}

	/**
	 * Sessions that ended.
	 * @param reason for which
	 * @return how many since the endpoint was made
	 */
	public long sessionsClosed(CloseReason reason) {
		return adder(this.sessionsClosed, reason).sum();
	}

	/** Those of the opened sessions that resumed an earlier one. */
	public long sessionsResumed() {
		return this.sessionsResumed.sum();
	}

	/** How often a client asked for a session that could be found. */
	public long resumptionsFound() {
		return this.resumptionsFound.sum();
	}

	/**
	 * How often a client asked for a session that could not be found, for whatever
	 * reason, so that it has to handshake in full.
	 */
	public long resumptionsMissed() {
		return this.resumptionsMissed.sum();
	}

	/** Calls of the store of resumable sessions that failed or took too long. */
	public long resumptionStoreFailures() {
		return this.resumptionStoreFailures.sum();
	}

	/** Changes of address of sessions with connection ids. */
	public long sessionsMoved() {
		return this.sessionsMoved.sum();
	}

	/** Messages accepted for the handler. */
	public long messagesReceived() {
		return this.messagesReceived.sum();
	}

	/**
	 * Application data that was taken from peers.
	 * @return bytes
	 */
	public long bytesReceived() {
		return this.bytesReceived.sum();
	}

	/**
	 * Messages that were handed to the network.
	 * @return how many since the endpoint was made
	 */
	public long messagesSent() {
		return this.messagesSent.sum();
	}

	/**
	 * Application data that was handed to the network.
	 * @return bytes
	 */
	public long bytesSent() {
		return this.bytesSent.sum();
	}

}
