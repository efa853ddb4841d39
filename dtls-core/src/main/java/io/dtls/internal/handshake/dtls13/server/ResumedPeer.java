package io.dtls.internal.handshake.dtls13.server;

import java.io.IOException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;

import javax.net.ssl.X509TrustManager;

import org.jspecify.annotations.Nullable;

import io.dtls.PeerIdentity;
import io.dtls.credentials.Credentials;
import io.dtls.credentials.PskStore;
import io.dtls.internal.handshake.identity.PeerCertificates;
import io.dtls.internal.handshake.identity.RawKeys;
import io.dtls.settings.ClientAuth;

/**
 * Holds a peer of an earlier session against the credentials of now: keys may have been
 * withdrawn, certificates expired and authorities removed since.
 */
final class ResumedPeer {

	private ResumedPeer() {
	}

	static boolean isStillWelcome(PeerIdentity peer, ServerParameters parameters) {
		Credentials credentials = parameters.common().credentials();
		String identity = peer.pskIdentity();
		if (identity != null) {
			PskStore keys = credentials.pskStore();
			return keys != null && keys.findKey(identity) != null;
		}
		PublicKey key = peer.rawPublicKey();
		if (key != null) {
			return RawKeys.isTrusted(key, credentials.rawPublicKeys());
		}
		if (peer.certificates().isEmpty()) {
			return parameters.clientAuth() != ClientAuth.NEED;
		}
		return isTrusted(peer, credentials.trustManager());
	}

	private static boolean isTrusted(PeerIdentity peer, @Nullable X509TrustManager manager) {
		if (manager == null) {
			return false;
		}
		try {
			PeerCertificates.verifyClient(peer.certificates().toArray(new X509Certificate[0]), manager);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

}
