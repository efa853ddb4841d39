package io.dtls.internal.session;

import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many sessions each source has, where that is limited. A session takes its place
 * before it opens, so that threads that open sessions at the same time do not exceed the
 * limit together. Safe for use by any thread.
 */
public final class SourceCounts {

	private final Map<SourceAddress, Integer> counts = new ConcurrentHashMap<>();

	private final int max;

	/**
	 * Counts nothing yet.
	 * @param max sessions that a source may have; 0 for no limit
	 */
	public SourceCounts(int max) {
		this.max = max;
	}

	private boolean isLimited() {
		return this.max > 0;
	}

	/** Whether a source may have one more session, as things are. */
	public boolean hasRoom(InetAddress source) {
		return !isLimited() || this.counts.getOrDefault(SourceAddress.of(source), 0) < this.max;
	}

	/**
	 * Takes a place if the source has one left.
	 * @param source where the session is
	 * @return whether there was one
	 */
	public boolean takeIfRoom(InetAddress source) {
		if (!isLimited()) {
			return true;
		}
		SourceAddress key = SourceAddress.of(source);
		boolean[] taken = new boolean[1];
		this.counts.compute(key, (ignored, count) -> {
			int had = (count != null) ? count : 0;
			taken[0] = had < this.max;
			return (had < this.max) ? Integer.valueOf(had + 1) : count;
		});
		return taken[0];
	}

	/**
	 * Takes a place even if there is none left: for a session that takes the place of
	 * another, or that moves.
	 * @param source where the session is
	 */
	public void take(InetAddress source) {
		if (isLimited()) {
			this.counts.merge(SourceAddress.of(source), 1, Integer::sum);
		}
	}

	/**
	 * Gives a place back.
	 * @param source where the session was
	 */
	public void giveBack(InetAddress source) {
		if (isLimited()) {
			this.counts.computeIfPresent(SourceAddress.of(source), (ignored, count) -> (count > 1) ? count - 1 : null);
		}
	}

}
