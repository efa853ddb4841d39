package io.dtls.spring.actuate;

import io.micrometer.common.KeyValues;

import io.dtls.HandshakeException;
import io.dtls.HandshakeFailureReason;

/**
 * How a handshake ended, as the tags of its meter.
 *
 * @param outcome {@code success} or {@code failure}; {@code unknown} while it runs
 * @param reason why it failed, or {@code none}
 * @param resumed whether an earlier session was resumed
 * @param error simple name of the exception, or {@code none}
 */
record HandshakeOutcome(String outcome, String reason, boolean resumed, String error) {

	static final HandshakeOutcome UNKNOWN = new HandshakeOutcome("unknown", EnumTag.NONE, false, EnumTag.NONE);

	static HandshakeOutcome success(boolean resumed) {
		return new HandshakeOutcome("success", EnumTag.NONE, resumed, EnumTag.NONE);
	}

	static HandshakeOutcome failure(HandshakeFailureReason reason) {
		return new HandshakeOutcome("failure", EnumTag.of(reason), false, HandshakeException.class.getSimpleName());
	}

	KeyValues tags() {
		return KeyValues.of("outcome", this.outcome, "reason", this.reason, "resumed", String.valueOf(this.resumed));
	}

}
