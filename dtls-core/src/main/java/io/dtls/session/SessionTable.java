package io.dtls.session;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Finds the session of a datagram by the peer's address. For the endpoint thread alone.
 */
public final class SessionTable {

	private final Map<InetSocketAddress, Session> byAddress = new HashMap<>();

	private final Map<InetAddress, Integer> perSource = new HashMap<>();

	/**
	 * Puts a session into the table.
	 * @param session the new session
	 * @return the session that had its address before, or null
	 */
	public @Nullable Session add(Session session) {
		Session previous = this.byAddress.put(session.remoteAddress(), session);
		if (previous == null) {
			this.perSource.merge(session.remoteAddress().getAddress(), 1, Integer::sum);
		}
		return previous;
	}

	/**
	 * Takes a session out, unless another has its place already.
	 * @param session which one
	 */
	public void remove(Session session) {
		if (this.byAddress.remove(session.remoteAddress(), session)) {
			this.perSource.computeIfPresent(session.remoteAddress().getAddress(),
					(source, count) -> (count > 1) ? count - 1 : null);
		}
	}

	public @Nullable Session byAddress(InetSocketAddress address) {
		return this.byAddress.get(address);
	}

	public int countFrom(InetAddress source) {
		return this.perSource.getOrDefault(source, 0);
	}

	public int size() {
		return this.byAddress.size();
	}

	/**
	 * The session that has been silent for longest. Looks at all of them, so it is for
	 * the rare case that the table is full.
	 * @return null if there is none
	 */
	public @Nullable Session idlest() {
		Session idlest = null;
		for (Session session : this.byAddress.values()) {
			if (idlest == null || session.lastActivity().isBefore(idlest.lastActivity())) {
				idlest = session;
			}
		}
		return idlest;
	}

}
