package io.dtls.spring.actuate;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.dtls.HandshakeFailure;

/**
 * A handshake that failed.
 *
 * @param time when
 * @param server bean name of the server
 * @param address where the peer was, masked unless shown
 * @param reason why, such as {@code keys-differ}
 * @param alert name of the alert sent or received, if any
 * @param explanation what went wrong and what to check
 * @param duration how long the handshake took
 */
public record FailureDescriptor(Instant time, String server, String address, String reason, @Nullable String alert,
		String explanation, Duration duration) {

	static FailureDescriptor of(RecentFailures.Entry entry, PeerValues peerValues) {
		HandshakeFailure failure = entry.failure();
		return new FailureDescriptor(entry.time(), entry.server(), peerValues.address(failure.peer()),
				EnumTag.of(failure.reason()), failure.alertName(), failure.explanation(),
				Duration.ofNanos(failure.nanos()));
	}

}
