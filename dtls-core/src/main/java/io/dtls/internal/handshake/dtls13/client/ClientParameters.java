package io.dtls.internal.handshake.dtls13.client;

import javax.net.ssl.X509TrustManager;

import org.jspecify.annotations.Nullable;

import io.dtls.credentials.Credentials;
import io.dtls.internal.handshake.dtls13.Parameters;
import io.dtls.settings.ClientSettings;

/**
 * What a client's handshakes go by.
 *
 * @param common what both roles have
 * @param client what only clients decide
 * @param trustManager judges certificates; null where none is taken
 * @param ticket to resume a session with, or null
 * @param eagerKeyShares whether a key share goes with the first hello although its group
 * is the hybrid one: saves a round trip with servers that ask for no cookie, but some
 * cannot put so long a hello together
 */
public record ClientParameters(Parameters common, ClientSettings client, @Nullable X509TrustManager trustManager,
		@Nullable ClientTicket ticket, boolean eagerKeyShares) {

	/** Resumes nothing, and trusts whom the credentials trust. */
	public static ClientParameters of(Parameters common, ClientSettings client) {
		return new ClientParameters(common, client, common.credentials().trustManager(), null, false);
	}

	/** The same, to resume a session. */
	public ClientParameters withTicket(@Nullable ClientTicket other) {
		return new ClientParameters(this.common, this.client, this.trustManager, other, this.eagerKeyShares);
	}

	/** The same, and a key share may go with the first hello. */
	public ClientParameters withEagerKeyShares() {
		return new ClientParameters(this.common, this.client, this.trustManager, this.ticket, true);
	}

	boolean takesRawKeys() {
		Credentials credentials = this.common.credentials();
		return credentials.rawPublicKeys() != null && credentials.rawPublicKeys().trusted() != null;
	}

	boolean hasRawKey() {
		Credentials credentials = this.common.credentials();
		return credentials.rawPublicKeys() != null && credentials.rawPublicKeys().own() != null;
	}

	boolean takesCertificates() {
		return this.trustManager != null || takesRawKeys();
	}

}
