package io.dtls.internal.session;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import io.dtls.DtlsSession;

/**
 * The open sessions of a server, whichever endpoint thread each belongs to. A session
 * takes a place before it opens, so that threads that open sessions at the same time do
 * not exceed the limit together. Safe for use by any thread.
 */
public final class SessionRegistry {

	private final Map<String, Session> byId = new ConcurrentHashMap<>();

	private final AtomicInteger places = new AtomicInteger();

	private final SourceCounts sources;

	public SessionRegistry(int maxPerSource) {
		this.sources = new SourceCounts(maxPerSource);
	}

	public boolean hasRoom(int max) {
		return this.places.get() < max;
	}

	/** Takes a place if fewer than so many are taken. */
	public boolean reserveIfRoom(int max) {
		return this.places.getAndUpdate((taken) -> (taken < max) ? taken + 1 : taken) < max;
	}

	/** Takes a place for a session that replaces another, which is about to end. */
	public void reserve() {
		this.places.incrementAndGet();
	}

	/** Gives back a place that was taken for a session that does not open. */
	public void giveBack() {
		this.places.decrementAndGet();
	}

	public void add(Session session) {
		this.byId.put(session.id(), session);
	}

	public void remove(Session session) {
		if (this.byId.remove(session.id(), session)) {
			this.places.decrementAndGet();
		}
	}

	/** The places of each source. */
	public SourceCounts sources() {
		return this.sources;
	}

	public @Nullable Session byId(String id) {
		return this.byId.get(id);
	}

	public Collection<DtlsSession> all() {
		return List.copyOf(this.byId.values());
	}

	public Collection<Session> sessions() {
		return this.byId.values();
	}

	public int count() {
		return this.byId.size();
	}

	/**
	 * The session that has been silent for longest. Looks at all of them, so it is for
	 * the rare case that there is no room.
	 * @return null if there is none
	 */
	public @Nullable Session idlest() {
		Session idlest = null;
		for (Session session : this.byId.values()) {
			if (idlest == null || session.idleSince() - idlest.idleSince() < 0) {
				idlest = session;
			}
		}
		return idlest;
	}

}
