package io.dtls.internal.events;

import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.dtls.HandshakeFailure;
import io.dtls.HandshakeFailureReason;
import io.dtls.internal.handshake.protocol.Alerts;
import io.dtls.internal.util.RareLine;

/**
 * Explains failed handshakes in the log: one line for each reason and minute, with a
 * count of those it stands for, so that strangers cannot fill the log.
 */
final class FailureLog {

	private static final Logger logger = LoggerFactory.getLogger(FailureLog.class);

	private final Map<HandshakeFailureReason, RareLine> lines = new EnumMap<>(HandshakeFailureReason.class);

	private final RareLine suspicions = new RareLine();

	/**
	 * Logs a failure, or counts it.
	 * @param failure what happened
	 * @param now the time, in nanoseconds
	 */
	synchronized void failed(HandshakeFailure failure, long now) {
		RareLine line = this.lines.computeIfAbsent(failure.reason(), (reason) -> new RareLine());
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

}
