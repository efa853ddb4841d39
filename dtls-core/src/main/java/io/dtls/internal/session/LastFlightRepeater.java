package io.dtls.internal.session;

import org.jspecify.annotations.Nullable;

import io.dtls.DtlsException;
import io.dtls.internal.handshake.LastFlight;
import io.dtls.internal.record.dtls12.OpenedRecord;
import io.dtls.internal.record.dtls12.RecordLayer;

/**
 * Repeats the last flight to a peer that shows that it did not get it (RFC 6347, section
 * 4.2.4). For the endpoint thread.
 */
final class LastFlightRepeater {

	// RFC 6347, section 4.2.4: twice the maximum segment lifetime of RFC 793.
	private static final long KEPT_NANOS = 240_000_000_000L;

	// Often enough for a peer that retransmits after a second, too rare to amplify.
	private static final long INTERVAL_NANOS = 1_000_000_000L;

	private final long end;

	private @Nullable LastFlight flight;

	private long answered;

	LastFlightRepeater(@Nullable LastFlight flight, long now) {
		this.flight = flight;
		this.end = now + KEPT_NANOS;
		this.answered = now - INTERVAL_NANOS;
	}

	boolean isAskedFor(OpenedRecord record) {
		return this.flight != null && this.flight.answers(record);
	}

	/**
	 * Protects the flight once more.
	 * @param records the session's, under its write lock
	 * @param now the time, in nanoseconds
	 * @return one datagram, or null if the last one has just left
	 */
	byte @Nullable [] repeat(RecordLayer records, long now) throws DtlsException {
		if (this.flight == null || now - this.answered < INTERVAL_NANOS) {
			return null;
		}
		this.answered = now;
		return this.flight.protectAgain(records);
	}

	/** Forgets the flight when it is too old to be asked for. */
	void forgetOld(long now) {
		if (now - this.end >= 0) {
			this.flight = null;
		}
	}

	/** The earlier of a deadline and the one to {@link #forgetOld forget} the flight. */
	long nextDeadline(long deadline) {
		return (this.flight != null && this.end - deadline < 0) ? this.end : deadline;
	}

}
