package io.dtls.session;

import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many sessions each source address has. Safe for use by any thread.
 */
public final class SourceCounts {

	private final Map<InetAddress, Integer> counts = new ConcurrentHashMap<>();

	void change(InetAddress source, int by) {
		this.counts.merge(source, by, (count, more) -> (count + more != 0) ? Integer.valueOf(count + more) : null);
	}

	public int of(InetAddress source) {
		return this.counts.getOrDefault(source, 0);
	}

}
