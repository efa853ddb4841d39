package io.dtls.internal.handshake.dtls13.exchange;

import java.util.List;

import io.dtls.internal.record.dtls13.AckFormat;
import io.dtls.internal.record.dtls13.ReceivedHandshakeRecords;
import io.dtls.internal.record.dtls13.RecordNumber;

/**
 * When to tell the peer which of its records arrived (RFC 9147, section 7.1): at once for
 * what ends a flight or comes again, and where a gap shows; after a quarter of the peer's
 * timer for a part of a flight; not at all where this side's next flight says the same.
 */
final class Acknowledgements {

	private static final int MAX_RECORDS = 64;

	private final ReceivedHandshakeRecords received = new ReceivedHandshakeRecords(MAX_RECORDS);

	private final long delay;

	private boolean due;

	private boolean scheduled;

	private long deadline;

	private long lastGap;

	private boolean gapSeen;

	Acknowledgements(long initialWait) {
		this.delay = Math.max(1, initialWait / 4);
	}

	/** A record arrived that holds a part of a flight. */
	void note(RecordNumber number, long now) {
		this.received.add(number);
		if (!this.scheduled) {
			this.scheduled = true;
			this.deadline = now + this.delay;
		}
	}

	/** Another has overtaken what is missing: the sooner the peer knows, the better. */
	void noteGap(long now) {
		if (!this.gapSeen || now - this.lastGap >= this.delay) {
			this.gapSeen = true;
			this.lastGap = now;
			this.due = true;
		}
	}

	/** What was noted is to be told at once. */
	void hurry() {
		this.due = !this.received.isEmpty();
	}

	/** This side's next flight tells as much. */
	void clear() {
		this.received.clear();
		this.due = false;
		this.scheduled = false;
		this.gapSeen = false;
	}

	boolean isDue() {
		return this.due && !this.received.isEmpty();
	}

	boolean waits() {
		return this.scheduled && !this.received.isEmpty();
	}

	long deadline() {
		return this.deadline;
	}

	void advance(long now) {
		if (waits() && now - this.deadline >= 0) {
			this.due = true;
		}
	}

	/**
	 * The content of an ACK. The records stay noted until the flight is complete, as an
	 * ACK may be lost.
	 * @param room most bytes of it
	 */
	byte[] take(int room) {
		List<RecordNumber> numbers = this.received.highest(AckFormat.capacity(room));
		this.due = false;
		this.scheduled = false;
		return AckFormat.write(numbers);
	}

}
