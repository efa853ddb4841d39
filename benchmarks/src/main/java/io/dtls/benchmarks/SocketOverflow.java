package io.dtls.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Datagrams that Linux dropped because the buffer of a socket was full: of the server's
 * socket and of those connected to it.
 */
final class SocketOverflow {

	private static final List<Path> TABLES = List.of(Path.of("/proc/net/udp"), Path.of("/proc/net/udp6"));

	private static final int LOCAL = 1;

	private static final int REMOTE = 2;

	private final String port;

	/**
	 * Looks at one server.
	 * @param port of the server
	 */
	SocketOverflow(int port) {
		this.port = String.format(Locale.ROOT, ":%04X", port);
	}

	/** All that were dropped so far by sockets that are open; 0 where nobody counts. */
	long dropped() throws IOException {
		long dropped = 0;
		for (Path table : TABLES) {
			if (Files.isReadable(table)) {
				dropped += Files.readAllLines(table).stream().skip(1).mapToLong(this::dropped).sum();
			}
		}
		return dropped;
	}

	private long dropped(String line) {
		String[] fields = line.trim().split("\\s+", -1);
		return (fields[LOCAL].endsWith(this.port) || fields[REMOTE].endsWith(this.port))
				? Long.parseLong(fields[fields.length - 1]) : 0;
	}

}
