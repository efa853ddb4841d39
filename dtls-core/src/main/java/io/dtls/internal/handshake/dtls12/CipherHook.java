package io.dtls.internal.handshake.dtls12;

import java.util.Arrays;

import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.MaxFragmentLength;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.TlsImplUtils;
import org.jspecify.annotations.Nullable;

import io.dtls.CipherSuite;
import io.dtls.CipherSuite.Aead;
import io.dtls.internal.handshake.protocol.Version;
import io.dtls.internal.record.ConnectionIds;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.record.dtls12.RecordProtection;
import io.dtls.internal.record.dtls12.TrafficKeys;

/**
 * Puts our cipher where Bouncy Castle would create its own: what any TlsCrypto of a
 * handshake overrides {@code createCipher} with.
 */
public final class CipherHook {

	private final HandshakeTransport transport;

	private @Nullable HandshakeCipher cipher;

	private int group = -1;

	public CipherHook(HandshakeTransport transport) {
		this.transport = transport;
	}

	static CipherSuite suite(TlsCryptoParameters parameters) throws TlsFatalAlert {
		return CipherSuite.ofCode(parameters.getSecurityParametersHandshake().getCipherSuite())
			.orElseThrow(() -> new TlsFatalAlert(AlertDescription.internal_error));
	}

	/**
	 * Makes the cipher of epoch 1.
	 * @param cbc the cipher of Bouncy Castle for a CBC suite; null for others
	 */
	TlsCipher createCipher(CipherSuite suite, TlsCryptoParameters parameters, @Nullable TlsCipher cbc) {
		SecurityParameters negotiated = parameters.getSecurityParametersHandshake();
		RecordProtection protection = (cbc != null) ? new CbcProtection(cbc, negotiated.getNegotiatedVersion())
				: RecordProtection.of(keys(suite.aead(), parameters));
		// Bouncy Castle names an id after the side that receives it.
		ConnectionIds ids = ConnectionIds.of(orEmpty(negotiated.getConnectionIDPeer()),
				orEmpty(negotiated.getConnectionIDLocal()));
		HandshakeCipher created = new HandshakeCipher(protection, ids, Version.of(negotiated.getNegotiatedVersion()),
				maxPlaintext(negotiated.getMaxFragmentLength()), this.transport::undecryptable);
		this.cipher = created;
		Certificate peerCertificate = negotiated.getPeerCertificate();
		this.transport.cipherReady(peerCertificate != null && !peerCertificate.isEmpty());
		return created;
	}

	private static TrafficKeys keys(Aead aead, TlsCryptoParameters parameters) {
		byte[] keyBlock = TlsImplUtils.calculateKeyBlock(parameters, TrafficKeys.keyBlockSize(aead));
		TrafficKeys keys = TrafficKeys.ofKeyBlock(aead, keyBlock, parameters.isServer());
		Arrays.fill(keyBlock, (byte) 0);
		return keys;
	}

	// Code 1 stands for 512 bytes, each further one for twice as many (RFC 6066, section
	// 4).
	private static int maxPlaintext(short code) {
		return MaxFragmentLength.isValid(code) ? 1 << (8 + code) : RecordFormat.MAX_FRAGMENT;
	}

	private static byte[] orEmpty(byte @Nullable [] id) {
		return (id != null) ? id : new byte[0];
	}

	public void versionChosen(Version version) {
		this.transport.versionChosen(version);
	}

	void groupChosen(int code) {
		this.group = code;
	}

	/** The code of the group of the key exchange, or -1 if there is none. */
	public int group() {
		return this.group;
	}

	/** The cipher of this handshake, or null if it did not get so far. */
	public @Nullable HandshakeCipher cipher() {
		return this.cipher;
	}

}
