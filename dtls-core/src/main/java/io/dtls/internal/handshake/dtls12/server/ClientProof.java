package io.dtls.internal.handshake.dtls12.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.X509TrustManager;

import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CertificateType;
import org.jspecify.annotations.Nullable;

import io.dtls.HandshakeFailureReason;
import io.dtls.PeerIdentity;
import io.dtls.internal.handshake.ServerHandshakeContext;
import io.dtls.internal.handshake.identity.PeerCertificates;
import io.dtls.internal.handshake.identity.RawKeys;
import io.dtls.internal.handshake.protocol.HandshakeRefused;
import io.dtls.internal.handshake.protocol.Version;
import io.dtls.settings.ClientAuth;

/**
 * How a client proves who it is, where the server asks: by certificate or by raw public
 * key (RFC 7250).
 */
final class ClientProof {

	private final ServerHandshakeContext settings;

	private final ClientAuth asked;

	private @Nullable PeerIdentity verified;

	ClientProof(ServerHandshakeContext settings) {
		this.settings = settings;
		this.asked = settings.security().clientAuth();
	}

	/**
	 * What this server takes from a client that says what it can show.
	 * @param offered certificate types of the client
	 * @return null to leave the question to the default, certificates
	 */
	short @Nullable [] types(short[] offered) throws HandshakeRefused {
		if (this.asked == ClientAuth.NONE) {
			return null;
		}
		List<Short> types = new ArrayList<>();
		for (short type : offered) {
			boolean taken = (type == CertificateType.RawPublicKey) ? this.settings.trustsRawKeys()
					: type == CertificateType.X509 && this.settings.credentials().trustManager() != null;
			if (taken) {
				types.add(type);
			}
		}
		if (types.isEmpty() && this.asked == ClientAuth.NEED) {
			throw new HandshakeRefused(HandshakeFailureReason.CERTIFICATE_REQUIRED,
					AlertDescription.unsupported_certificate,
					"The client has no kind of certificate or raw public key that this server takes", null);
		}
		return types.isEmpty() ? null : toArray(types);
	}

	private static short[] toArray(List<Short> types) {
		short[] array = new short[types.size()];
		for (int i = 0; i < array.length; i++) {
			array[i] = types.get(i);
		}
		return array;
	}

	@Nullable CertificateRequest request(Version version) {
		if (this.asked == ClientAuth.NONE) {
			return null;
		}
		return ClientAuthRequest.of(version, this.settings.schemes(), this.settings.credentials().trustManager());
	}

	void verify(Certificate shown) throws IOException {
		if (shown.isEmpty()) {
			if (this.asked == ClientAuth.NEED) {
				throw new HandshakeRefused(HandshakeFailureReason.CERTIFICATE_REQUIRED,
						AlertDescription.handshake_failure, "The client has no certificate", null);
			}
			return;
		}
		if (shown.getCertificateType() == CertificateType.RawPublicKey) {
			this.verified = PeerIdentity
				.ofRawPublicKey(RawKeys.verify(shown, this.settings.credentials().rawPublicKeys(), "client"));
			return;
		}
		X509TrustManager trustManager = this.settings.credentials().trustManager();
		if (trustManager == null) {
			throw new HandshakeRefused(HandshakeFailureReason.BAD_CERTIFICATE, AlertDescription.unsupported_certificate,
					"The client shows a certificate where only raw public keys are trusted", null);
		}
		this.verified = new PeerIdentity(List.of(PeerCertificates.verifyClient(shown, trustManager)), null, null);
	}

	/** Who the client proved to be, or null if it showed nothing. */
	@Nullable PeerIdentity verified() {
		return this.verified;
	}

}
