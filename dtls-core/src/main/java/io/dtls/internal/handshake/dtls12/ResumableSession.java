package io.dtls.internal.handshake.dtls12;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Hashtable;

import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.SessionParameters;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsSession;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.jspecify.annotations.Nullable;

import io.dtls.NegotiatedParameters;
import io.dtls.PeerIdentity;
import io.dtls.store.ResumptionEntry;

/**
 * Between the plain data of a session that can be resumed and Bouncy Castle's object. It
 * gets one of its own for each attempt: it destroys the secret of one whose attempt
 * fails, and anyone can make an attempt fail who has seen the id on the wire.
 */
// Bouncy Castle takes a Hashtable.
@SuppressWarnings("JdkObsolete")
public final class ResumableSession {

	/** The one version whose sessions are resumed. */
	public static final String PROTOCOL = "DTLSv1.2";

	private ResumableSession() {
	}

	public static TlsSession of(ResumptionEntry entry, TlsCrypto crypto) {
		SessionParameters.Builder parameters = new SessionParameters.Builder()
			.setCipherSuite(entry.cipherSuite().code())
			.setExtendedMasterSecret(true)
			// A copy of its own.
			.setMasterSecret(crypto.createSecret(entry.masterSecret()))
			.setNegotiatedVersion(ProtocolVersion.DTLSv12);
		try {
			parameters.setServerExtensions(extensions(entry));
		}
		catch (IOException ex) {
			throw new IllegalStateException("Extensions are written to memory", ex);
		}
		return TlsUtils.importSession(entry.sessionId(), parameters.build());
	}

	private static Hashtable<Integer, byte[]> extensions(ResumptionEntry entry) throws IOException {
		Hashtable<Integer, byte[]> extensions = new Hashtable<>();
		if (entry.maxFragmentLength() > 0) {
			TlsExtensionsUtils.addMaxFragmentLengthExtension(extensions, (short) entry.maxFragmentLength());
		}
		return extensions;
	}

	/**
	 * Wipes what Bouncy Castle would keep to resume the session of a handshake that has
	 * ended, whether that session is new or was resumed.
	 */
	public static void wipe(TlsContext context) {
		TlsSession session = context.getSession();
		SessionParameters parameters = (session != null) ? session.exportSessionParameters() : null;
		if (parameters != null) {
			parameters.clear();
		}
	}

	/**
	 * What it takes to resume a session, at the end of its handshake.
	 * @return null if it cannot be resumed: without a session id, without an extended
	 * master secret (RFC 7627, section 5.3), or with a CBC suite
	 */
	public static @Nullable ResumptionEntry entry(SecurityParameters agreed, NegotiatedParameters negotiated,
			PeerIdentity peer, TlsCrypto crypto) {
		byte[] id = agreed.getSessionID();
		if (id == null || id.length == 0 || !agreed.isExtendedMasterSecret() || !negotiated.protocol().equals(PROTOCOL)
				|| !negotiated.cipherSuite().isAead()) {
			return null;
		}
		return new ResumptionEntry(id.clone(), negotiated.cipherSuite(),
				crypto.adoptSecret(agreed.getMasterSecret()).extract(), true, PROTOCOL, peer, negotiated.serverName(),
				Math.max(0, agreed.getMaxFragmentLength()), Instant.now().truncatedTo(ChronoUnit.MILLIS));
	}

}
