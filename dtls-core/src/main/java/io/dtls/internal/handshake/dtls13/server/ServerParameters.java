package io.dtls.internal.handshake.dtls13.server;

import org.jspecify.annotations.Nullable;

import io.dtls.internal.handshake.dtls13.Parameters;
import io.dtls.settings.ClientAuth;

/**
 * What a server's handshakes go by.
 *
 * @param common what both roles have
 * @param clientAuth whether clients are asked for a certificate
 * @param tickets finds what can be resumed, or null if nothing is
 */
public record ServerParameters(Parameters common, ClientAuth clientAuth, @Nullable Tickets tickets) {

	/** Asks for no certificate and resumes nothing. */
	public static ServerParameters of(Parameters common) {
		return new ServerParameters(common, ClientAuth.NONE, null);
	}

}
