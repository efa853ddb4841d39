package io.dtls.internal.handshake.identity;

import java.security.Principal;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLSessionContext;

import org.jspecify.annotations.Nullable;

import io.dtls.internal.handshake.protocol.Scheme;

/**
 * A handshake that runs, as trust managers of JSSE look at it: what they need to apply
 * the JDK's algorithm constraints, to identify the host and to use a stapled OCSP
 * response.
 */
public final class ServerView extends ExtendedSSLSession {

	private static final int BUFFER_SIZE = 1 << 14;

	private final HostName host;

	private final int port;

	private final String cipherSuite;

	private final List<X509Certificate> chain;

	private final List<byte[]> statusResponses;

	private final String[] signatureAlgorithms;

	private final long createdAt = System.currentTimeMillis();

	public ServerView(HostName host, int port, String cipherSuite, List<X509Certificate> chain,
			List<byte[]> statusResponses, List<Scheme> schemes) {
		this.host = host;
		this.port = port;
		this.cipherSuite = cipherSuite;
		this.chain = chain;
		this.statusResponses = statusResponses;
		this.signatureAlgorithms = schemes.stream().map(Scheme::signatureAlgorithm).distinct().toArray(String[]::new);
	}

	@Override
	public String[] getLocalSupportedSignatureAlgorithms() {
		return this.signatureAlgorithms.clone();
	}

	@Override
	public String[] getPeerSupportedSignatureAlgorithms() {
		return new String[0];
	}

	@Override
	public List<SNIServerName> getRequestedServerNames() {
		try {
			return this.host.isAddress() ? List.of() : List.of(new SNIHostName(this.host.text()));
		}
		catch (IllegalArgumentException ex) {
			// Not a name that SNI can carry.
			return List.of();
		}
	}

	@Override
	public List<byte[]> getStatusResponses() {
		return this.statusResponses;
	}

	@Override
	public byte[] getId() {
		return new byte[0];
	}

	@Override
	public @Nullable SSLSessionContext getSessionContext() {
		return null;
	}

	@Override
	public long getCreationTime() {
		return this.createdAt;
	}

	@Override
	public long getLastAccessedTime() {
		return this.createdAt;
	}

	@Override
	public void invalidate() {
		// Nothing to resume exists yet.
	}

	@Override
	public boolean isValid() {
		return true;
	}

	@Override
	public void putValue(String name, Object value) {
		throw new UnsupportedOperationException("A handshake keeps no values");
	}

	@Override
	public @Nullable Object getValue(String name) {
		return null;
	}

	@Override
	public void removeValue(String name) {
		// Has none.
	}

	@Override
	public String[] getValueNames() {
		return new String[0];
	}

	@Override
	public Certificate[] getPeerCertificates() {
		return this.chain.toArray(Certificate[]::new);
	}

	@Override
	public Certificate @Nullable [] getLocalCertificates() {
		return null;
	}

	@Override
	public Principal getPeerPrincipal() {
		return this.chain.get(0).getSubjectX500Principal();
	}

	@Override
	public @Nullable Principal getLocalPrincipal() {
		return null;
	}

	@Override
	public String getCipherSuite() {
		return this.cipherSuite;
	}

	@Override
	public String getProtocol() {
		return "DTLSv1.2";
	}

	@Override
	public String getPeerHost() {
		return this.host.text();
	}

	@Override
	public int getPeerPort() {
		return this.port;
	}

	@Override
	public int getPacketBufferSize() {
		return BUFFER_SIZE;
	}

	@Override
	public int getApplicationBufferSize() {
		return BUFFER_SIZE;
	}

}
