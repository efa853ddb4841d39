package io.dtls.internal.handshake.dtls12.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Hashtable;
import java.util.List;
import java.util.Vector;

import org.bouncycastle.tls.AbstractTlsClient;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.CertificateStatusRequest;
import org.bouncycastle.tls.NameType;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.ServerName;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.jspecify.annotations.Nullable;

import io.dtls.CipherSuite;
import io.dtls.HandshakeFailureReason;
import io.dtls.internal.handshake.ClientHandshakeContext;
import io.dtls.internal.handshake.dtls12.CipherHook;
import io.dtls.internal.handshake.dtls12.HandshakeCrypto;
import io.dtls.internal.handshake.identity.HostName;
import io.dtls.internal.handshake.protocol.ApplicationProtocols;
import io.dtls.internal.handshake.protocol.HandshakeRefused;
import io.dtls.internal.handshake.protocol.ReturnRoutability;
import io.dtls.internal.handshake.protocol.Version;

/**
 * What a client offers in its ClientHello, as Bouncy Castle asks for it. Everything that
 * its defaults would offer beyond the settings is switched off here.
 */
// Bouncy Castle's API has raw types and Vectors.
@SuppressWarnings({ "rawtypes", "unchecked", "JdkObsolete" })
abstract class ClientOffer extends AbstractTlsClient {

	// Beyond our own deadline, which ends the handshake first.
	private static final int TIMEOUT_MARGIN_MILLIS = 1000;

	final ClientHandshakeContext settings;

	final HostName host;

	private final byte @Nullable [] connectionId;

	/**
	 * Prepares the offer of one handshake.
	 * @param host whose certificate the server has to have
	 * @param connectionId to be put into the server's records; empty for none in these,
	 * null for none in either direction
	 */
	ClientOffer(ClientHandshakeContext settings, CipherHook hook, HostName host, byte @Nullable [] connectionId) {
		super(new HandshakeCrypto(settings.random(), hook));
		this.settings = settings;
		this.host = host;
		this.connectionId = connectionId;
	}

	@Override
	protected ProtocolVersion[] getSupportedVersions() {
		return Version.allowedBy(this.settings.security());
	}

	@Override
	protected int[] getSupportedCipherSuites() {
		return this.settings.suites().stream().mapToInt(CipherSuite::code).toArray();
	}

	@Override
	public int getHandshakeTimeoutMillis() {
		long millis = this.settings.handshakes().timeout().toMillis() + TIMEOUT_MARGIN_MILLIS;
		return (int) Math.min(millis, Integer.MAX_VALUE);
	}

	@Override
	public int getHandshakeResendTimeMillis() {
		return (int) Math.min(this.settings.handshakes().initialRetransmit().toMillis(), Integer.MAX_VALUE);
	}

	@Override
	public int getMaxHandshakeMessageSize() {
		return this.settings.handshakes().maxMessageSize();
	}

	@Override
	public boolean requiresExtendedMasterSecret() {
		return this.settings.security().requireExtendedMasterSecret();
	}

	/** Nothing is renegotiated, so servers without RFC 5746 will do by default. */
	@Override
	public void notifySecureRenegotiation(boolean secureRenegotiation) throws IOException {
		if (!secureRenegotiation && this.settings.security().requireSecureRenegotiation()) {
			throw new HandshakeRefused(HandshakeFailureReason.PROTOCOL_ERROR, AlertDescription.handshake_failure,
					"The server does not indicate secure renegotiation (RFC 5746)", null);
		}
	}

	@Override
	protected @Nullable Vector getProtocolNames() {
		return ApplicationProtocols.offered(this.settings.security().applicationProtocols());
	}

	// Pure PSK uses no curve, and small servers want no extension about curves then.
	@Override
	protected Vector getNamedGroupRoles() {
		return this.settings.usesGroups() ? super.getNamedGroupRoles() : new Vector();
	}

	@Override
	protected Vector getSupportedGroups(Vector namedGroupRoles) {
		Vector codes = new Vector();
		if (this.settings.usesGroups()) {
			this.settings.groups().forEach((group) -> codes.add(group.code()));
		}
		return codes;
	}

	@Override
	protected Vector getSupportedSignatureAlgorithms() {
		Vector algorithms = new Vector();
		if (this.settings.usesCertificates()) {
			this.settings.schemes().forEach((scheme) -> algorithms.add(scheme.algorithm()));
		}
		return algorithms;
	}

	@Override
	protected @Nullable CertificateStatusRequest getCertificateStatusRequest() {
		return (this.settings.trustManager() != null) ? super.getCertificateStatusRequest() : null;
	}

	// RFC 6066, section 3: no addresses.
	@Override
	protected @Nullable Vector getSNIServerNames() {
		if (this.host.isAddress() || this.host.text().isEmpty()) {
			return null;
		}
		byte[] name = this.host.text().getBytes(StandardCharsets.US_ASCII);
		return new Vector(List.of(new ServerName(NameType.host_name, name)));
	}

	@Override
	public Hashtable getClientExtensions() throws IOException {
		Hashtable extensions = super.getClientExtensions();
		int maxFragmentLength = this.settings.client().maxFragmentLength();
		if (maxFragmentLength > 0) {
			// Code 1 stands for 512 bytes, each further one for twice as many.
			int code = Integer.numberOfTrailingZeros(maxFragmentLength) - 8;
			TlsExtensionsUtils.addMaxFragmentLengthExtension(extensions, (short) code);
		}
		// RFC 7366, section 3.
		if (this.settings.suites().stream().allMatch(CipherSuite::isAead)) {
			extensions.remove(TlsExtensionsUtils.EXT_encrypt_then_mac);
		}
		ReturnRoutability.offer(extensions);
		return extensions;
	}

	// Bouncy Castle's CBC cipher would put it into records beside our record layer.
	@Override
	protected byte @Nullable [] getNewConnectionID() {
		return this.settings.suites().stream().allMatch(CipherSuite::isAead) ? this.connectionId : null;
	}

	@Override
	protected short[] getAllowedServerCertificateTypes() {
		return this.settings.serverCertificateTypes();
	}

	@Override
	protected short[] getAllowedClientCertificateTypes() {
		return this.settings.clientCertificateTypes();
	}

}
