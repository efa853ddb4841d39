package io.dtls.settings;

import java.time.Duration;

/**
 * The ranges that several settings share.
 */
final class Ranges {

	// Timers count milliseconds, so that less would be no time at all.
	private static final Duration SHORTEST = Duration.ofMillis(1);

	private Ranges() {
	}

	static void requireAtLeastOne(String setting, long value) {
		if (value < 1) {
			throw new InvalidSettingException(setting, value, "1 or more");
		}
	}

	static void requireZeroOrMore(String setting, long value) {
		if (value < 0) {
			throw new InvalidSettingException(setting, value, "0 or more");
		}
	}

	static void requirePositive(String setting, Duration value) {
		if (value.compareTo(SHORTEST) < 0) {
			throw new InvalidSettingException(setting, value, "more than zero, such as 10s");
		}
	}

}
