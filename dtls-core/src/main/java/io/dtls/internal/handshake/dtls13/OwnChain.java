package io.dtls.internal.handshake.dtls13;

import java.security.GeneralSecurityException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.dtls.internal.handshake.dtls13.key.HandshakeSignature;
import io.dtls.internal.handshake.dtls13.message.CertificateMessage;
import io.dtls.internal.handshake.dtls13.message.MessageType;
import io.dtls.internal.handshake.identity.SigningKey;
import io.dtls.internal.handshake.protocol.Scheme;

/**
 * Sends Certificate and CertificateVerify of this side (RFC 8446, section 4.4).
 */
public final class OwnChain {

	private OwnChain() {
	}

	/** Sends the messages of a key. */
	public static void send(HandshakeLink link, SigningKey key, Scheme scheme, boolean ofClient,
			byte @Nullable [] ocspResponse) {
		link.send(MessageType.CERTIFICATE, message(key, ocspResponse).encode());
		try {
			link.send(MessageType.CERTIFICATE_VERIFY,
					HandshakeSignature.sign(key.key(), scheme, ofClient, link.transcript().hash()).encode());
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("The private key cannot sign", ex);
		}
	}

	/** Says that a client has no certificate. */
	public static void sendNone(HandshakeLink link) {
		link.send(MessageType.CERTIFICATE, new CertificateMessage(new byte[0], List.of()).encode());
	}

	private static CertificateMessage message(SigningKey key, byte @Nullable [] ocspResponse) {
		List<CertificateMessage.Entry> entries = new ArrayList<>();
		if (key.isRaw()) {
			entries.add(new CertificateMessage.Entry(key.publicKey().getEncoded(), null));
		}
		for (X509Certificate certificate : key.chain()) {
			entries.add(new CertificateMessage.Entry(encoded(certificate), entries.isEmpty() ? ocspResponse : null));
		}
		return new CertificateMessage(new byte[0], entries);
	}

	private static byte[] encoded(X509Certificate certificate) {
		try {
			return certificate.getEncoded();
		}
		catch (CertificateEncodingException ex) {
			throw new IllegalStateException("The own certificate cannot be written", ex);
		}
	}

}
