package io.dtls.internal.handshake.protocol;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

import org.bouncycastle.tls.NameType;
import org.bouncycastle.tls.ServerName;
import org.jspecify.annotations.Nullable;

/**
 * Server Name Indication (RFC 6066, section 3).
 */
public final class ServerNames {

	// What a DNS name may look like; anything else is not passed on to logs and headers.
	private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9._-]{1,255}");

	private ServerNames() {
	}

	/** The host name a client asked for, or null if there is none that could be one. */
	public static @Nullable String hostName(@Nullable List<ServerName> names) {
		if (names == null) {
			return null;
		}
		for (ServerName name : names) {
			String text = new String(name.getNameData(), StandardCharsets.US_ASCII);
			if (name.getNameType() == NameType.host_name && HOST_NAME.matcher(text).matches()) {
				return text;
			}
		}
		return null;
	}

}
