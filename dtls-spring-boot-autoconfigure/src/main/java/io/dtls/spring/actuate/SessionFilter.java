package io.dtls.spring.actuate;

import java.security.Principal;
import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.dtls.DtlsSession;

/**
 * Which sessions to list; null stands for all.
 *
 * @param server bean name of the server
 * @param peer what the peer's name or its {@code address:port} begins with
 * @param resumed whether an earlier session was resumed
 * @param minIdle how long the session has been silent at least
 */
record SessionFilter(@Nullable String server, @Nullable String peer, @Nullable Boolean resumed,
		@Nullable Duration minIdle) {

	/** Whether it would tell masked values to those who try prefixes. */
	boolean asksForPeer() {
		return this.peer != null;
	}

	boolean matchesServer(String name) {
		return this.server == null || this.server.equals(name);
	}

	boolean matches(DtlsSession session, Instant now) {
		if (this.resumed != null && this.resumed != session.negotiated().resumed()) {
			return false;
		}
		if (this.minIdle != null && Duration.between(session.lastActivity(), now).compareTo(this.minIdle) < 0) {
			return false;
		}
		return this.peer == null || PeerValues.plain(session.remoteAddress()).startsWith(this.peer)
				|| isNamed(session.peer().principal(), this.peer);
	}

	private static boolean isNamed(@Nullable Principal principal, String prefix) {
		return principal != null && principal.getName().startsWith(prefix);
	}

}
