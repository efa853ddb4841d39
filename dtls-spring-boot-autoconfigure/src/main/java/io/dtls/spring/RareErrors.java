package io.dtls.spring;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Logs failures of the application's code. Peers may decide how often it fails, so each
 * kind of failure is an error with its stack once a minute, with a count of those it
 * stands for, and left to the debug level otherwise. Safe for use by any thread.
 */
public final class RareErrors {

	private static final long MINUTE_NANOS = 60_000_000_000L;

	// More kinds than this share a line.
	private static final int MAX_KINDS = 100;

	private final Logger logger;

	private final Map<Object, Line> lines = new HashMap<>();

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
	 * @param failure what was thrown; failures of one class share a line
	 */
	public void log(String format, Object subject, Throwable failure) {
		log(format, subject, failure.getClass(), failure);
	}

	/**
	 * Logs a failure, or counts it.
	 * @param format says what failed, with a place for what was being done
	 * @param subject what was being done
	 * @param kind failures of one kind share a line
	 * @param failure what was thrown
	 */
	public void log(String format, Object subject, Object kind, Throwable failure) {
		String others = others(kind, System.nanoTime());
		if (others != null) {
			this.logger.error(format + "{}", subject, others, failure);
		}
		else {
			this.logger.debug(format, subject, failure);
		}
	}

	/** What to say of those left out before, or null if this one is left out too. */
	private synchronized @Nullable String others(Object kind, long now) {
		Line line = this.lines.get(kind);
		if (line == null) {
			Object key = (this.lines.size() < MAX_KINDS) ? kind : RareErrors.class;
			line = this.lines.computeIfAbsent(key, (ignored) -> new Line(now - MINUTE_NANOS));
		}
		if (now - line.writtenAt < MINUTE_NANOS) {
			line.leftOut++;
			return null;
		}
		String others = (line.leftOut > 0) ? " (and " + line.leftOut + " more since the last such line)" : "";
		line.writtenAt = now;
		line.leftOut = 0;
		return others;
	}

	/** When a kind of failure was last logged, and how many there were since. */
	private static final class Line {

		private long writtenAt;

		private int leftOut;

		Line(long writtenAt) {
			this.writtenAt = writtenAt;
		}

	}

}
