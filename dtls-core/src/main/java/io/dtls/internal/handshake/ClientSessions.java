package io.dtls.internal.handshake;

import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.dtls.settings.ResumptionSettings;
import io.dtls.store.ResumptionEntry;

/**
 * The last session of a client with each server, to be resumed by the next handshake with
 * it. Bounded and timed. For any thread.
 */
public final class ClientSessions {

	private final ResumptionSettings settings;

	// Resumed longest ago first.
	private final Map<String, ResumptionEntry> byServer = new LinkedHashMap<>(16, 0.75f, true);

	private boolean retired;

	public ClientSessions(ResumptionSettings settings) {
		this.settings = settings;
	}

	/** An empty one with the same limits, for other credentials. */
	ClientSessions fresh() {
		return new ClientSessions(this.settings);
	}

	/**
	 * Finds the last session with a server.
	 * @return a copy, whose secret the caller wipes; null if there is none
	 */
	public synchronized @Nullable ResumptionEntry find(String server) {
		ResumptionEntry kept = this.byServer.get(server);
		if (kept == null) {
			return null;
		}
		if (isOver(kept)) {
			forget(server);
			return null;
		}
		return copy(kept);
	}

	private boolean isOver(ResumptionEntry entry) {
		return !entry.created().plus(this.settings.lifetime()).isAfter(Instant.now());
	}

	/** Keeps a copy in the place of the session before. */
	public synchronized void keep(String server, ResumptionEntry entry) {
		forget(server);
		if (this.retired) {
			return;
		}
		Iterator<ResumptionEntry> oldestFirst = this.byServer.values().iterator();
		while (oldestFirst.hasNext()) {
			ResumptionEntry oldest = oldestFirst.next();
			if (this.byServer.size() >= this.settings.maxEntries() || isOver(oldest)) {
				oldest.destroy();
				oldestFirst.remove();
			}
		}
		this.byServer.put(server, copy(entry));
	}

	public synchronized void forget(String server) {
		ResumptionEntry kept = this.byServer.remove(server);
		if (kept != null) {
			kept.destroy();
		}
	}

	/** Wipes and forgets all of them. */
	public synchronized void clear() {
		this.byServer.values().forEach(ResumptionEntry::destroy);
		this.byServer.clear();
	}

	/** Wipes and forgets all of them, and those of handshakes that still run. */
	synchronized void retire() {
		this.retired = true;
		clear();
	}

	private static ResumptionEntry copy(ResumptionEntry entry) {
		return new ResumptionEntry(entry.sessionId(), entry.cipherSuite(), entry.masterSecret().clone(),
				entry.extendedMasterSecret(), entry.protocol(), entry.peer(), entry.serverName(),
				entry.maxFragmentLength(), entry.created());
	}

}
