package io.dtls.spring.actuate;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

import io.dtls.DtlsObserver;
import io.dtls.HandshakeFailure;
import io.dtls.endpoint.DtlsServer;

/**
 * Remembers the handshakes that failed last, over all servers.
 */
public final class RecentFailures {

	/** How many are kept. */
	public static final int MAX = 100;

	private final Deque<Entry> entries = new ArrayDeque<>();

	/**
	 * Listens to servers from now on.
	 * @param servers by bean name
	 */
	public RecentFailures(Map<String, DtlsServer> servers) {
		servers.forEach((name, server) -> server.addObserver(new DtlsObserver() {

			@Override
			public void handshakeFailed(HandshakeFailure failure) {
				add(new Entry(Instant.now(), name, failure));
			}

		}));
	}

	private synchronized void add(Entry entry) {
		if (this.entries.size() == MAX) {
			this.entries.removeLast();
		}
		this.entries.addFirst(entry);
	}

	/**
	 * The failures kept.
	 * @return newest first, at most {@link #MAX}
	 */
	public synchronized List<Entry> newestFirst() {
		return List.copyOf(this.entries);
	}

	/**
	 * A failure, where and when.
	 *
	 * @param time wall-clock time
	 * @param server bean name of the server
	 * @param failure with whom and why
	 */
	public record Entry(Instant time, String server, HandshakeFailure failure) {

	}

}
