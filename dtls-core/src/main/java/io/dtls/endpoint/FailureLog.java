package io.dtls.endpoint;

import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.dtls.HandshakeFailure;
import io.dtls.HandshakeFailureReason;
import io.dtls.handshake.Alerts;

/**
 * Explains failed handshakes in the log: one line for each reason and minute, with a
 * count of those it stands for, so that strangers cannot fill the log.
 */
final class FailureLog {

	private static final Logger logger = LoggerFactory.getLogger(FailureLog.class);

	private static final long MINUTE_NANOS = 60_000_000_000L;

	private final Map<HandshakeFailureReason, Line> lines = new EnumMap<>(HandshakeFailureReason.class);

	private final Line suspicions = new Line();

	/**
	 * Logs a failure, or counts it.
	 * @param failure what happened
	 * @param now the time, in nanoseconds
	 */
	synchronized void failed(HandshakeFailure failure, long now) {
		Line line = this.lines.computeIfAbsent(failure.reason(), (reason) -> new Line());
		if (line.isDue(now)) {
			logger.info("Handshake with {} failed: {}, {}: {}{}", failure.peer(), failure.reason(),
					alert(failure.alert()), failure.explanation(), line.begin(now));
		}
		else {
			logger.debug("Handshake with {} failed: {}, {}: {}", failure.peer(), failure.reason(),
					alert(failure.alert()), failure.detail());
		}
	}

	/**
	 * Logs that the keys of a handshake that still runs seem to differ, or counts it.
	 * @param peer the other side
	 * @param now the time, in nanoseconds
	 */
	synchronized void keysSeemToDiffer(InetSocketAddress peer, long now) {
		if (this.suspicions.isDue(now)) {
			logger.info("Handshake with {} is still open: {}.{}", peer,
					HandshakeFailureReason.KEYS_DIFFER.whatToCheck(), this.suspicions.begin(now));
		}
	}

	private static String alert(@Nullable Integer description) {
		return (description != null) ? "alert " + Alerts.name(description) + "(" + description + ")" : "no alert";
	}

	/** When a kind of line was last written, and what it has stood for since. */
	private static final class Line {

		private boolean written;

		private long writtenAt;

		private int leftOut;

		boolean isDue(long now) {
			if (!this.written || now - this.writtenAt >= MINUTE_NANOS) {
				return true;
			}
			this.leftOut++;
			return false;
		}

		String begin(long now) {
			String others = (this.leftOut > 0) ? " (and " + this.leftOut + " more since the last such line)" : "";
			this.written = true;
			this.writtenAt = now;
			this.leftOut = 0;
			return others;
		}

	}

}
