package io.dtls.spring.integration;

import java.io.IOException;
import java.net.InetSocketAddress;

import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

import io.dtls.DtlsSession;
import io.dtls.spring.DtlsClientSessions;

/**
 * Where a message is to go, as applications say it: a session, an address, or a text such
 * as {@code host:5684} or {@code dtls://host:5684}.
 */
final class DtlsDestination {

	// RFC 7252 and RFC 6012 have others; this one is for a text that says none.
	private static final int DEFAULT_PORT = 5684;

	private DtlsDestination() {
	}

	static DtlsSession session(Object destination, DtlsClientSessions sessions) throws IOException {
		if (destination instanceof DtlsSession session) {
			return session;
		}
		if (destination instanceof InetSocketAddress address) {
			return sessions.to(address.getHostString(), address.getPort());
		}
		InetSocketAddress address = parse(destination.toString());
		return sessions.to(address.getHostString(), address.getPort());
	}

	static InetSocketAddress parse(String text) {
		int scheme = text.indexOf("://");
		String authority = (scheme < 0) ? text : text.substring(scheme + "://".length());
		int colon = authority.lastIndexOf(':');
		boolean hasPort = colon > authority.lastIndexOf(']');
		String host = hasPort ? authority.substring(0, colon) : authority;
		if (host.isEmpty() || host.contains("/") || StringUtils.containsWhitespace(host)) {
			throw unknown(text, null);
		}
		try {
			int port = hasPort ? Integer.parseInt(authority.substring(colon + 1)) : DEFAULT_PORT;
			return InetSocketAddress.createUnresolved(host, port);
		}
		catch (IllegalArgumentException ex) {
			throw unknown(text, ex);
		}
	}

	private static IllegalArgumentException unknown(String text, @Nullable Throwable cause) {
		return new IllegalArgumentException(
				"A destination is a session, an address, host:port or dtls://host:port, not '" + text + "'", cause);
	}

}
