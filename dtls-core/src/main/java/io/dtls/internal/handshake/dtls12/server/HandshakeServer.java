package io.dtls.internal.handshake.dtls12.server;

import java.io.IOException;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.Vector;

import org.bouncycastle.tls.AbstractTlsServer;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CertificateStatus;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsPSKIdentityManager;
import org.bouncycastle.tls.TlsSession;
import org.jspecify.annotations.Nullable;

import io.dtls.CipherSuite;
import io.dtls.CipherSuite.KeyExchange;
import io.dtls.HandshakeFailureReason;
import io.dtls.NegotiatedParameters;
import io.dtls.PeerIdentity;
import io.dtls.credentials.PskStore;
import io.dtls.internal.handshake.ExportedKeys;
import io.dtls.internal.handshake.ServerHandshakeContext;
import io.dtls.internal.handshake.dtls12.CipherHook;
import io.dtls.internal.handshake.dtls12.HandshakeCrypto;
import io.dtls.internal.handshake.dtls12.HandshakeSide;
import io.dtls.internal.handshake.dtls12.KeyExporter;
import io.dtls.internal.handshake.dtls12.KeyLogLines;
import io.dtls.internal.handshake.dtls12.ResumableSession;
import io.dtls.internal.handshake.identity.PskKeys;
import io.dtls.internal.handshake.identity.SigningKey;
import io.dtls.internal.handshake.protocol.ApplicationProtocols;
import io.dtls.internal.handshake.protocol.Group;
import io.dtls.internal.handshake.protocol.HandshakeRefused;
import io.dtls.internal.handshake.protocol.ReturnRoutability;
import io.dtls.internal.handshake.protocol.ServerNames;
import io.dtls.internal.handshake.protocol.Version;
import io.dtls.store.ResumptionEntry;

/**
 * What this server agrees to in one handshake, as Bouncy Castle asks for it. Everything
 * that its defaults would allow beyond the settings is switched off here.
 */
// Bouncy Castle's API has raw types and Vectors.
@SuppressWarnings({ "rawtypes", "unchecked", "JdkObsolete" })
final class HandshakeServer extends AbstractTlsServer implements HandshakeSide {

	// Beyond our own deadline, which ends the handshake first.
	private static final int TIMEOUT_MARGIN_MILLIS = 1000;

	private final ServerHandshakeContext settings;

	private final CipherHook hook;

	private final byte[] connectionId;

	private final @Nullable PskKeys pskKeys;

	private final ServerResumption resumption;

	private @Nullable Group group;

	private final ServerKeys keys;

	private short @Nullable [] clientTypes;

	private @Nullable CertificateStatus status;

	private ExportedKeys exported = ExportedKeys.NONE;

	private final ClientProof proof;

	private @Nullable NegotiatedParameters negotiated;

	private boolean returnRoutability;

	private @Nullable Integer alert;

	HandshakeServer(CipherHook hook, ServerHandshakeContext settings, byte[] connectionId) {
		super(new HandshakeCrypto(settings.random(), hook));
		this.hook = hook;
		this.settings = settings;
		this.connectionId = connectionId;
		this.resumption = new ServerResumption(settings);
		this.keys = new ServerKeys(settings);
		this.proof = new ClientProof(settings);
		PskStore store = settings.credentials().pskStore();
		this.pskKeys = (store != null) ? new PskKeys(store, settings.credentials().pskIdentityHint()) : null;
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

	/** Nothing is renegotiated, so clients without RFC 5746 are served by default. */
	@Override
	public void notifySecureRenegotiation(boolean secureRenegotiation) throws IOException {
		if (!secureRenegotiation && this.settings.security().requireSecureRenegotiation()) {
			throw new HandshakeRefused(HandshakeFailureReason.PROTOCOL_ERROR, AlertDescription.handshake_failure,
					"The client does not indicate secure renegotiation (RFC 5746)", null);
		}
	}

	@Override
	protected boolean allowCertificateStatus() {
		this.status = selectedSuite().keyExchange().usesPsk() ? null
				: this.keys.status(selectedSuite().keyExchange(), this.context);
		return this.status != null;
	}

	@Override
	public @Nullable CertificateStatus getCertificateStatus() {
		return this.status;
	}

	/** Bouncy Castle agrees to it for CBC suites only (RFC 7366, section 3). */
	@Override
	protected boolean allowEncryptThenMAC() {
		return true;
	}

	@Override
	protected @Nullable Vector getProtocolNames() {
		return ApplicationProtocols.offered(this.settings.security().applicationProtocols());
	}

	@Override
	protected boolean preferLocalCipherSuites() {
		return true;
	}

	@Override
	protected int getMaximumNegotiableCurveBits() {
		Group shared = sharedGroup();
		return (shared != null) ? NamedGroup.getCurveBits(shared.code()) : 0;
	}

	private @Nullable Group sharedGroup() {
		return this.settings.groups().stream().filter(this::clientSupports).findFirst().orElse(null);
	}

	// A client that says nothing about groups supports P-256, or nothing that is known
	// here.
	private boolean clientSupports(Group candidate) {
		int[] offered = this.context.getSecurityParametersHandshake().getClientSupportedGroups();
		return (offered != null) ? Arrays.stream(offered).anyMatch((code) -> code == candidate.code())
				: candidate == Group.SECP256R1;
	}

	@Override
	public int[] getSupportedGroups() {
		return this.settings.groups().stream().mapToInt(Group::code).toArray();
	}

	@Override
	protected int selectECDH(int minimumCurveBits) {
		this.group = sharedGroup();
		return (this.group != null) ? this.group.code() : -1;
	}

	@Override
	protected boolean isSelectableCipherSuite(int code, int curveBits, int finiteFieldBits, Vector signatures) {
		CipherSuite suite = CipherSuite.ofCode(code).orElse(null);
		return suite != null && super.isSelectableCipherSuite(code, curveBits, finiteFieldBits, signatures)
				&& (suite.keyExchange() == KeyExchange.PSK || sharedGroup() != null)
				&& (suite.keyExchange().usesPsk() || canSign(suite.keyExchange()));
	}

	private boolean canSign(KeyExchange exchange) {
		SigningKey key = this.keys.find(exchange, this.context);
		return key != null && (key.curve() == null || clientSupports(key.curve()));
	}

	@Override
	public ProtocolVersion getServerVersion() throws IOException {
		try {
			ProtocolVersion chosen = super.getServerVersion();
			this.hook.versionChosen(Version.of(chosen));
			return chosen;
		}
		catch (TlsFatalAlert ex) {
			throw new HandshakeRefused(HandshakeFailureReason.PROTOCOL_VERSION, ex.getAlertDescription(),
					"The client does not offer DTLS 1.2", ex);
		}
	}

	@Override
	public int getSelectedCipherSuite() throws IOException {
		ResumptionEntry resumed = resumed();
		if (resumed != null) {
			this.selectedCipherSuite = resumed.cipherSuite().code();
			return this.selectedCipherSuite;
		}
		try {
			return super.getSelectedCipherSuite();
		}
		catch (TlsFatalAlert ex) {
			if (!this.keys.canShow()) {
				throw new HandshakeRefused(HandshakeFailureReason.OWN_CERTIFICATE_REFUSED,
						AlertDescription.unsupported_certificate,
						"The client takes no kind of certificate or raw public key that this server has", ex);
			}
			if (Version.newestOf(this.settings.security()) == Version.DTLS_1_0
					&& Arrays.stream(this.offeredCipherSuites).noneMatch(HandshakeServer::isOld)) {
				throw new HandshakeRefused(HandshakeFailureReason.PROTOCOL_VERSION, AlertDescription.protocol_version,
						"The client offers no cipher suite that DTLS 1.0 has", ex);
			}
			throw new HandshakeRefused(HandshakeFailureReason.NO_SHARED_CIPHER_SUITE, ex.getAlertDescription(),
					"No cipher suite fits the " + this.offeredCipherSuites.length
							+ " that the client offers with its groups and signature schemes; this server has "
							+ this.settings.suites(),
					ex);
		}
	}

	private static boolean isOld(int code) {
		return CipherSuite.ofCode(code).filter((suite) -> !suite.isAead()).isPresent();
	}

	@Override
	public @Nullable TlsCredentials getCredentials() throws IOException {
		KeyExchange exchange = selectedSuite().keyExchange();
		return exchange.usesPsk() ? null : this.keys.credentials(exchange, this.context);
	}

	private @Nullable ResumptionEntry resumed() {
		SecurityParameters parameters = this.context.getSecurityParameters();
		return parameters.isResumedSession() ? this.resumption.offered() : null;
	}

	private CipherSuite selectedSuite() {
		return CipherSuite.ofCode(this.selectedCipherSuite).orElseThrow();
	}

	@Override
	public @Nullable CertificateRequest getCertificateRequest() {
		return this.proof.request(Version.of(this.context.getServerVersion()));
	}

	@Override
	public void notifyClientCertificate(Certificate certificate) throws IOException {
		this.proof.verify(certificate);
	}

	@Override
	public void processClientExtensions(@Nullable Hashtable extensions) throws IOException {
		super.processClientExtensions(extensions);
		short[] takes = TlsExtensionsUtils.getServerCertificateTypeExtensionClient(extensions);
		if (takes != null) {
			this.keys.clientTakes(takes);
		}
		short[] has = TlsExtensionsUtils.getClientCertificateTypeExtensionClient(extensions);
		this.clientTypes = (has != null) ? this.proof.types(has) : null;
	}

	@Override
	protected short @Nullable [] getAllowedClientCertificateTypes() {
		return this.clientTypes;
	}

	@Override
	public @Nullable TlsPSKIdentityManager getPSKIdentityManager() {
		return this.pskKeys;
	}

	@Override
	protected byte @Nullable [] getNewConnectionID() {
		// Bouncy Castle's CBC cipher would put it into records beside our record layer.
		return (this.connectionId.length > 0 && selectedSuite().isAead()) ? this.connectionId.clone() : null;
	}

	@Override
	public void getServerExtensionsForConnection(Hashtable extensions) throws IOException {
		super.getServerExtensionsForConnection(extensions);
		this.returnRoutability = ReturnRoutability.answer(this.clientExtensions, extensions);
	}

	@Override
	public @Nullable TlsSession getSessionToResume(byte[] sessionId) {
		return this.resumption.find(sessionId, this.offeredCipherSuites, requestedName(), getCrypto());
	}

	private @Nullable String requestedName() {
		return ServerNames.hostName(this.context.getSecurityParametersHandshake().getClientServerNames());
	}

	@Override
	public byte @Nullable [] getNewSessionID() {
		boolean extended = this.clientExtensions != null
				&& this.clientExtensions.containsKey(TlsExtensionsUtils.EXT_extended_master_secret);
		return this.resumption.newSessionId(extended, this.settings.random());
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
		CipherSuite suite = selectedSuite();
		if (suite.keyExchange().usesPsk() && peer().pskIdentity() == null) {
			throw new TlsFatalAlert(AlertDescription.decrypt_error, "Nobody can know the key of an unknown identity");
		}
		this.negotiated = new NegotiatedParameters(Version.of(agreed.getNegotiatedVersion()).text(), suite,
				(this.group != null) ? this.group.tlsName() : null, agreed.isExtendedMasterSecret(),
				agreed.isResumedSession(), ApplicationProtocols.name(agreed.getApplicationProtocol()),
				ServerNames.hostName(agreed.getClientServerNames()), this.returnRoutability);
		this.resumption.completed(agreed, this.negotiated, peer(), getCrypto());
		this.exported = KeyExporter.export(this.settings.security().exports(), this.context);
		KeyLogLines.write(this.settings.keyLog(), agreed, getCrypto());
		ResumableSession.wipe(this.context);
	}

	@Override
	public @Nullable NegotiatedParameters negotiated() {
		return this.negotiated;
	}

	@Override
	public PeerIdentity peer() {
		ResumptionEntry resumed = resumed();
		if (resumed != null) {
			return resumed.peer();
		}
		PeerIdentity proved = this.proof.verified();
		if (proved != null) {
			return proved;
		}
		String identity = (this.pskKeys != null) ? this.pskKeys.identity() : null;
		return (identity != null) ? PeerIdentity.ofPsk(identity) : PeerIdentity.ANONYMOUS;
	}

	@Override
	public ExportedKeys exported() {
		return this.exported;
	}

	@Override
	public byte[] keepForResumption() {
		return this.resumption.keep(sendsLastFlight());
	}

	@Override
	public void discard() {
		this.resumption.discard();
		this.exported.destroy();
	}

	@Override
	public boolean sendsLastFlight() {
		return this.negotiated == null || !this.negotiated.resumed();
	}

	@Override
	public @Nullable Integer alert() {
		return this.alert;
	}

	@Override
	public HandshakeFailureReason meaningOf(int receivedAlert) {
		return HandshakeFailureReason.PEER_ALERT;
	}

	@Override
	public String peerRole() {
		return "client";
	}

	@Override
	public String silenceHint() {
		return "";
	}

}
