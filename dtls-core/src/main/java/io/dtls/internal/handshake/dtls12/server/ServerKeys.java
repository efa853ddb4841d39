package io.dtls.internal.handshake.dtls12.server;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bouncycastle.asn1.ocsp.OCSPResponse;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.CertificateStatus;
import org.bouncycastle.tls.CertificateStatusType;
import org.bouncycastle.tls.CertificateType;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsFatalAlert;
import org.jspecify.annotations.Nullable;

import io.dtls.CipherSuite.KeyExchange;
import io.dtls.credentials.OcspResponses;
import io.dtls.internal.handshake.ServerHandshakeContext;
import io.dtls.internal.handshake.identity.KeySigner;
import io.dtls.internal.handshake.identity.SigningKey;
import io.dtls.internal.handshake.protocol.Scheme;
import io.dtls.internal.handshake.protocol.ServerNames;
import io.dtls.internal.handshake.protocol.Version;

/**
 * The keys that a server may sign one handshake with: those that fit what the client can
 * verify and, where it names a host, that host.
 */
// Bouncy Castle has raw types.
@SuppressWarnings("unchecked")
final class ServerKeys {

	private final ServerHandshakeContext settings;

	// Asked for once a handshake: the key manager may be slow, and may change its mind.
	private final Map<String, Optional<SigningKey>> keys = new HashMap<>();

	private @Nullable TlsCredentialedSigner credentials;

	// RFC 7250, section 4.1: what a client takes that says nothing.
	private short[] certificateTypes = { CertificateType.X509 };

	ServerKeys(ServerHandshakeContext settings) {
		this.settings = settings;
	}

	/**
	 * Takes note of what the client takes.
	 * @param types certificate types in the client's order
	 */
	void clientTakes(short[] types) {
		this.certificateTypes = types;
	}

	/**
	 * The key for a kind of suite whose signatures the client can verify, in a form that
	 * it takes; or null.
	 */
	@Nullable SigningKey find(KeyExchange exchange, TlsContext context) {
		String keyType = (exchange == KeyExchange.ECDHE_ECDSA) ? "EC" : "RSA";
		for (short certificateType : this.certificateTypes) {
			SigningKey key = switch (certificateType) {
				case CertificateType.X509 -> certified(keyType, context);
				case CertificateType.RawPublicKey -> this.settings.rawKey(keyType);
				default -> null;
			};
			if (key != null && (isOld(context) || sharedScheme(key, context) != null)) {
				return key;
			}
		}
		return null;
	}

	/** Whether this server has something of a kind that the client takes. */
	boolean canShow() {
		boolean needed = this.settings.suites().stream().anyMatch((suite) -> !suite.keyExchange().usesPsk());
		boolean found = !needed;
		for (short type : this.certificateTypes) {
			found |= (type == CertificateType.X509) ? this.settings.credentials().keyManager() != null
					: type == CertificateType.RawPublicKey && this.settings.hasRawKey();
		}
		return found;
	}

	private @Nullable SigningKey certified(String keyType, TlsContext context) {
		String name = ServerNames.hostName(context.getSecurityParametersHandshake().getClientServerNames());
		return this.keys.computeIfAbsent(keyType, (type) -> Optional.ofNullable(this.settings.serverKey(type, name)))
			.orElse(null);
	}

	private static boolean isOld(TlsContext context) {
		return !Version.of(context.getServerVersion()).hasSignatureSchemes();
	}

	// A client that offers no schemes means SHA-1 (RFC 5246, section 7.4.1.4.1), which is
	// not served (RFC 9155).
	private @Nullable Scheme sharedScheme(SigningKey key, TlsContext context) {
		List<SignatureAndHashAlgorithm> offered = context.getSecurityParametersHandshake().getClientSigAlgs();
		if (offered == null) {
			return null;
		}
		return key.firstFitting(
				this.settings.schemes().stream().filter((scheme) -> offered.contains(scheme.algorithm())).toList());
	}

	/** The status to staple to the certificate, or null if there is none. */
	@Nullable CertificateStatus status(KeyExchange exchange, TlsContext context) {
		SigningKey key = find(exchange, context);
		if (key == null || key.isRaw() || !(this.settings.credentials().keyManager() instanceof OcspResponses known)) {
			return null;
		}
		byte[] response = known.find(key.chain().get(0));
		return (response != null)
				? new CertificateStatus(CertificateStatusType.ocsp, OCSPResponse.getInstance(response)) : null;
	}

	/** What signs the handshake. */
	TlsCredentialedSigner credentials(KeyExchange exchange, TlsContext context) throws IOException {
		if (this.credentials == null) {
			SigningKey key = find(exchange, context);
			Scheme scheme = (key != null) ? sharedScheme(key, context) : null;
			if (key == null || (scheme == null && !isOld(context))) {
				throw new TlsFatalAlert(AlertDescription.internal_error, "The key manager has no key any more");
			}
			this.credentials = KeySigner.credentials(context, key, isOld(context) ? null : scheme);
		}
		return this.credentials;
	}

}
