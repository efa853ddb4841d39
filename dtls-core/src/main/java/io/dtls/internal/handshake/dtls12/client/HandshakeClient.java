package io.dtls.internal.handshake.dtls12.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Hashtable;
import java.util.List;

import javax.net.ssl.X509TrustManager;

import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.CertificateStatus;
import org.bouncycastle.tls.CertificateStatusType;
import org.bouncycastle.tls.CertificateType;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsPSKIdentity;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.TlsSession;
import org.jspecify.annotations.Nullable;

import io.dtls.CipherSuite;
import io.dtls.HandshakeFailureReason;
import io.dtls.NegotiatedParameters;
import io.dtls.PeerIdentity;
import io.dtls.internal.handshake.ClientHandshakeContext;
import io.dtls.internal.handshake.ExportedKeys;
import io.dtls.internal.handshake.dtls12.CipherHook;
import io.dtls.internal.handshake.dtls12.HandshakeSide;
import io.dtls.internal.handshake.dtls12.KeyExporter;
import io.dtls.internal.handshake.dtls12.KeyLogLines;
import io.dtls.internal.handshake.dtls12.ResumableSession;
import io.dtls.internal.handshake.identity.HostName;
import io.dtls.internal.handshake.identity.PeerCertificates;
import io.dtls.internal.handshake.identity.RawKeys;
import io.dtls.internal.handshake.identity.ServerView;
import io.dtls.internal.handshake.protocol.ApplicationProtocols;
import io.dtls.internal.handshake.protocol.Group;
import io.dtls.internal.handshake.protocol.HandshakeRefused;
import io.dtls.internal.handshake.protocol.ReturnRoutability;
import io.dtls.internal.handshake.protocol.Version;
import io.dtls.store.ResumptionEntry;

/**
 * What this client accepts in one handshake, and what came of it, as Bouncy Castle asks
 * for it and tells.
 */
final class HandshakeClient extends ClientOffer implements HandshakeSide {

	private final CipherHook hook;

	private final int port;

	private final ClientResumption resumption;

	private @Nullable PeerIdentity proved;

	private @Nullable CipherSuite suite;

	private boolean certificateRequested;

	private ExportedKeys exported = ExportedKeys.NONE;

	private @Nullable NegotiatedParameters negotiated;

	private boolean agreedToCheck;

	private @Nullable Integer alert;

	/**
	 * Prepares the client of one handshake.
	 * @param host whose certificate the server has to have
	 * @param connectionId to be put into the server's records; empty for none in these,
	 * null for none in either direction
	 */
	HandshakeClient(ClientHandshakeContext settings, CipherHook hook, HostName host, InetSocketAddress server,
			byte @Nullable [] connectionId) {
		super(settings, hook, host, connectionId);
		this.hook = hook;
		this.port = server.getPort();
		this.resumption = new ClientResumption(settings,
				host.text() + " " + server.getHostString() + ":" + server.getPort());
	}

	@Override
	public @Nullable TlsSession getSessionToResume() {
		return this.resumption.find(this::isStillTrusted, getCrypto());
	}

	// Certificates may have expired and authorities been removed since.
	private boolean isStillTrusted(ResumptionEntry session) {
		PublicKey key = session.peer().rawPublicKey();
		if (key != null) {
			return RawKeys.isTrusted(key, this.settings.credentials().rawPublicKeys());
		}
		X509Certificate[] chain = session.peer().certificates().toArray(new X509Certificate[0]);
		try {
			verify(chain, session.cipherSuite(), List.of());
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	@Override
	public void notifySessionID(byte[] sessionId) {
		this.resumption.answered(sessionId);
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
		CipherSuite selected = this.suite;
		if (selected == null) {
			throw new TlsFatalAlert(AlertDescription.internal_error, "No cipher suite was selected");
		}
		if (certificate.getCertificate().isEmpty()) {
			throw new HandshakeRefused(HandshakeFailureReason.CERTIFICATE_REQUIRED, AlertDescription.decode_error,
					"The server has no certificate", null);
		}
		if (certificate.getCertificate().getCertificateType() == CertificateType.RawPublicKey) {
			this.proved = PeerIdentity.ofRawPublicKey(RawKeys.verify(certificate.getCertificate(),
					this.settings.credentials().rawPublicKeys(), "server"));
			return;
		}
		X509Certificate[] chain = PeerCertificates.parse(certificate.getCertificate(), "server");
		verify(chain, selected, stapled(certificate.getCertificateStatus()));
		this.proved = new PeerIdentity(List.of(chain), null, null);
	}

	private void verify(X509Certificate[] chain, CipherSuite selected, List<byte[]> stapled) throws IOException {
		X509TrustManager trustManager = this.settings.trustManager();
		if (trustManager == null || chain.length == 0) {
			throw new HandshakeRefused(HandshakeFailureReason.BAD_CERTIFICATE, AlertDescription.unsupported_certificate,
					"The server shows a certificate where only raw public keys are trusted", null);
		}
		ServerView view = new ServerView(this.host, this.port, selected.name(), List.of(chain), stapled,
				this.settings.schemes());
		boolean anyHost = this.settings.client().insecureSkipHostNameVerification();
		PeerCertificates.verifyServer(chain, selected.keyExchange(), trustManager, view, anyHost ? null : this.host);
	}

	private static List<byte[]> stapled(@Nullable CertificateStatus status) throws IOException {
		if (status == null || status.getStatusType() != CertificateStatusType.ocsp) {
			return List.of();
		}
		return List.of(status.getOCSPResponse().getEncoded());
	}

	// Bouncy Castle's API has raw types.
	@Override
	@SuppressWarnings({ "rawtypes", "JdkObsolete" })
	public void processServerExtensions(@Nullable Hashtable extensions) throws IOException {
		super.processServerExtensions(extensions);
		this.agreedToCheck = ReturnRoutability.isAgreed(extensions);
	}

	// Bouncy Castle does not show what a server that resumes a session agrees to afresh.
	// One that did not agree never asks, and this side only answers.
	private boolean returnRoutability(SecurityParameters agreed) {
		return this.agreedToCheck || (agreed.isResumedSession() && agreed.getConnectionIDPeer() != null);
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
		this.negotiated = new NegotiatedParameters(Version.of(agreed.getNegotiatedVersion()).text(), selected,
				(group != null) ? group.tlsName() : null, agreed.isExtendedMasterSecret(), agreed.isResumedSession(),
				ApplicationProtocols.name(agreed.getApplicationProtocol()), named ? this.host.text() : null,
				returnRoutability(agreed));
		this.resumption.completed(agreed, this.negotiated, peer(), getCrypto());
		this.exported = KeyExporter.export(this.settings.security().exports(), this.context);
		KeyLogLines.write(this.settings.keyLog(), agreed, getCrypto());
		ResumableSession.wipe(this.context);
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
		PeerIdentity before = this.resumption.peer();
		if (before != null && this.negotiated != null && this.negotiated.resumed()) {
			return before;
		}
		if (this.proved != null) {
			return this.proved;
		}
		String identity = this.settings.client().pskIdentity();
		return (identity != null) ? PeerIdentity.ofPsk(identity) : PeerIdentity.ANONYMOUS;
	}

	@Override
	public ExportedKeys exported() {
		return this.exported;
	}

	@Override
	public byte[] keepForResumption() {
		return this.resumption.keep();
	}

	@Override
	public void discard() {
		this.resumption.discard();
		this.exported.destroy();
	}

	/** Has the session resumed no more. */
	void forgetSession() {
		this.resumption.forget();
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
