package io.dtls;

import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.security.cert.Certificate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;

import org.jspecify.annotations.Nullable;

/**
 * A session as far as JSSE has the notion.
 */
final class SessionView implements SSLSession {

	private final DtlsSession session;

	private final Map<String, Object> values = new ConcurrentHashMap<>();

	SessionView(DtlsSession session) {
		this.session = session;
	}

	/** Unique in this endpoint; not the session id of the protocol. */
	@Override
	public byte[] getId() {
		return this.session.id().getBytes(StandardCharsets.US_ASCII);
	}

	@Override
	public @Nullable SSLSessionContext getSessionContext() {
		return null;
	}

	@Override
	public long getCreationTime() {
		return this.session.openedAt().toEpochMilli();
	}

	@Override
	public long getLastAccessedTime() {
		return this.session.lastActivity().toEpochMilli();
	}

	/** Ends the session. */
	@Override
	public void invalidate() {
		this.session.close();
	}

	@Override
	public boolean isValid() {
		return this.session.isOpen();
	}

	@Override
	public void putValue(String name, Object value) {
		this.values.put(name, value);
	}

	@Override
	public @Nullable Object getValue(String name) {
		return this.values.get(name);
	}

	@Override
	public void removeValue(String name) {
		this.values.remove(name);
	}

	@Override
	public String[] getValueNames() {
		return this.values.keySet().toArray(String[]::new);
	}

	@Override
	public Certificate[] getPeerCertificates() throws SSLPeerUnverifiedException {
		if (this.session.peer().certificates().isEmpty()) {
			throw new SSLPeerUnverifiedException("The peer showed no certificate");
		}
		return this.session.peer().certificates().toArray(Certificate[]::new);
	}

	@Override
	public Certificate @Nullable [] getLocalCertificates() {
		return null;
	}

	/**
	 * The subject of the certificate, a hash of the raw public key, or the PSK identity.
	 */
	@Override
	public Principal getPeerPrincipal() throws SSLPeerUnverifiedException {
		Principal principal = this.session.peer().principal();
		if (principal == null) {
			throw new SSLPeerUnverifiedException("The peer is anonymous");
		}
		return principal;
	}

	@Override
	public @Nullable Principal getLocalPrincipal() {
		return null;
	}

	@Override
	public String getCipherSuite() {
		return this.session.negotiated().cipherSuite().name();
	}

	@Override
	public String getProtocol() {
		return this.session.negotiated().protocol();
	}

	@Override
	public String getPeerHost() {
		return this.session.remoteAddress().getHostString();
	}

	@Override
	public int getPeerPort() {
		return this.session.remoteAddress().getPort();
	}

	@Override
	public int getPacketBufferSize() {
		return 1 << 14;
	}

	@Override
	public int getApplicationBufferSize() {
		return this.session.maxMessageSize();
	}

}
