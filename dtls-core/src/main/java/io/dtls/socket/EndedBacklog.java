package io.dtls.socket;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Bounds what a server keeps of associations that ended before anybody accepted them. A
 * device may send one message and leave, so they are not dropped at once; but however
 * many come and go, the oldest ones make room.
 */
final class EndedBacklog {

	/** Sockets that are kept. */
	static final int MAX_SOCKETS = 64;

	// Of all messages of theirs.
	static final long MAX_BYTES = 4 << 20;

	private final Inbox<DtlsSocket> accepted;

	// By when they ended, with the bytes of their messages. Guarded by this.
	private final Map<DtlsSocket, Long> kept = new LinkedHashMap<>();

	private long bytes;

	EndedBacklog(Inbox<DtlsSocket> accepted) {
		this.accepted = accepted;
	}

	/** Takes note of a socket whose association has ended. */
	synchronized void add(DtlsSocket socket) {
		if (socket.isAccepted()) {
			return;
		}
		long size = socket.waitingBytes();
		this.kept.put(socket, size);
		this.bytes += size;
		while (this.kept.size() > MAX_SOCKETS || this.bytes > MAX_BYTES) {
			DtlsSocket oldest = this.kept.keySet().iterator().next();
			forget(oldest);
			if (this.accepted.remove(oldest)) {
				oldest.discard();
			}
		}
	}

	/** Takes note of a socket that has an owner now, who may keep it as he likes. */
	synchronized void taken(DtlsSocket socket) {
		socket.accepted();
		forget(socket);
	}

	private void forget(DtlsSocket socket) {
		Long size = this.kept.remove(socket);
		if (size != null) {
			this.bytes -= size;
		}
	}

	synchronized void clear() {
		this.kept.clear();
		this.bytes = 0;
	}

}
