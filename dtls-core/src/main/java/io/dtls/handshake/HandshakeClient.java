package io.dtls.handshake;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Hashtable;
import java.util.List;
import java.util.Vector;

import javax.net.ssl.X509TrustManager;

import org.bouncycastle.tls.AbstractTlsClient;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.CertificateStatus;
import org.bouncycastle.tls.CertificateStatusRequest;
import org.bouncycastle.tls.CertificateStatusType;
import org.bouncycastle.tls.NameType;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.ServerName;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsPSKIdentity;
import org.bouncycastle.tls.TlsServerCertificate;
import org.jspecify.annotations.Nullable;

import io.dtls.CipherSuite;
import io.dtls.HandshakeFailureReason;
import io.dtls.NegotiatedParameters;
import io.dtls.PeerIdentity;

/**
 * What this client offers and accepts in one handshake, as Bouncy Castle asks for it.
 */
// Bouncy Castle's API has raw types and Vectors.
@SuppressWarnings({ "rawtypes", "unchecked", "JdkObsolete" })
final class HandshakeClient extends AbstractTlsClient implements HandshakeSide {

	// Beyond our own deadline, which ends the handshake first.
	private static final int TIMEOUT_MARGIN_MILLIS = 1000;

	private final ClientHandshakeContext settings;

	private final CipherHook hook;

	private final HostName host;

	private final int port;

	private List<X509Certificate> serverChain = List.of();

	private @Nullable CipherSuite suite;

	private boolean certificateRequested;

	private ExportedKeys exported = ExportedKeys.NONE;

	private @Nullable NegotiatedParameters negotiated;

	private @Nullable Integer alert;

	HandshakeClient(ClientHandshakeContext settings, CipherHook hook, HostName host, int port) {
		super(new HandshakeCrypto(settings.random(), hook));
		this.settings = settings;
		this.hook = hook;
		this.host = host;
		this.port = port;
	}

	@Override
	protected ProtocolVersion[] getSupportedVersions() {
		return ProtocolVersion.DTLSv12.only();
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
		return this.settings.usesCertificates() ? super.getCertificateStatusRequest() : null;
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
		// For CBC suites only, of which there is none (RFC 7366, section 3).
		extensions.remove(TlsExtensionsUtils.EXT_encrypt_then_mac);
		return extensions;
	}

	@Override
	public void notifySelectedCipherSuite(int selected) {
		this.suite = CipherSuite.ofCode(selected).orElse(null);
	}

	@Override
	public @Nullable TlsPSKIdentity getPSKIdentity() throws IOException {
		return ClientPsk.of(this.settings);
	}

	@Override
	public TlsAuthentication getAuthentication() {
		return new TlsAuthentication() {

			@Override
			public void notifyServerCertificate(TlsServerCertificate certificate) throws IOException {
				verify(certificate);
			}

			@Override
			public @Nullable TlsCredentials getClientCredentials(
					org.bouncycastle.tls.CertificateRequest certificateRequest) throws IOException {
				HandshakeClient.this.certificateRequested = true;
				return ClientCredentials.answering(certificateRequest, HandshakeClient.this.settings,
						HandshakeClient.this.context);
			}

		};
	}

	private void verify(TlsServerCertificate certificate) throws IOException {
		X509TrustManager trustManager = this.settings.trustManager();
		CipherSuite selected = this.suite;
		if (trustManager == null || selected == null) {
			throw new TlsFatalAlert(AlertDescription.internal_error, "No certificate was asked for");
		}
		if (certificate.getCertificate().isEmpty()) {
			throw new HandshakeRefused(HandshakeFailureReason.CERTIFICATE_REQUIRED, AlertDescription.decode_error,
					"The server has no certificate", null);
		}
		X509Certificate[] chain = PeerCertificates.parse(certificate.getCertificate(), "server");
		ServerView view = new ServerView(this.host, this.port, selected.name(), List.of(chain),
				stapled(certificate.getCertificateStatus()), this.settings.schemes());
		boolean anyHost = this.settings.client().insecureSkipHostNameVerification();
		PeerCertificates.verifyServer(chain, selected.keyExchange(), trustManager, view, anyHost ? null : this.host);
		this.serverChain = List.of(chain);
	}

	private static List<byte[]> stapled(@Nullable CertificateStatus status) throws IOException {
		if (status == null || status.getStatusType() != CertificateStatusType.ocsp) {
			return List.of();
		}
		return List.of(status.getOCSPResponse().getEncoded());
	}

	@Override
	public void notifyAlertRaised(short level, short description, @Nullable String message, @Nullable Throwable cause) {
		this.alert = (int) description;
	}

	@Override
	public void notifyAlertReceived(short level, short description) {
		this.alert = (int) description;
	}

	@Override
	public void notifyHandshakeComplete() throws IOException {
		super.notifyHandshakeComplete();
		SecurityParameters agreed = this.context.getSecurityParametersConnection();
		CipherSuite selected = this.suite;
		if (selected == null) {
			throw new TlsFatalAlert(AlertDescription.internal_error, "No cipher suite was selected");
		}
		Group group = Group.ofCode(this.hook.group());
		boolean named = getSNIServerNames() != null;
		this.negotiated = new NegotiatedParameters("DTLSv1.2", selected, (group != null) ? group.tlsName() : null,
				agreed.isExtendedMasterSecret(), agreed.isResumedSession(),
				ApplicationProtocols.name(agreed.getApplicationProtocol()), named ? this.host.text() : null);
		this.exported = ExportedKeys.of(this.settings.security().exports(), this.context);
	}

	@Override
	public @Nullable NegotiatedParameters negotiated() {
		return this.negotiated;
	}

	/**
	 * The server by its certificate, or by the key that both share: it knows the key of
	 * this client's identity.
	 */
	@Override
	public PeerIdentity peer() {
		if (!this.serverChain.isEmpty()) {
			return new PeerIdentity(this.serverChain, null, null);
		}
		String identity = this.settings.client().pskIdentity();
		return (identity != null) ? PeerIdentity.ofPsk(identity) : PeerIdentity.ANONYMOUS;
	}

	@Override
	public ExportedKeys exported() {
		return this.exported;
	}

	/** The client resumes nothing yet. */
	@Override
	public byte[] keepForResumption() {
		return new byte[0];
	}

	@Override
	public boolean sendsLastFlight() {
		return this.negotiated != null && this.negotiated.resumed();
	}

	@Override
	public @Nullable Integer alert() {
		return this.alert;
	}

	@Override
	public HandshakeFailureReason meaningOf(int receivedAlert) {
		return switch (receivedAlert) {
			case AlertDescription.close_notify, AlertDescription.user_canceled -> HandshakeFailureReason.CLOSED_BY_PEER;
			case AlertDescription.protocol_version -> HandshakeFailureReason.PROTOCOL_VERSION;
			case AlertDescription.handshake_failure, AlertDescription.insufficient_security -> meaningOfFailure();
			case AlertDescription.no_certificate, AlertDescription.bad_certificate,
					AlertDescription.unsupported_certificate, AlertDescription.certificate_revoked,
					AlertDescription.certificate_expired, AlertDescription.certificate_unknown,
					AlertDescription.unknown_ca, AlertDescription.access_denied,
					AlertDescription.certificate_required ->
				HandshakeFailureReason.OWN_CERTIFICATE_REFUSED;
			case AlertDescription.decrypt_error, AlertDescription.bad_record_mac,
					AlertDescription.unknown_psk_identity ->
				usesPsk() ? HandshakeFailureReason.KEYS_DIFFER : HandshakeFailureReason.PEER_ALERT;
			default -> HandshakeFailureReason.PEER_ALERT;
		};
	}

	private HandshakeFailureReason meaningOfFailure() {
		if (this.suite == null) {
			return HandshakeFailureReason.NO_SHARED_CIPHER_SUITE;
		}
		return this.certificateRequested ? HandshakeFailureReason.OWN_CERTIFICATE_REFUSED
				: HandshakeFailureReason.PEER_ALERT;
	}

	private boolean usesPsk() {
		return this.suite != null && this.suite.keyExchange().usesPsk();
	}

	@Override
	public String peerRole() {
		return "server";
	}

	@Override
	public String silenceHint() {
		if (this.suite == null) {
			return "; nothing that answers may listen at this address";
		}
		return (usesPsk() && this.hook.cipher() != null)
				? " when keys were to be confirmed: it may have another key for this identity, or not know it" : "";
	}

}
