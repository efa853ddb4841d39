package io.dtls.internal.util;

import java.util.HashMap;
import java.util.Map;

import org.slf4j.Logger;

/**
 * Logs failures of our own code or the application's. Peers may decide how often it
 * fails, so each kind of failure is an error with its stack once a minute, and left to
 * the debug level otherwise. Safe for use by any thread.
 */
public final class RareErrors {

	// More kinds than this share a line.
	private static final int MAX_KINDS = 100;

	private final Logger logger;

	private final Map<Object, RareLine> lines = new HashMap<>();

	/**
	 * Creates one that has logged nothing yet.
	 * @param logger whose lines these are
	 */
	public RareErrors(Logger logger) {
		this.logger = logger;
	}

	/**
	 * Logs a failure, or counts it.
	 * @param format says what failed, with a place for what was being done
	 * @param subject what was being done
	 * @param kind failures of one kind share a line
	 * @param failure what was thrown
	 * @param now the time, in nanoseconds
	 */
	public synchronized void log(String format, Object subject, Object kind, Throwable failure, long now) {
		RareLine line = this.lines.get(kind);
		if (line == null) {
			Object key = (this.lines.size() < MAX_KINDS) ? kind : RareErrors.class;
			line = this.lines.computeIfAbsent(key, (ignored) -> new RareLine());
		}
		if (line.isDue(now)) {
			this.logger.error(format + "{}", subject, line.begin(now), failure);
		}
		else {
			this.logger.debug(format, subject, failure);
		}
	}

}
