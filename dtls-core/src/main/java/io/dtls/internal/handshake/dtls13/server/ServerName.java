package io.dtls.internal.handshake.dtls13.server;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.dtls.internal.handshake.dtls13.message.ClientHello;
import io.dtls.internal.handshake.dtls13.message.Refused;

/**
 * The host name in a ClientHello.
 */
final class ServerName {

	// What a DNS name may look like; anything else is not passed on to logs and headers.
	private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9._-]{1,255}");

	private ServerName() {
	}

	/** The name, or null if there is none that could be one. */
	static @Nullable String of(ClientHello hello) throws Refused {
		String name = hello.serverName();
		return (name != null && HOST_NAME.matcher(name).matches()) ? name : null;
	}

}
